// SPDX-License-Identifier: GPL-3.0-or-later
// From pairs to ways between them to a student: `v4e rollout`, `v4e dataset verify` and `v4e distill`.
#include <gmock/gmock.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/json_file.h"
#include "tests/core/dataset/pair_files.h"
#include "tests/core/golden.h"
#include "tests/end_to_end/program.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& name : names_in(folder)) files[name] = read_file(folder / name, 256u << 20);
  return files;
}

/// A folder of a tiny random model as diffusers has it.
void write_model(const fs::path& folder, const char* transformer) {
  fs::create_directories(folder / "scheduler");
  const auto link = [&](const char* part, const std::string& golden) {
    fs::create_directory_symlink(golden_path(golden), folder / part);
  };
  link("transformer", std::string(transformer) + "/diffusers");
  link("vae", "vae/diffusers");
  link("text_encoder", "umt5/hf");
  link("tokenizer", "tokenizer");
  link("image_encoder", "clip/hf");
  fs::copy_file(golden_path("schedulers/scheduler_config_euler.json"),
                folder / "scheduler/scheduler_config.json");
  write_json_file(folder / "model_index.json",
                  {{"_class_name", "WanImageToVideoPipeline"},
                   {"transformer", {"diffusers", "WanTransformer3DModel"}},
                   {"vae", {"diffusers", "AutoencoderKLWan"}},
                   {"text_encoder", {"transformers", "UMT5EncoderModel"}},
                   {"tokenizer", {"transformers", "T5TokenizerFast"}},
                   {"image_encoder", {"transformers", "CLIPVisionModel"}},
                   {"scheduler", {"diffusers", "FlowMatchEulerDiscreteScheduler"}}});
}

class Rollout : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::string> rolling(const std::string& output,
                                                 const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"rollout", at("pairs").string(), "--instruction", "make it darker",
                                   "-o",      at(output).string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  [[nodiscard]] RunResult run(const std::vector<std::string>& words) const {
    return run_v4e(words, folder_.path());
  }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }

  TemporaryFolder folder_;
};

TEST_F(Rollout, AKilledRunGoesOnAndLosesAndDoublesNothing) {
  write_before_after(at("pairs"), 7);
  const std::vector<std::string> more{"--shard-pairs", "1"};
  const auto whole = run(rolling("whole", more));
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  {
    Program program(rolling("killed", more), folder_.path());
    ASSERT_TRUE(program.wait_for_stderr("shard 3 of 7"));
    program.send(SIGKILL);
    EXPECT_EQ(program.wait().exit_code, -1);
  }
  EXPECT_FALSE(fs::exists(at("killed/set.json")));
  EXPECT_THAT(run({"distill", at("killed").string(), "-o", at("x").string()}).err, HasSubstr("not finished"));
  const auto again = run(rolling("killed", more));
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("(0 were there)")));
  EXPECT_EQ(contents(at("killed")), contents(at("whole")));
  EXPECT_EQ(run({"dataset", "verify", at("killed").string()}).exit_code, 0);

  // Another teacher's settings are another set.
  const auto other = run(rolling("killed", {"--shard-pairs", "1", "--seed", "2"}));
  EXPECT_EQ(other.exit_code, 2) << other.err;
  EXPECT_THAT(other.err, HasSubstr("other settings"));

  // Cut and changed files are refused, and made again.
  fs::resize_file(at("killed/shard-00002.safetensors"),
                  fs::file_size(at("killed/shard-00002.safetensors")) - 7);
  EXPECT_NE(run({"dataset", "verify", at("killed").string()}).exit_code, 0);
  EXPECT_THAT(run({"distill", at("killed").string(), "-o", at("x").string()}).err, HasSubstr("shard-00002"));
  EXPECT_THAT(run(rolling("killed", more)).out, HasSubstr("(6 were there)"));
  EXPECT_EQ(contents(at("killed")), contents(at("whole")));
}

TEST_F(Rollout, TwoProgramsMakeWhatOneMakes) {
  write_before_after(at("pairs"), 5);
  const auto part = [&](const char* shard) {
    return rolling("parts", {"--shard-pairs", "1", "--shard", shard});
  };
  const auto first = run(part("0/2"));
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("this part is done"));
  EXPECT_FALSE(fs::exists(at("parts/set.json")));
  ASSERT_EQ(run(part("1/2")).exit_code, 0);
  ASSERT_EQ(run(rolling("whole", {"--shard-pairs", "1"})).exit_code, 0);
  auto parts = contents(at("parts"));
  auto whole = contents(at("whole"));
  EXPECT_EQ(parts, whole);
}

