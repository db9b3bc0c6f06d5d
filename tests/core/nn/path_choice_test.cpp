// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/path_choice.h"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "core/base/json_file.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e {
namespace {

using Forced = std::map<std::string, std::string>;
using namespace std::chrono_literals;

/// Two ways that count their runs; each sleeps for so long.
struct TwoWays {
  TwoWays(std::chrono::milliseconds first, std::chrono::milliseconds second)
      : paths{ComputePath{"plain", [this, first] { run(0, first); }},
              ComputePath{"other", [this, second] { run(1, second); }}} {}
  TwoWays(const TwoWays&) = delete;
  TwoWays& operator=(const TwoWays&) = delete;

  void run(std::size_t way, std::chrono::milliseconds time) {
    ++runs[way];
    std::this_thread::sleep_for(time);
  }

  std::array<int, 2> runs{};
  std::array<ComputePath, 2> paths;
};

TEST(PathChooser, TakesTheFasterWayAndAsksOnce) {
  PathChooser chooser({}, "here");
  TwoWays ways(40ms, 1ms);
  EXPECT_EQ(chooser.choose("linear 3", ways.paths), 1);
  const auto runs = ways.runs;
  EXPECT_GE(runs[0], 1);
  EXPECT_EQ(chooser.choose("linear 3", ways.paths), 1);
  EXPECT_EQ(ways.runs, runs) << "what is known is not measured again";
  ASSERT_EQ(chooser.choices().size(), 1U);
  EXPECT_EQ(chooser.choices()[0].path, "other");
  EXPECT_GT(chooser.choices()[0].speedup, 1.1);
}

TEST(PathChooser, AnotherSizeIsAnotherQuestion) {
  PathChooser chooser({}, "here");
  TwoWays small(1ms, 40ms);
  TwoWays large(40ms, 1ms);
  EXPECT_EQ(chooser.choose("linear 3", small.paths), 0);
  EXPECT_EQ(chooser.choose("linear 4096", large.paths), 1);
}

TEST(PathChooser, KeepsAnswersForTheSameMachineOnly) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "cache" / "paths.json";
  TwoWays ways(40ms, 1ms);
  EXPECT_EQ(PathChooser(file, "here").choose("linear 3", ways.paths), 1);
  TwoWays again(40ms, 1ms);
  EXPECT_EQ(PathChooser(file, "here").choose("linear 3", again.paths), 1);
  EXPECT_EQ(again.runs[0] + again.runs[1], 0);
  TwoWays elsewhere(1ms, 40ms);
  EXPECT_EQ(PathChooser(file, "another processor").choose("linear 3", elsewhere.paths), 0);
  EXPECT_GT(elsewhere.runs[0], 0);
  EXPECT_EQ(read_json_file(file).size(), 2U) << "one machine's answers do not push out another's";
}

TEST(PathChooser, ADamagedFileIsMeasuredAgain) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "paths.json";
  for (const char* text : {"", "{", "[]", R"({"here": 3})", R"({"here": {"linear 3": "other"}})",
                           R"({"here": {"linear 3": {"path": "a way of the past"}}})"}) {
    std::ofstream(file) << text;
    TwoWays ways(40ms, 1ms);
    EXPECT_EQ(PathChooser(file, "here").choose("linear 3", ways.paths), 1) << text;
    EXPECT_GT(ways.runs[1], 0) << text;
  }
}

TEST(PathChooser, AFolderThatTakesNoFilesIsNoObstacle) {
  TwoWays ways(40ms, 1ms);
  EXPECT_EQ(PathChooser("/proc/no/paths.json", "here").choose("linear 3", ways.paths), 1);
}

TEST(PathChooser, ForcedWaysAreTakenWithoutMeasuring) {
  PathChooser chooser({}, "here", Forced{{"linear", "other"}, {"attention", "unknown"}});
  TwoWays ways(1ms, 1ms);
  EXPECT_EQ(chooser.choose("linear 3", ways.paths), 1);
  EXPECT_EQ(chooser.choose("attention 3", ways.paths), 0);
  EXPECT_EQ(chooser.choose("convolution 3", ways.paths), 0);
  EXPECT_EQ(ways.runs[0] + ways.runs[1], 0);
}

TEST(PathChooser, WhatFailsIsNotKept) {
  PathChooser chooser({}, "here");
  const std::array<ComputePath, 1> broken{
      ComputePath{"plain", [] { throw std::runtime_error("no memory"); }}};
  EXPECT_THROW(static_cast<void>(chooser.choose("linear 3", broken)), std::runtime_error);
  EXPECT_TRUE(chooser.choices().empty());
}

}  // namespace
}  // namespace v4e
