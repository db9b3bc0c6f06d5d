// SPDX-License-Identifier: GPL-3.0-or-later
// Similarities of pictures whose similarity is known by construction.
#include "core/evaluation/similarity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "tests/core/evaluation/made_pictures.h"

namespace v4e {
namespace {

using test::made_mask;
using test::made_picture;

constexpr double kC1 = 0.01 * 0.01;

/// Of two even pictures only the luminance term is left.
double luminance_term(double a, double b) {
  return (2 * a * b + kC1) / (a * a + b * b + kC1);
}

TEST(StructuralSimilarity, OfEqualPicturesIsOne) {
  const Image wave = made_picture(64, 48, [](int x, int y) { return 0.5 + 0.3 * std::sin(x * 0.7 + y); });
  EXPECT_NEAR(structural_similarity(wave, wave).value(), 1, 1e-6);
}

TEST(StructuralSimilarity, OfEvenPicturesIsTheLuminanceTerm) {
  const Image a = made_picture(64, 48, [](int, int) { return 0.2; });
  const Image b = made_picture(64, 48, [](int, int) { return 0.6; });
  EXPECT_NEAR(structural_similarity(a, b).value(), luminance_term(0.2, 0.6), 1e-4);
}

TEST(StructuralSimilarity, OfAWaveAndItsNegativeIsBelowZero) {
  const auto wave = [](double sign) {
    return made_picture(64, 64, [sign](int x, int) { return 0.5 + sign * 0.4 * std::sin(x * 1.3); });
  };
  EXPECT_LT(structural_similarity(wave(1), wave(-1)).value(), -0.5);
}

TEST(StructuralSimilarity, CountsOnlyPlacesInTheMask) {
  // Left halves are equal, right ones are 0.2 and 0.6.
  const Image a = made_picture(80, 48, [](int x, int) { return x < 40 ? 0.5 : 0.2; });
  const Image b = made_picture(80, 48, [](int x, int) { return x < 40 ? 0.5 : 0.6; });
  const Image left = made_mask(80, 48, [](int x, int) { return x < 30; });
  const Image right = made_mask(80, 48, [](int x, int) { return x >= 50; });
  EXPECT_NEAR(structural_similarity(a, b, left).value(), 1, 1e-5);
  EXPECT_NEAR(structural_similarity(a, b, right).value(), luminance_term(0.2, 0.6), 1e-4);
  // Its window reaches over the picture's rim everywhere.
  const Image rim = made_mask(80, 48, [](int x, int) { return x < 3; });
  EXPECT_FALSE(structural_similarity(a, b, rim).has_value());
}

TEST(StructuralSimilarity, IsNotMeasuredInPicturesSmallerThanItsWindow) {
  const Image dot = made_picture(10, 10, [](int, int) { return 0.5; });
  EXPECT_FALSE(structural_similarity(dot, dot).has_value());
}

TEST(StructuralSimilarity, RefusesPicturesOfDifferentSizes) {
  const Image a = made_picture(20, 20, [](int, int) { return 0.5; });
  const Image b = made_picture(20, 21, [](int, int) { return 0.5; });
  EXPECT_THROW((void)structural_similarity(a, b), Error);
  EXPECT_THROW((void)structural_similarity(a, a, made_mask(20, 21, [](int, int) { return true; })), Error);
}

TEST(MultiScaleSimilarity, OfEvenPicturesIsTheLuminanceTermsLastPower) {
  const Image a = made_picture(180, 176, [](int, int) { return 0.3; });
  const Image b = made_picture(180, 176, [](int, int) { return 0.8; });
  EXPECT_NEAR(multi_scale_similarity(a, b).value(), std::pow(luminance_term(0.3, 0.8), 0.1333), 1e-3);
  EXPECT_NEAR(multi_scale_similarity(a, a).value(), 1, 1e-5);
}

TEST(MultiScaleSimilarity, NeedsRoomForItsFiveScales) {
  const Image small = made_picture(400, 175, [](int, int) { return 0.3; });
  EXPECT_FALSE(multi_scale_similarity(small, small).has_value());
}

TEST(GradientDeviation, OfEqualPicturesIsZero) {
  const Image wave = made_picture(64, 48, [](int x, int y) { return 0.5 + 0.3 * std::sin(x * 0.7 + y); });
  EXPECT_NEAR(gradient_deviation(wave, wave), 0, 1e-7);
}

TEST(GradientDeviation, OfARampThatIsGoneInOneHalfIsHalfOfWhatIsLost) {
  // Luma rises by 0.004 a pixel in the left half, by 0.008 at half the size; Prewitt's gradient is twice
  // that.
  constexpr double kGradient = 2 * 0.008;
  constexpr double kC = 170.0 / (255.0 * 255.0);
  const Image ramp = made_picture(200, 200, [](int x, int) { return x < 100 ? 0.1 + 0.004 * x : 0.498; });
  const Image even = made_picture(200, 200, [](int, int) { return 0.5; });
  const double kept = kC / (kGradient * kGradient + kC);
  EXPECT_NEAR(gradient_deviation(ramp, even), (1 - kept) / 2, 0.01 * (1 - kept));
}

}  // namespace
}  // namespace v4e