/// The built-in model is teacher and student.
TEST_F(Rollout, TheReportSaysWhatPassedAndAStudentLearnsFromIt) {
  write_before_after(at("pairs"), 6);
  fs::copy_file(at("pairs/before/p4.png"), at("pairs/after/p4.png"), fs::copy_options::overwrite_existing);
  const auto made = run(rolling("ways", {"--val", "0", "--test", "0"}));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("ways pass all tests"));
  EXPECT_THAT(made.out, HasSubstr("monotone: "));
  EXPECT_THAT(made.out, HasSubstr("nothing to learn"));
  const auto report = read_json_file(at("ways/report.json"));
  EXPECT_EQ(report.at("ways"), 5) << "of six pairs one cannot be used";
  EXPECT_EQ(report.at("tests").size(), 8u);
  const auto taught = run({"distill", at("ways").string(), "-o", at("look").string(), "--steps", "3",
                           "--batch", "2", "--rank", "4"});
  EXPECT_EQ(taught.exit_code, 0) << taught.err;
  // Bounds that nothing passes leave the edits alone.
  const auto none = run(rolling("none", {"--val", "0", "--test", "0", "--min-endpoint", "98"}));
  ASSERT_EQ(none.exit_code, 0) << none.err;
  EXPECT_THAT(none.out, HasSubstr("0 of 5 ways pass"));
  EXPECT_EQ(read_json_file(at("none/report.json")).at("rejected").size(), 5u);
}

/// A first-last-frame teacher and an image-to-video student, both random: every way is noise, so the bounds
/// are opened.
TEST_F(Rollout, AStudentOfManyFramesLearnsAllOfThem) {
  write_before_after(at("pairs"), 4, 64, 32);
  write_model(at("teacher"), "dit_flf2v");
  write_model(at("student"), "dit_i2v");
  const std::vector<std::string> open{"--val",
                                      "0",
                                      "--test",
                                      "0",
                                      "--min-monotone",
                                      "-2",
                                      "--max-late-start",
                                      "2",
                                      "--max-overshoot",
                                      "99",
                                      "--min-endpoint",
                                      "0",
                                      "--max-camera",
                                      "999",
                                      "--max-jump",
                                      "99",
                                      "--model",
                                      at("student").string(),
                                      "--area",
                                      "2048"};
  auto words = rolling("ways", open);
  words.insert(words.end(),
               {"--teacher", at("teacher").string(), "--frames", "9", "--steps", "2", "--guidance", "1"});
  const auto made = run(words);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("8 pictures of 4 pairs")) << "each pair with its way beside it";
  EXPECT_THAT(made.out, HasSubstr("4 of 4 ways pass"));
  EXPECT_EQ(run({"dataset", "verify", at("ways").string()}).exit_code, 0);
  const auto taught = run({"distill", at("ways").string(), "-o", at("look").string(), "--model",
                           at("student").string(), "--steps", "4", "--batch", "2", "--rank", "4"});
  EXPECT_EQ(taught.exit_code, 0) << taught.err;
  const auto by_blocks = [&](const char* output, const std::string& teacher, const char* weight) {
    return std::vector<std::string>{"distill",
                                    at("ways").string(),
                                    "-o",
                                    at(output).string(),
                                    "--model",
                                    at("student").string(),
                                    "--teacher",
                                    teacher,
                                    "--block-weight",
                                    weight,
                                    "--steps",
                                    "25",
                                    "--batch",
                                    "2",
                                    "--rank",
                                    "4",
                                    "--checkpoint-seconds",
                                    "0"};
  };
  const auto through = run(by_blocks("through", at("teacher").string(), "auto"));
  ASSERT_EQ(through.exit_code, 0) << through.err;
  EXPECT_THAT(through.err, HasSubstr("the block term counts"));
  EXPECT_GT(read_json_file(at("through/block_weight.json")).at("weight").get<double>(), 0);
  EXPECT_THAT(read_file(at("through/terms.jsonl"), 1u << 20), HasSubstr("\"block\":["));
  // Killed and gone on with, it ends in the same weights, the measured one among them.
  {
    Program program(by_blocks("killed", at("teacher").string(), "auto"), folder_.path());
    ASSERT_TRUE(program.wait_for_stderr("the block term counts"));
    program.send(SIGKILL);
    EXPECT_EQ(program.wait().exit_code, -1);
  }
  ASSERT_EQ(run(by_blocks("killed", at("teacher").string(), "auto")).exit_code, 0);
  EXPECT_EQ(read_file(at("killed/lora.safetensors"), 64u << 20),
            read_file(at("through/lora.safetensors"), 64u << 20));
  ASSERT_EQ(run(by_blocks("plain", at("teacher").string(), "0")).exit_code, 0);
  EXPECT_NE(read_file(at("plain/lora.safetensors"), 64u << 20),
            read_file(at("through/lora.safetensors"), 64u << 20))
      << "else the teacher teaches nothing";
  const auto stranger = run(by_blocks("stranger", at("student").string(), "1"));
  EXPECT_EQ(stranger.exit_code, 5);
  EXPECT_THAT(stranger.err, HasSubstr("were made by teacher"));
  // The teacher itself edits no single photo, and a student of another VAE gets nothing from it.
  EXPECT_EQ(run({"distill", at("ways").string(), "-o", at("y").string()}).exit_code, 5);
  const auto foreign = run(rolling("foreign", {"--teacher", at("teacher").string()}));
  EXPECT_EQ(foreign.exit_code, 5);
  EXPECT_THAT(foreign.err, HasSubstr("VAE"));
}

}  // namespace
}  // namespace v4e::test
