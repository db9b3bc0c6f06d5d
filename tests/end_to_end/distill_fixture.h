// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/end_to_end/program.h"

namespace v4e::test {

/// Gives each test of `v4e dataset` and `v4e distill` an empty folder.
class DistillProgram : public testing::Test {
 protected:
  [[nodiscard]] RunResult run(const std::vector<std::string>& words) const {
    return run_v4e(words, folder_.path());
  }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
  /// `v4e distill` of the folder "set" in batches of four, with a checkpoint after each step and no looks.
  [[nodiscard]] std::vector<std::string> training(const std::string& output, int steps,
                                                  const std::vector<std::string>& more) const {
    std::vector<std::string> words{"distill",
                                   at("set").string(),
                                   "-o",
                                   at(output).string(),
                                   "--steps",
                                   std::to_string(steps),
                                   "--batch",
                                   "4",
                                   "--checkpoint-seconds",
                                   "0",
                                   "--look-seconds",
                                   "10000"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  TemporaryFolder folder_;
};

}  // namespace v4e::test
