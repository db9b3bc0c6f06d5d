// SPDX-License-Identifier: GPL-3.0-or-later
// From a folder of pairs to an edit: `v4e dataset`, `v4e distill` and `v4e edit` as they are used.
#include <gmock/gmock.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "tests/core/dataset/pair_files.h"
#include "tests/end_to_end/distill_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const char* const kLook = "our studio look";

/// Bytes of all files in a folder.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& name : names_in(folder)) files[name] = read_file(folder / name, 256u << 20);
  return files;
}

class Distill : public DistillProgram {
 protected:
  [[nodiscard]] std::vector<std::string> encoding(const std::string& output,
                                                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"dataset", "encode", (folder_.path() / "pairs").string(), "--instruction",
                                   kLook,     "-o",     (folder_.path() / output).string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  [[nodiscard]] std::vector<std::string> training(const std::string& output, int steps) const {
    return DistillProgram::training(output, steps, {"--rank", "8", "--lr", "0.004"});
  }
};

TEST_F(Distill, AKilledEncodingGoesOnAndLosesAndDoublesNothing) {
  write_before_after(at("pairs"), 9);
  const std::vector<std::string> more{"--shard-pairs", "1", "--views", "2"};
  const auto whole = run(encoding("whole", more));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  {
    Program program(encoding("killed", more), folder_.path());
    ASSERT_TRUE(program.wait_for_stderr("shard 3 of 9"));
    program.send(SIGKILL);
    EXPECT_EQ(program.wait().exit_code, -1);
  }
  EXPECT_FALSE(fs::exists(at("killed/set.json")));
  const auto early = run({"distill", at("killed").string(), "-o", at("x").string()});
  EXPECT_EQ(early.exit_code, 3);
  EXPECT_THAT(early.err, HasSubstr("not finished"));

  const auto again = run(encoding("killed", more));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("(0 were there)")));
  EXPECT_EQ(contents(at("killed")), contents(at("whole")));
  EXPECT_EQ(run({"dataset", "verify", at("killed").string()}).exit_code, 0);

  // A third run finds all of it; a changed picture makes its shard anew, and no other.
  EXPECT_THAT(run(encoding("killed", more)).out, HasSubstr("(9 were there)"));
  write_picture(at("pairs/after/p4.png"), 96, 64, 4, 0.3);
  EXPECT_THAT(run(encoding("killed", more)).out, HasSubstr("(8 were there)"));
}

