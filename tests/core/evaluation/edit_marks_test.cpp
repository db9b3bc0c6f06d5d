// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_marks.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/evaluation/choice_gate.h"

namespace v4e {
namespace {

constexpr int kSide = 32;

/// Grey of that level, with a wave of that height over it.
Image frame(double level, double wave = 0) {
  Image image(kSide, kSide, 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(image.mutable_data());
  for (int i = 0; i < kSide * kSide; ++i) {
    const double value = level + (i % 2 == 0 ? wave : -wave);
    for (int c = 0; c < 3; ++c) *out++ = static_cast<float>(value);
  }
  return image;
}

EditResult edit_of(std::vector<Image> frames, double background_psnr_db = 99) {
  EditResult result;
  result.frames = std::move(frames);
  result.merge.metrics.background_psnr_db = background_psnr_db;
  return result;
}

TEST(EditMarks, AreWhatTheyAreCalled) {
  const EditMarks marks = measure_edit(edit_of({frame(0.2, 0.02), frame(0.45, 0.05), frame(0.5, 0.04)}, 40));
  EXPECT_NEAR(marks.change, std::hypot(0.3, 0.02), 1e-5);
  EXPECT_NEAR(marks.outside, 0.01, 1e-9);
  EXPECT_NEAR(marks.sharpness, 2, 1e-3);
  EXPECT_NEAR(marks.flicker, std::hypot(0.05, 0.01) / std::hypot(0.3, 0.02), 1e-4);
}

TEST(EditMarks, AnEditThatChangesNothingIsNoFault) {
  const EditMarks marks = measure_edit(edit_of({frame(0.2), frame(0.2)}));
  EXPECT_EQ(marks.change, 0);
  EXPECT_EQ(marks.outside, 0);
  EXPECT_EQ(marks.sharpness, 1);
  EXPECT_EQ(marks.flicker, 0);
  // Without a pixel that is left alone there is nothing to measure.
  EXPECT_EQ(measure_edit(edit_of({frame(0.2), frame(0.9)}, 0)).outside, 0);
}

TEST(EditMarks, NeedAnEvolution) {
  EXPECT_THROW((void)measure_edit(edit_of({frame(0.2)})), Error);
  EXPECT_THROW((void)measure_edit(edit_of({})), Error);
}

TEST(EditMarks, TheOneThatTheOthersDisagreeWithIsNotChosen) {
  std::vector<EditMarks> marks(4);
  const std::vector<Image> frames{frame(0.9), frame(0.50), frame(0.51), frame(0.49)};
  rate(marks, frames);
  EXPECT_NEAR(marks[0].apart, 0.9 - 0.5, 1e-5);
  EXPECT_NEAR(marks[1].apart, (0.9 + 0.51 + 0.49) / 3 - 0.5, 1e-5);
  EXPECT_EQ(std::ranges::min_element(marks, {}, &EditMarks::score) - marks.begin(), 0);
  EXPECT_EQ(best_of(marks), 2u);  // the nearest to the others' mean
}

TEST(EditMarks, AmongEqualOnesTheFirstIsChosen) {
  std::vector<EditMarks> marks(3);
  rate(marks, {frame(0.5), frame(0.5), frame(0.5)});
  EXPECT_EQ(best_of(marks), 0u);
}

TEST(EditMarks, WhatChangesOutsideOrFlickersCountsAgainstAnEdit) {
  for (double EditMarks::*mark : {&EditMarks::outside, &EditMarks::flicker}) {
    std::vector<EditMarks> marks(2);
    marks[0].*mark = 0.2;
    marks[1].*mark = 0.1;
    rate(marks, {frame(0.5), frame(0.6)});
    EXPECT_EQ(best_of(marks), 1u);
  }
}

TEST(EditMarks, AJudgeOfAllCountsFirst) {
  std::vector<EditMarks> marks(3);
  const std::vector<Image> frames{frame(0.5), frame(0.5), frame(0.9)};
  marks[0].judged = 3;
  marks[2].judged = 8;
  rate(marks, frames);
  EXPECT_EQ(best_of(marks), 0u);  // one was not judged
  marks[1].judged = 5;
  rate(marks, frames);
  EXPECT_EQ(best_of(marks), 2u);
  marks[0].judged = marks[1].judged = 8;
  rate(marks, frames);
  EXPECT_EQ(best_of(marks), 0u);  // judged alike: by what is measured
}

TEST(EditMarks, FramesOfDifferentSizesAreRefused) {
  std::vector<EditMarks> marks(2);
  EXPECT_THROW(rate(marks, {frame(0.5), Image(16, 16, 3, SampleType::F32)}), Error);
}

TEST(RankCorrelation, IsSpearmans) {
  EXPECT_NEAR(rank_correlation_of({1, 2, 3}, {10, 20, 300}), 1, 1e-12);
  EXPECT_NEAR(rank_correlation_of({1, 2, 3}, {3, 2, 1}), -1, 1e-12);
  EXPECT_EQ(rank_correlation_of({1, 1, 1}, {1, 2, 3}), 0);
  // scipy.stats.spearmanr([1, 2, 2, 4, 5], [2, 1, 3, 5, 4]).statistic
  EXPECT_NEAR(rank_correlation_of({1, 2, 2, 4, 5}, {2, 1, 3, 5, 4}), 0.718184846459608, 1e-12);
}

TEST(ChoiceReport, TellsChoiceFromChance) {
  ChoiceExample good{.effect = "bw", .marks = std::vector<EditMarks>(3), .errors = {0.3, 0.1, 0.2}};
  good.marks[0].score = 1;
  good.marks[1].score = 3;
  good.marks[2].score = 2;
  ChoiceExample bad = good;
  bad.effect = "sepia";
  bad.errors = {0.1, 0.3, 0.2};
  ChoiceReport report{.model_name = "m", .options = {.tries = 3}, .examples = {good, bad}};
  EXPECT_NEAR(report.rank_correlation("bw"), 1, 1e-12);
  EXPECT_NEAR(report.rank_correlation("sepia"), -1, 1e-12);
  EXPECT_NEAR(report.rank_correlation(), 0, 1e-12);
  EXPECT_NEAR(report.share_of_gain("bw"), 1, 1e-12);
  EXPECT_NEAR(report.share_of_gain("sepia"), -1, 1e-12);
  EXPECT_EQ(report.hits(), 0.5);
  const auto [low, high] = report.rank_interval();
  EXPECT_NEAR(low, -1, 1e-12);
  EXPECT_NEAR(high, 1, 1e-12);
}

}  // namespace
}  // namespace v4e
