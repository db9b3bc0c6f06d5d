// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evolution_measures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "tests/core/evaluation/made_pictures.h"

namespace v4e {
namespace {

/// A grey picture of that lightness, 0 … 100 (CIE 1976): distances of greys in Lab are those of lightness.
Image grey(double lightness, int width = 64) {
  const double f = (lightness + 16) / 116;
  const double linear = f * f * f;
  const double level = 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
  return test::made_picture(width, 48, [=](int, int) { return level; });
}

TEST(EvolutionMeasures, ProgressIsTheShareOfTheChange) {
  const Measures measures = measure_evolution({grey(20), grey(30), grey(60), grey(80)});
  // p: 0, 1/6, 2/3, 1.
  EXPECT_NEAR(measures.at("evolution_jump"), 0.5, 1e-3);
  EXPECT_NEAR(measures.at("evolution_monotony"), 1, 1e-9);
  EXPECT_NEAR(measures.at("evolution_progress_50"), (1.0 / 6 + 2.0 / 3) / 2, 1e-3);
  EXPECT_NEAR(measures.at("evolution_progress_25"), 0.75 / 6, 1e-3);
  EXPECT_NEAR(measures.at("evolution_progress_75"), 0.75 * 2 / 3 + 0.25, 1e-3);
}

TEST(EvolutionMeasures, GoingBackIsNotMonotone) {
  const Measures measures = measure_evolution({grey(20), grey(60), grey(30), grey(80)});
  EXPECT_NEAR(measures.at("evolution_jump"), 5.0 / 6, 1e-3);
  EXPECT_NEAR(measures.at("evolution_monotony"), 0.8, 1e-9);  // 1 - 6 * 2 / (4 * 15)
}

TEST(EvolutionMeasures, WhatIsNoFilmIsNotMeasured) {
  EXPECT_TRUE(measure_evolution({grey(20), grey(80)}).empty());
  EXPECT_TRUE(measure_evolution({grey(50), grey(70), grey(50)}).empty()) << "the edit is the photo";
  EXPECT_THROW((void)measure_evolution({grey(20), grey(30, 32), grey(80)}), Error);
}

TEST(EvolutionMeasures, AllOfThemAreColumns) {
  for (const auto& [key, value] : measure_evolution({grey(20), grey(50), grey(80)})) {
    const auto& kinds = measure_kinds();
    EXPECT_NE(std::ranges::find(kinds, key, &MeasureKind::key), kinds.end()) << key;
  }
}

}  // namespace
}  // namespace v4e
