// SPDX-License-Identifier: GPL-3.0-or-later
// `v4e distill` by several processes, as one training.
#include <dirent.h>
#include <gmock/gmock.h>
#include <torch/types.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/training/distributed/peers.h"
#include "tests/core/dataset/pair_files.h"
#include "tests/end_to_end/distill_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using namespace std::chrono_literals;

/// Processes whose environment has that entry.
std::vector<pid_t> processes_with(const std::string& entry) {
  std::vector<pid_t> found;
  for (const auto& folder : fs::directory_iterator("/proc")) {
    const std::string name = folder.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream stream(folder.path() / "environ", std::ios::binary);
    const std::string all{std::istreambuf_iterator<char>(stream), {}};
    if (('\0' + all).find('\0' + entry + '\0') != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

class Processes : public DistillProgram {
 protected:
  void SetUp() override {
    if (!training::has_peers()) GTEST_SKIP() << "built without Gloo's headers";
    write_before_after(at("pairs"), 8);
    const auto encoded = run({"dataset", "encode", at("pairs").string(), "--instruction", "our studio look",
                              "--val", "0.2", "-o", at("set").string()});
    ASSERT_EQ(encoded.exit_code, 0) << encoded.err;
  }

  [[nodiscard]] std::vector<std::string> training(const std::string& output, int steps,
                                                  std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"--rank", "4"});
    return DistillProgram::training(output, steps, more);
  }
  [[nodiscard]] double loss_of(const std::string& output) const {
    std::ifstream stream(at(output) / "checkpoint/log.jsonl");
    std::string line;
    std::string last;
    while (std::getline(stream, line)) last = line;
    return parse_json(last, "log").at("loss").get<double>();
  }
  /// Largest difference of two trainings' weights, over the largest weight.
  [[nodiscard]] double difference(const std::string& a, const std::string& b) const {
    const auto weights = [&](const std::string& output) {
      return SafetensorsFile(at(output) / "checkpoint/state.safetensors").read("ema").to(torch::kDouble);
    };
    const auto first = weights(a);
    return ((first - weights(b)).abs().max() / first.abs().max()).item<double>();
  }

  /// In 16 bits the order of sums shows, and AdamW makes much of it.
  EnvironmentValue in_fp32_{"V4E_PATHS", "dtype=fp32"};
};

TEST_F(Processes, TwoAndFourMakeTheStepsOfOne) {
  ASSERT_EQ(run(training("one", 12)).exit_code, 0);
  for (const auto& [name, count, sharding] : {std::tuple("two", "2", "dp"), {"four", "4", "zero2"}}) {
    const auto made = run(training(name, 12, {"--nproc", count, "--sharding", sharding}));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_THAT(made.err, HasSubstr(std::string(count) + " processes, started by this program"));
    EXPECT_NEAR(loss_of(name), loss_of("one"), 1e-3 * loss_of("one"));
    EXPECT_LT(difference("one", name), 5e-3);
    EXPECT_EQ(made.out.find("of step"), made.out.rfind("of step")) << "one of them speaks: " << made.out;
  }
}

TEST_F(Processes, OneThatIsKilledCostsNothing) {
  ASSERT_EQ(run(training("whole", 20)).exit_code, 0);
  Program program(training("killed", 20, {"--nproc", "2", "--sharding", "zero1"}), folder_.path());
  const auto state = at("killed/checkpoint/state.safetensors");
  while (program.is_running() && !fs::exists(state)) std::this_thread::sleep_for(5ms);
  const std::string output = at("killed").string();
  int killed = 0;
  for (const pid_t process : processes_with("LOCAL_RANK=1")) {
    std::ifstream stream("/proc/" + std::to_string(process) + "/cmdline", std::ios::binary);
    const std::string words{std::istreambuf_iterator<char>(stream), {}};
    if (words.find(output) != std::string::npos && ::kill(process, SIGKILL) == 0) ++killed;
  }
  const auto made = program.wait();
  ASSERT_EQ(killed, 1);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("a process was lost; all start again"));
  EXPECT_THAT(made.err, HasSubstr("goes on at step"));
  EXPECT_LT(difference("whole", "killed"), 5e-3);
}

TEST_F(Processes, AStopKeepsWhatWasMadeForAnyNumber) {
  ASSERT_EQ(run(training("whole", 14)).exit_code, 0);
  {
    Program program(training("moved", 14, {"--nproc", "4", "--sharding", "zero2"}), folder_.path());
    const auto state = at("moved/checkpoint/state.safetensors");
    while (program.is_running() && !fs::exists(state)) std::this_thread::sleep_for(5ms);
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 130);
  }
  const auto made = run(training("moved", 14, {"--nproc", "2"}));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_LT(difference("whole", "moved"), 5e-3);
}

TEST_F(Processes, WhatCannotBeSharedIsRefused) {
  const auto odd = run(training("odd", 5, {"--nproc", "3"}));
  EXPECT_EQ(odd.exit_code, 2);
  EXPECT_THAT(odd.err, HasSubstr("multiple of 3"));
  const auto alone = run(training("alone", 5, {"--sharding", "zero1"}));
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("the only one"));
  EXPECT_FALSE(fs::exists(at("alone")));
  for (const char* more : {"--plan", "--checkpoint-blocks"}) {
    const auto lora = run(training("lora", 5, {"--nproc", "2", "--sharding", "zero3", more}));
    EXPECT_EQ(lora.exit_code, 2);
    EXPECT_THAT(lora.err, HasSubstr("take zero2"));
    EXPECT_EQ(lora.err.find("take zero2"), lora.err.rfind("take zero2")) << "said once: " << lora.err;
  }
  EXPECT_FALSE(fs::exists(at("lora")));
}

}  // namespace
}  // namespace v4e::test
