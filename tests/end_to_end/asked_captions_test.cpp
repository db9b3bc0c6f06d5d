// SPDX-License-Identifier: GPL-3.0-or-later
// Captions by a language model: caption, edit and batch through the real program, against a server of the
// test.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstdlib>
#include <future>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/base64.h"
#include "core/edit/edit_provenance.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_provenance.h"
#include "tests/core/chat/fake_server.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kSnow =
    "The weather changes: snow begins to fall and settles on the roofs, while the houses and the camera stay "
    "as "
    "they are.";

std::string snow_json() {
  return nlohmann::json{{"kind", "weather_light"}, {"caption", kSnow}}.dump();
}

class AskedCaptions : public EditProgram {
 protected:
  void SetUp() override {
    ::setenv("XDG_CACHE_HOME", file("cache").c_str(), 1);
    write_tiny_model(free_model(), {.capabilities = {}});
    fs::create_directories(file("in"));
  }
  void TearDown() override {
    ::unsetenv("XDG_CACHE_HOME");
    ::unsetenv("V4E_CHAT_KEY");
  }

  [[nodiscard]] fs::path free_model() const { return file("free"); }
  [[nodiscard]] RunResult run(std::vector<std::string> arguments) const {
    if (arguments.front() != "caption")
      arguments.insert(arguments.end(),
                       {"--model", free_model().string(), "--device", "cpu", "--dtype", "fp32"});
    return run_v4e(arguments, log_.path());
  }

  FakeServer server_{model_that_writes([](const FakeRequest&) { return snow_json(); })};
};

TEST_F(AskedCaptions, CaptionShowsWhatWasWritten) {
  const RunResult text = run({"caption", "make it snow", "--with", server_.address()});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("by fake-7b (weather_light):\n  " + kSnow));
  EXPECT_THAT(text.out, HasSubstr("snow begins to fall and snowflakes fill the air"));  // the rules', too
  EXPECT_EQ(text.err, "");
  const RunResult data = run({"caption", "make it snow", "--with", server_.address(), "--json"});
  const auto asked = nlohmann::json::parse(data.out).at("asked");
  EXPECT_EQ(asked.at("caption"), kSnow);
  EXPECT_EQ(asked.at("kept"), true);
}

TEST_F(AskedCaptions, CaptionSendsThePhotoOnlyWhereItIsGiven) {
  const std::string shown = photo("shown.png", 1000, 500);
  EXPECT_EQ(run({"caption", "make it snow", "--with", server_.address(), "--send-photo", shown}).exit_code,
            0);
  const std::string body = server_.requests().back().body;
  const auto content = nlohmann::json::parse(body).at("messages").at(1).at("content");
  const std::string url = content.at(1).at("image_url").at("url");
  const std::string prefix = "data:image/jpeg;base64,";
  ASSERT_TRUE(url.starts_with(prefix));
  const auto jpeg = from_base64(url.substr(prefix.size()));
  ASSERT_TRUE(jpeg);
  EXPECT_EQ(decode_photo(*jpeg, "sent").image.width(), 768);
}

TEST_F(AskedCaptions, WithoutAnAnswerTheRulesWriteAndItIsSaid) {
  const RunResult dead = run({"caption", "make it snow", "--with", dead_address()});
  EXPECT_EQ(dead.exit_code, 0);
  EXPECT_THAT(dead.out, HasSubstr("note: the caption is the rules' own: "));
  EXPECT_THAT(dead.out, HasSubstr("is the server running"));
  const FakeServer hanging([](const FakeRequest&, const FakeConnection& connection) { connection.hang(); });
  const RunResult slow = run({"caption", "make it snow", "--with", hanging.address(), "--caption-model", "x",
                              "--caption-timeout", "0.2"});
  EXPECT_EQ(slow.exit_code, 0);
  EXPECT_THAT(slow.out, HasSubstr("no whole answer within 0.200 seconds"));
}

TEST_F(AskedCaptions, AnAddressElsewhereIsSaidBeforeAnythingIsSent) {
  const RunResult away =
      run({"caption", "make it snow", "--with", "http://192.0.2.1:9/v1", "--caption-timeout", "0.2"});
  EXPECT_THAT(away.err, HasSubstr("note: the instruction is sent to 192.0.2.1:9, which is not this machine"));
  EXPECT_EQ(run({"caption", "make it snow", "--with", "192.0.2.1:9"}).exit_code, 2);
  EXPECT_EQ(run({"caption", "make it snow", "--caption-model", "x"}).exit_code, 2);
}

