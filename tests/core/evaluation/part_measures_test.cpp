// SPDX-License-Identifier: GPL-3.0-or-later
// Measures of an edited part, on pictures whose answers are known.
#include "core/evaluation/part_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;

/// Grey 0..255 from value(x, y).
template <typename Value>
Image picture(const Value& value) {
  Image image(kWidth, kHeight, 3, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const auto grey = static_cast<std::uint8_t>(std::clamp(std::lround(value(x, y)), 0L, 255L));
      for (int c = 0; c < 3; ++c) *out++ = grey;
    }
  }
  return image;
}

bool is_inside(int x, int y) { return x >= 80 && x < 240 && y >= 60 && y < 180; }

Image box() {
  Image mask(kWidth, kHeight, 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) *out++ = is_inside(x, y) ? 255 : 0;
  }
  return mask;
}

/// Grain of that deviation in levels, other in the box.
Image grainy(double outside, double inside, double step = 0) {
  auto random = std::make_shared<std::mt19937>(3);
  return picture([=](int x, int y) {
    std::normal_distribution<> grain(0, is_inside(x, y) ? inside : outside);
    return 120 + (is_inside(x, y) ? step : 0) + grain(*random);
  });
}

TEST(PartMeasures, AreOneWhereNothingTellsThePart) {
  const Image even = grainy(6, 6);
  const PartMeasures same = measure_part(even, even, box());
  EXPECT_NEAR(same.laplacian, 1, 0.1);
  EXPECT_NEAR(same.noise, 1, 0.1);
  EXPECT_NEAR(same.period_8, 1, 0.15);
  EXPECT_NEAR(same.period_16, 1, 0.25);
  EXPECT_EQ(same.seam, 1);
  EXPECT_EQ(same.colour, 0);
}

TEST(PartMeasures, TellHalfTheGrain) {
  const PartMeasures soft = measure_part(grainy(8, 8), grainy(8, 4), box());
  EXPECT_NEAR(soft.noise, 0.5, 0.05);
  EXPECT_NEAR(soft.laplacian, 0.25, 0.04) << "energy goes with the square";
}

TEST(PartMeasures, TellAStepOfColourAndOfTheSeam) {
  const PartMeasures off = measure_part(grainy(2, 2), grainy(2, 2, 20), box());
  EXPECT_NEAR(off.colour, 20 * std::sqrt(3.0), 0.5);
  // Two pixels of grain differ by 2 sqrt(2) sqrt(2 / pi) levels on average.
  EXPECT_NEAR(off.seam, 20 / (2 * std::sqrt(2.0) * std::sqrt(2 / M_PI)), 0.8);
}

TEST(PartMeasures, TellAGridByItsPeriod) {
  const Image plain = grainy(2, 2);
  auto random = std::make_shared<std::mt19937>(4);
  for (const int period : {8, 16}) {
    const Image grid = picture([=](int x, int y) {
      std::normal_distribution<> grain(0, 2);
      const bool line = is_inside(x, y) && x % period < period / 2;
      return 120 + (line ? 4.0 : 0.0) + grain(*random);
    });
    const PartMeasures measures = measure_part(plain, grid, box());
    EXPECT_GT(period == 8 ? measures.period_8 : measures.period_16, 4) << period;
    EXPECT_GT(period_energy(grid, box(), period), 4);
    EXPECT_LT(period_energy(grid, box(), 11), 2) << "of another period";
  }
}

TEST(PartMeasures, KeepTheRimOutOfBothSides) {
  const Image mask = box();
  const Image within = inside_of_rim(mask);
  const Image around = surroundings_of(mask);
  int inside = 0;
  int outside = 0;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const bool in = within.row<std::uint8_t>(y)[x] > 0;
      const bool out = around.row<std::uint8_t>(y)[x] > 0;
      EXPECT_FALSE(in && !is_inside(x, y));
      EXPECT_FALSE(out && is_inside(x, y));
      inside += in ? 1 : 0;
      outside += out ? 1 : 0;
    }
  }
  EXPECT_EQ(within.row<std::uint8_t>(120)[81], 0);
  EXPECT_EQ(around.row<std::uint8_t>(120)[78], 0);
  EXPECT_NEAR(double(outside) / inside, 1, 0.3) << "about as many";
}

TEST(PartMeasures, RefuseWhatDoesNotFit) {
  const Image even = grainy(1, 1);
  EXPECT_THROW((void)measure_part(even, even, Image(8, 8, 1, SampleType::U8)), Error);
  EXPECT_THROW((void)measure_part(even, even, Image(kWidth, kHeight, 1, SampleType::U8)), Error) << "empty";
  EXPECT_THROW((void)period_energy(even, box(), 1), Error);
  EXPECT_EQ(period_energy(even, box(), 64), 1) << "no room for eight periods";
}

}  // namespace
}  // namespace v4e
