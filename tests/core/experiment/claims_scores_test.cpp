// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_scores.h"

#include <gtest/gtest.h>

#include <cmath>

namespace v4e::training {
namespace {

const std::vector<std::string> kEffects{"fog", "sepia"};

ExampleScore score(int variant, int place, double error, double copy) {
  ExampleScore made;
  made.variant = variant;
  made.place = place;
  made.error = error;
  made.copy_error = copy;
  return made;
}

double all_errors(const std::vector<ExampleScore>& scores) {
  return error_ratio(scores, kEffects, [](const std::string&) { return true; });
}

TEST(ErrorRatio, SumsExamplesAndTakesTheGeometricMeanOfEffects) {
  // fog: (1 + 3) / (10 + 6) = 0.25; sepia: 4 / 4 = 1.
  const std::vector<ExampleScore> scores{score(0, 1, 1, 10), score(0, 2, 3, 6), score(1, 1, 4, 4)};
  EXPECT_NEAR(all_errors(scores), 0.5, 1e-12);
  EXPECT_NEAR(error_ratio(scores, kEffects, [](const std::string& id) { return id == "fog"; }), 0.25, 1e-12);
  EXPECT_TRUE(std::isnan(error_ratio({}, kEffects, [](const std::string&) { return true; })));
}

TEST(OutsideMse, CountsPixelsOfLocalEditsAlone) {
  ExampleScore local;
  local.outside = 2;
  local.outside_area = 100;
  ExampleScore more = local;
  more.outside = 4;
  EXPECT_DOUBLE_EQ(outside_mse({local, more, score(0, 1, 5, 5)}), 6.0 / 200);
  EXPECT_TRUE(std::isnan(outside_mse({score(0, 1, 5, 5)})));
}

TEST(ExampleScores, AreKeptInJson) {
  ExampleScore all{3, 7, 0.5, 1.5, 0.25, 90, 0.125, 0.75};
  const auto back = ExampleScore::from_json(all.to_json());
  EXPECT_EQ(back.to_json(), all.to_json());
  EXPECT_EQ(back.place, 7);
  EXPECT_EQ(back.outside_area, 90);
  EXPECT_EQ(back.wanted_detail, 0.75);
}

/// Twelve photos whose errors differ much, of a model that is `factor` times as bad on each.
std::vector<ExampleScore> photos(double factor) {
  std::vector<ExampleScore> scores;
  for (int place = 0; place < 12; ++place) scores.push_back(score(0, place, factor * (1 + place), 10.0));
  return scores;
}

TEST(BootstrapQuotient, IsExactWherePhotosAgree) {
  const auto interval = bootstrap_quotient({photos(0.5)}, {photos(1)}, all_errors, all_errors, 200, 1);
  EXPECT_NEAR(interval.middle, 0.5, 1e-12);
  EXPECT_NEAR(interval.low, 0.5, 1e-12);
  EXPECT_NEAR(interval.high, 0.5, 1e-12);
}

TEST(BootstrapQuotient, IsWideWherePhotosDisagree) {
  auto row = photos(1);
  for (auto& each : row) each.error *= each.place % 2 == 0 ? 0.5 : 1.6;
  const auto interval = bootstrap_quotient({row}, {photos(1)}, all_errors, all_errors, 500, 1);
  EXPECT_LT(interval.low, interval.middle);
  EXPECT_GT(interval.high, 1);
  EXPECT_LT(interval.low, 1);
}

TEST(BootstrapQuotient, TakesTheGeometricMeanOfSeeds) {
  const auto interval =
      bootstrap_quotient({photos(0.25), photos(1)}, {photos(1)}, all_errors, all_errors, 10, 1);
  EXPECT_NEAR(interval.middle, 0.5, 1e-12);
}

TEST(SeedInterval, IsStudents) {
  // Logarithms 0, 1, 2 against 3, 4, 5: difference -3, pooled variance 1, error sqrt(2/3), t(4) = 2.776.
  const auto interval = seed_interval({1, std::exp(1), std::exp(2)}, {std::exp(3), std::exp(4), std::exp(5)});
  EXPECT_NEAR(std::log(interval.middle), -3, 1e-9);
  EXPECT_NEAR(std::log(interval.low), -3 - 2.776 * std::sqrt(2.0 / 3), 1e-9);
  EXPECT_NEAR(std::log(interval.high), -3 + 2.776 * std::sqrt(2.0 / 3), 1e-9);
}

TEST(SeedInterval, OfOneSeedEachTellsNothing) {
  const auto interval = seed_interval({0.5}, {1});
  EXPECT_DOUBLE_EQ(interval.middle, 0.5);
  EXPECT_EQ(interval.low, 0);
  EXPECT_TRUE(std::isinf(interval.high));
}

}  // namespace
}  // namespace v4e::training