TEST_F(Distill, BadPairsAreListedAndTheOthersEncoded) {
  write_before_after(at("pairs"), 8);
  write_text(at("pairs/after/p1.png"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  write_text(at("pairs/after/p2.png"), "not a picture");
  fs::remove(at("pairs/after/p3.png"));
  fs::copy_file(at("pairs/before/p4.png"), at("pairs/after/p4.png"), fs::copy_options::overwrite_existing);
  write_picture(at("pairs/after/p5.png"), 64, 96, 5, 0.5);
  write_picture(at("pairs/after/p6.png"), 48, 32, 6, 0.5);
  const auto result = run(encoding("set", {"--report", at("report.json").string()}));
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const auto report = read_json_file(at("report.json"));
  EXPECT_EQ(report.at("encoded"), 3);  // p0, p6 and p7
  std::map<std::string, std::string> unusable;
  for (const auto& entry : report.at("unusable")) unusable[entry.at("place")] = entry.at("problem");
  ASSERT_EQ(unusable.size(), 4u);
  EXPECT_THAT(unusable["p1"], HasSubstr("git lfs pull"));
  EXPECT_THAT(unusable["p2"], HasSubstr("p2.png"));
  EXPECT_THAT(unusable["p4"], HasSubstr("nothing to learn"));
  EXPECT_THAT(unusable["p5"], HasSubstr("aspects"));
  ASSERT_EQ(report.at("problems").size(), 1u);
  EXPECT_THAT(report.at("problems")[0].at("place").get<std::string>(), HasSubstr("p3.png"));
  EXPECT_THAT(report.at("notes")[0].at("problem").get<std::string>(), HasSubstr("48x32"));
  // Looking at it tells the same before anything is encoded.
  const auto look = run({"dataset", "look", at("pairs").string(), "--instruction", kLook, "--check"});
  EXPECT_EQ(look.exit_code, 1);
  EXPECT_THAT(look.out, HasSubstr("4 pairs that cannot be used"));
}

TEST_F(Distill, ASplitListIsADataSetAgain) {
  write_before_after(at("pairs"), 6);
  const auto split = run({"dataset", "split", at("pairs").string(), "--instruction", kLook, "--val", "0.1",
                          "--test", "0.1", "-o", at("list.jsonl").string()});
  ASSERT_EQ(split.exit_code, 0) << split.err;
  EXPECT_THAT(split.out, HasSubstr("train: 4"));
  const auto look = run({"dataset", "look", at("list.jsonl").string(), "--check"});
  EXPECT_EQ(look.exit_code, 0) << look.out;
  EXPECT_THAT(look.out, HasSubstr("6 pairs"));
  EXPECT_THAT(look.out, HasSubstr("test: 1"));
}

TEST_F(Distill, AStudentLearnsALookThatTheEditorUses) {
  write_before_after(at("pairs"), 12);
  ASSERT_EQ(run(encoding("set", {"--val", "0.1", "--test", "0.2"})).exit_code, 0);
  const auto taught = run(training("look", 60));
  ASSERT_EQ(taught.exit_code, 0) << taught.err;
  const auto report = read_json_file(at("look/report.json"));
  for (const char* split : {"val", "test"}) {
    const auto& quality = report.at(split);
    EXPECT_GE(quality.at("pairs"), 1);
    EXPECT_GT(quality.at("after_db").get<double>(), quality.at("before_db").get<double>() + 3) << quality;
    EXPECT_GT(quality.at("after_db").get<double>(), quality.at("untouched_db").get<double>() + 3) << quality;
  }
  EXPECT_TRUE(fs::exists(at("look/samples.png")));

  const auto photo = at("pairs/before/p0.png").string();
  const auto lora = at("look/lora.safetensors").string();
  const auto edit = run({"edit", photo, "Our studio look.", "--lora", lora, "-o", at("edited.png").string()});
  ASSERT_EQ(edit.exit_code, 0) << edit.err;
  const auto green = [&](const fs::path& path) {
    const Photo read = read_photo(path);
    double sum = 0;
    for (int y = 0; y < read.image.height(); ++y) {
      const auto* row = read.image.row<std::uint8_t>(y);
      for (int x = 0; x < read.image.width(); ++x) sum += row[3 * x + 1];
    }
    return sum;
  };
  const double share = green(at("edited.png")) / green(at("pairs/before/p0.png"));
  EXPECT_NEAR(share, 0.5, 0.15) << "the look halves the green";
  // The same look in one step, in one file with it, which says how it is asked.
  const auto quick = at("quick/lora.safetensors").string();
  const auto few =
      run({"distill", at("set").string(), "-o", at("quick").string(), "--few-steps", "1", "--teacher-steps",
           "2", "--trajectories", "16", "--steps", "10", "--batch", "4", "--rank", "8", "--lora", lora});
  ASSERT_EQ(few.exit_code, 0) << few.err;
  EXPECT_THAT(few.out, HasSubstr("1 step without guidance to 2"));
  const auto fast = run({"edit", photo, kLook, "--lora", quick, "--fast", "-o", at("fast.png").string()});
  ASSERT_EQ(fast.exit_code, 0) << fast.err;
  EXPECT_NEAR(green(at("fast.png")) / green(at("pairs/before/p0.png")), 0.5, 0.15);
  EXPECT_EQ(run({"edit", photo, kLook, "--lora", lora, "--fast", "-o", at("x.png").string()}).exit_code, 2)
      << "the look alone is for no few steps";
  // Without it the model does not know the words.
  EXPECT_EQ(run({"edit", photo, kLook, "-o", at("none.png").string()}).exit_code, 6);
}

/// Of the embedded model, in what its largest step takes; in fp32, to which the plan was fitted.
class DistillPlan : public Distill {
 protected:
  void SetUp() override {
    write_before_after(at("pairs"), 6, 192, 128);
    const auto encoded = run(encoding("set", {"--val", "0", "--test", "0", "--area", "24576"}));
    ASSERT_EQ(encoded.exit_code, 0) << encoded.err;
  }
  /// Trains with these options in batches of 48, and compares with what --plan says of it.
  void expect_near(const std::string& output, int steps, const std::vector<std::string>& more) const {
    auto words = training(output, steps);
    *std::ranges::find(words, "4") = "48";
    words.insert(words.end(), more.begin(), more.end());
    const auto taught = run(words);
    ASSERT_EQ(taught.exit_code, 0) << taught.err;
    words.emplace_back("--plan");
    const auto plan = run(words);
    EXPECT_EQ(plan.exit_code, 0) << plan.err;
    EXPECT_THAT(plan.out, HasSubstr("fits: "));
    const auto end = plan.out.find(" GiB");
    const double planned_mib = 1024 * std::stod(plan.out.substr(plan.out.rfind(' ', end - 2) + 1));
    EXPECT_NEAR(planned_mib, taught.peak_mib, 0.1 * taught.peak_mib + 52)
        << "half of a last digit is 51 MiB: " << plan.out;
  }

 private:
  EnvironmentValue in_fp32_{"V4E_PATHS", "dtype=fp32"};
};

TEST_F(DistillPlan, IsWithinATenthOfWhatItTakes) {
  expect_near("plain", 2, {});
  expect_near("checkpointed", 2, {"--checkpoint-blocks"});
}

TEST_F(DistillPlan, IsWithinATenthOfWhatFewStepsTake) {
  // All steps begin where the model's own lead, which takes a pass without a way back besides.
  expect_near("few", 5,
              {"--few-steps", "2", "--teacher-steps", "2", "--trajectories", "16", "--own-states", "1"});
  expect_near("few checkpointed", 3,
              {"--few-steps", "2", "--teacher-steps", "2", "--trajectories", "16", "--checkpoint-blocks"});
  const auto plan =
      run({"distill", at("set").string(), "-o", at("x").string(), "--few-steps", "2", "--plan"});
  EXPECT_THAT(plan.out, HasSubstr("for 1500 steps, after ")) << plan.err;
}

TEST_F(Distill, AKilledTrainingEndsAsIfItHadNotBeen) {
  write_before_after(at("pairs"), 6);
  ASSERT_EQ(run(encoding("set")).exit_code, 0);
  ASSERT_EQ(run(training("through", 25)).exit_code, 0);
  {
    Program program(training("killed", 25), folder_.path());
    const auto state = at("killed/checkpoint/state.safetensors");
    while (program.is_running() && !fs::exists(state))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program.send(SIGKILL);
    static_cast<void>(program.wait());
  }
  const auto step_of = [&](const char* name) {
    return SafetensorsFile(at(name) / "checkpoint/state.safetensors").read("step").item<int>();
  };
  EXPECT_LT(step_of("killed"), 25);
  const auto again = run(training("killed", 25));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr("goes on at step"));
  const SafetensorsFile through(at("through/lora.safetensors"));
  const SafetensorsFile killed(at("killed/lora.safetensors"));
  ASSERT_EQ(through.names(), killed.names());
  for (const auto& name : through.names())
    EXPECT_TRUE(torch::equal(through.read(name), killed.read(name))) << name;

  const auto other = run(training("killed", 30));
  EXPECT_EQ(other.exit_code, 5);
  EXPECT_THAT(other.err, HasSubstr("other settings"));
}

}  // namespace
}  // namespace v4e::test