TEST_F(AskedCaptions, TheKeyComesFromTheEnvironment) {
  ::setenv("V4E_CHAT_KEY", "sk-42", 1);
  EXPECT_EQ(run({"caption", "make it snow", "--with", server_.address()}).exit_code, 0);
  EXPECT_THAT(server_.requests().back().headers, HasSubstr("Authorization: Bearer sk-42\r\n"));
}

TEST_F(AskedCaptions, CtrlCEndsTheWaiting) {
  std::promise<void> asked;
  const FakeServer hanging([&asked](const FakeRequest&, const FakeConnection& connection) {
    asked.set_value();
    connection.hang();
  });
  Program program({"caption", "make it snow", "--with", hanging.address(), "--caption-model", "x"},
                  log_.path());
  asked.get_future().wait();
  program.send(SIGINT);
  const RunResult stopped = program.wait();
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_EQ(stopped.out, "");
}

TEST_F(AskedCaptions, AnEditIsMadeByItAndRemembersIt) {
  const RunResult made = run(
      {"edit", photo("a.png"), "make it snow", "-o", file("b.png"), "--with", server_.address(), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  EXPECT_EQ(report.at("prompt"), kSnow);
  EXPECT_EQ(report.at("settings").at("caption"), kSnow);
  EXPECT_EQ(report.at("asked_captions").at(0).at("model"), "fake-7b");
  EXPECT_THAT(server_.requests().back().body, Not(HasSubstr("image_url")));
  // Whoever opens the result gets the same edit without any language model.
  const RunResult again =
      run({"edit", file("a.png"), "make it snow", "-o", file("c.png"), "--caption", kSnow});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  const Image with = read_photo(file("b.png")).image;
  const Image by_hand = read_photo(file("c.png")).image;
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(with.data()), with.size_bytes()),
            std::string(reinterpret_cast<const char*>(by_hand.data()), by_hand.size_bytes()));
}

TEST_F(AskedCaptions, AnEditWithoutAnAnswerIsMadeByTheRules) {
  const RunResult made =
      run({"edit", photo("a.png"), "make it snow", "-o", file("b.png"), "--with", dead_address()});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("note: the caption for \"make it snow\" is the rules' own: "));
  EXPECT_TRUE(fs::exists(file("b.png")));
}

TEST_F(AskedCaptions, StepsTellWhatWasDoneBefore) {
  const RunResult made = run({"edit", photo("a.png"), "-i", "make it night", "-i", "make it snow", "-o",
                              file("b.png"), "--with", server_.address(), "--send-photo"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string body = server_.requests().back().body;
  EXPECT_THAT(body, HasSubstr("the photo is edited by: make it night"));
  EXPECT_THAT(body, HasSubstr("image_url"));
}

TEST_F(AskedCaptions, AModelWithCaptionsOfItsOwnIsLeftThem) {
  const RunResult made =
      edit({photo("a.png"), "make it night", "-o", file("b.png"), "--with", server_.address()});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("no language model was asked"));
  EXPECT_THAT(server_.requests(), IsEmpty());
}

TEST_F(AskedCaptions, ABatchKeepsThemAndGoesOn) {
  (void)photo("in/a.png");
  (void)photo("in/b.png", 90, 60);
  const std::vector<std::string> command{"batch",       file("in"),  "-i",     "make it snow",
                                         "-o",          file("out"), "--with", server_.address(),
                                         "--send-photo"};
  const RunResult first = run(command);
  ASSERT_EQ(first.out, "2 done, 0 failed\n") << first.err;
  const auto made = provenance_of(read_photo(file("out/in/a - make it snow.png")));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->instruction, "make it snow");
  EXPECT_EQ(settings_of(*made).caption, kSnow);
  const std::size_t asked = server_.requests().size();
  EXPECT_EQ(run(command).out, "0 done, 0 failed\n");
  std::vector<std::string> missing = command;
  missing.push_back("--missing");
  EXPECT_EQ(run(missing).out, "2 done, 0 failed, 0 not done yet\n");
  // Only which model is there was asked again.
  for (std::size_t i = asked; i < server_.requests().size(); ++i)
    EXPECT_THAT(server_.requests()[i].line, HasSubstr("GET /v1/models"));
}

TEST_F(AskedCaptions, ABatchDoesNotWaitForADeadServerForEver) {
  for (const char* name : {"in/a.png", "in/b.png", "in/c.png", "in/d.png", "in/e.png"})
    (void)photo(name, 40, 30);
  const RunResult made =
      run({"batch", file("in"), "-i", "make it snow", "-o", file("out"), "--with", dead_address()});
  EXPECT_EQ(made.out, "5 done, 0 failed\n") << made.err;
  EXPECT_THAT(made.err, HasSubstr("so for 2 more"));
  EXPECT_THAT(made.err, HasSubstr("is not asked any more"));
}

}  // namespace
}  // namespace v4e::test
