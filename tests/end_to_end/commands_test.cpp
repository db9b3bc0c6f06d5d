// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Help : public testing::TestWithParam<const char*> {};

TEST_P(Help, ReadsWell) {
  const TemporaryFolder folder;
  const RunResult run = run_v4e({GetParam(), "--help"}, folder.path());
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("Usage"));
  EXPECT_THAT(run.out, HasSubstr(GetParam()));
  EXPECT_EQ(run.err, "");
}

INSTANTIATE_TEST_SUITE_P(Commands, Help,
                         testing::Values("edit", "select", "caption", "models", "devices", "inspect"),
                         [](const auto& parameter) { return std::string(parameter.param); });

TEST(Program, HelpListsCommandsAndExitCodes) {
  const TemporaryFolder folder;
  const RunResult run = run_v4e({"--help"}, folder.path());
  EXPECT_EQ(run.exit_code, 0);
  for (const char* word : {"edit", "caption", "models", "devices", "inspect", "130"})
    EXPECT_THAT(run.out, HasSubstr(word));
  EXPECT_EQ(run_v4e({}, folder.path()).exit_code, 2);
  EXPECT_EQ(run_v4e({"dance"}, folder.path()).exit_code, 2);
  EXPECT_THAT(run_v4e({"--version"}, folder.path()).out, HasSubstr("v4e "));
}

TEST(Program, TheEditorsHelpNeedsNoDisplay) {
  const TemporaryFolder folder;
  for (const char* option : {"--help", "--version"}) {
    const RunResult run = run_command({"env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM=xcb",
                                       V4E_BIN_DIR "/video4edit", option},
                                      folder.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("video4edit"));
  }
}

TEST(Program, CaptionPrintsTextAndJson) {
  const TemporaryFolder folder;
  const RunResult text = run_v4e({"caption", "could you make it snow?"}, folder.path());
  EXPECT_THAT(text.out, HasSubstr("snow begins to fall and snowflakes fill the air"));
  const RunResult data = run_v4e({"caption", "--json", "make the car red"}, folder.path());
  const auto report = nlohmann::json::parse(data.out);
  EXPECT_EQ(report.at("kind"), "colour");
  EXPECT_EQ(report.at("target"), "car");
  EXPECT_EQ(report.at("colour"), "red");
  EXPECT_EQ(run_v4e({"caption", ""}, folder.path()).exit_code, 2);
}

TEST(Program, DevicesListsTheCpu) {
  const TemporaryFolder folder;
  const auto list = nlohmann::json::parse(run_v4e({"devices", "--json"}, folder.path()).out);
  EXPECT_EQ(list.back().at("id"), "cpu");
  EXPECT_GT(list.back().at("memory_bytes").get<double>(), 0);
}

TEST_F(EditProgram, InspectCountsParameters) {
  const RunResult run = run_v4e({"inspect", "--json", model().string()}, log_.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto report = nlohmann::json::parse(run.out);
  EXPECT_GT(report.at("transformer").at("parameters").get<int>(), 1000);
  EXPECT_TRUE(report.contains("vae"));
  EXPECT_EQ(run_v4e({"inspect", "/nonexistent"}, log_.path()).exit_code, 3);
}

TEST_F(EditProgram, ModelsFindsFoldersOfTheEnvironment) {
  ::setenv("V4E_MODELS", model().parent_path().c_str(), 1);
  const RunResult run = run_v4e({"models"}, log_.path());
  ::unsetenv("V4E_MODELS");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("tiny"));
  EXPECT_THAT(run.out, HasSubstr("black and white, night, pencil sketch"));
}

class Interrupt : public EditProgram, public testing::WithParamInterface<const char*> {};

TEST_P(Interrupt, StopsWithinASecondAndLeavesNothing) {
  const std::filesystem::path slow = log_.path() / "slow";
  write_tiny_model(slow, {.num_layers = 8});
  const std::string source = photo("p.png", 900, 600);
  Program program({"edit", source, "make it night", "-o", file("r.png").string(), "--frames-dir",
                   file("frames").string(), "--mask-out", file("m.png").string(), "--model", slow.string(),
                   "--device", "cpu", "--steps", "900", "--size", "0.2"},
                  log_.path());
  ASSERT_TRUE(program.wait_for_stderr(GetParam()));
  const auto asked = std::chrono::steady_clock::now();
  program.send(SIGINT);
  const RunResult run = program.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(1));
  EXPECT_EQ(run.exit_code, 130) << run.err;
  EXPECT_THAT(run.err, HasSubstr("stopped"));
  EXPECT_THAT(names_in(work_.path()), ElementsAre("p.png"));
}

INSTANTIATE_TEST_SUITE_P(Stages, Interrupt, testing::Values("load", "denoise"),
                         [](const auto& parameter) { return std::string(parameter.param); });

}  // namespace
}  // namespace v4e::test
