// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/core/evaluation/made_pictures.h"

namespace v4e {
namespace {

using test::made_mask;
using test::made_picture;

constexpr int kSide = 64;

bool is_marked(int x, int) {
  return x < kSide / 4;
}

/// A texture with `inside` added in the mask and `outside` elsewhere.
Image textured(double inside, double outside) {
  return made_picture(kSide, kSide, [=](int x, int y) {
    return 0.4 + 0.1 * std::sin(0.9 * x + 0.4 * y) + (is_marked(x, y) ? inside : outside);
  });
}

TEST(EditMeasures, KnowInsideFromOutside) {
  const Image mask = made_mask(kSide, kSide, is_marked);
  const Measures measures = measure_against_photo(textured(0, 0), textured(0.2, 0.1), mask);
  EXPECT_NEAR(measures.at("inside_mse"), 0.04, 1e-6);
  EXPECT_NEAR(measures.at("outside_mse"), 0.01, 1e-6);
  EXPECT_NEAR(measures.at("outside_psnr"), 20, 1e-3);
  EXPECT_NEAR(measures.at("mse"), (0.04 + 3 * 0.01) / 4, 1e-6);
  // Blacked out, a quarter of the picture counts as equal.
  EXPECT_NEAR(measures.at("outside_mse_published"), 0.0075, 1e-6);
  EXPECT_NEAR(measures.at("outside_psnr_published"), -10 * std::log10(0.0075), 1e-3);
  EXPECT_GT(measures.at("outside_ssim_published"), measures.at("outside_ssim"));
  EXPECT_NEAR(measures.at("sharpness_ratio"), 1, 0.02);
}

TEST(EditMeasures, WhatIsLeftAloneIsEqual) {
  const Image mask = made_mask(kSide, kSide, is_marked);
  const Measures measures = measure_against_photo(textured(0, 0), textured(0.2, 0), mask);
  EXPECT_EQ(measures.at("outside_mse"), 0);
  EXPECT_EQ(measures.at("outside_psnr"), kEqualPsnr_db);
  EXPECT_EQ(measures.at("lab_shift"), 0);
}

TEST(EditMeasures, SeamIsTheStepOverTheOneThatWas) {
  // One column rises by 0.01 from its neighbour; the edit lowers the marked ones by 0.04 more.
  const auto ramp = [](double lowered) {
    return made_picture(kSide, kSide,
                        [=](int x, int y) { return 0.2 + 0.01 * x - (is_marked(x, y) ? lowered : 0); });
  };
  const Measures measures = measure_against_photo(ramp(0), ramp(0.04), made_mask(kSide, kSide, is_marked));
  EXPECT_NEAR(measures.at("seam"), 5, 1e-3);
}

TEST(EditMeasures, AGridIsFoundAtTheModelsScale) {
  // Steps after every 12 pixels: 8 of the model's, where each covers one and a half.
  const auto grid = [](double height) {
    return made_picture(256, 256, [height](int x, int y) {
      return 0.4 + 0.1 * std::sin(1.7 * x + 0.4 * y) * std::sin(0.31 * y) + (x / 12 % 2 == 0 ? height : 0);
    });
  };
  const Image mask = made_mask(256, 256, [](int x, int) { return x < 8; });
  const auto found = [&](double model_px) {
    return measure_against_photo(grid(0), grid(0.05), mask, model_px).at("grid_16");
  };
  // The pattern itself repeats after two of them.
  EXPECT_GT(found(1.5), 5);
  EXPECT_LT(found(1), 2);
}

TEST(EditMeasures, WithoutAMaskAllCountsAsUnchanged) {
  const Measures measures = measure_against_photo(textured(0, 0), textured(0.1, 0.1), {});
  EXPECT_FALSE(measures.contains("outside_mse"));
  EXPECT_FALSE(measures.contains("seam"));
  EXPECT_GT(measures.at("lab_shift"), 5);
}

TEST(EditMeasures, AMaskOfAllHasNoOutside) {
  const Measures measures = measure_against_photo(textured(0, 0), textured(0.1, 0.1),
                                                  made_mask(kSide, kSide, [](int, int) { return true; }));
  EXPECT_FALSE(measures.contains("outside_mse"));
  EXPECT_FALSE(measures.contains("lab_shift"));
  EXPECT_NEAR(measures.at("inside_mse"), 0.01, 1e-6);
}

TEST(EditMeasures, ATargetOfAnotherSizeDecidesTheSize) {
  const Image edited = made_picture(32, 32, [](int, int) { return 0.5; });
  const Image target = made_picture(64, 64, [](int, int) { return 0.7; });
  const Measures measures = measure_against_target(target, edited, {});
  EXPECT_NEAR(measures.at("target_l1"), 0.2, 1e-5);
  EXPECT_NEAR(measures.at("target_mse"), 0.04, 1e-5);
}

TEST(EditMeasures, EachIsListedOnce) {
  std::set<std::string> listed;
  for (const auto& kind : measure_kinds()) EXPECT_TRUE(listed.insert(kind.key).second) << kind.key;
  const Image mask = made_mask(kSide, kSide, is_marked);
  Measures all = measure_against_photo(textured(0, 0), textured(0.2, 0.1), mask);
  all.merge(measure_against_target(textured(0, 0), textured(0.2, 0.1), mask));
  for (const auto& [key, value] : all) EXPECT_TRUE(listed.contains(key)) << key;
}

}  // namespace
}  // namespace v4e
