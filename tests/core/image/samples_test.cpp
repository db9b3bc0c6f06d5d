// SPDX-License-Identifier: GPL-3.0-or-later
// Samples are rounded in one way wherever they change type: to the nearest, upwards where two are as near.
#include "core/image/samples.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace v4e {
namespace {

template <typename Sample>
class Levels : public testing::Test {};
using IntegerSamples = testing::Types<std::uint8_t, std::uint16_t>;
TYPED_TEST_SUITE(Levels, IntegerSamples);

TYPED_TEST(Levels, ComeBackFromTheirShares) {
  for (unsigned level = 0; level <= std::numeric_limits<TypeParam>::max(); ++level) {
    const auto sample = static_cast<TypeParam>(level);
    ASSERT_EQ(from_unit<TypeParam>(to_unit(sample)), sample);
  }
  EXPECT_EQ(to_unit(std::numeric_limits<TypeParam>::max()), 1.0F);
  EXPECT_EQ(to_unit(TypeParam{0}), 0.0F);
}

// The floats beside each boundary between two levels. A float has 24 bits, so its product with 255 or 65535
// is exact in double: that says which level is nearer.
TYPED_TEST(Levels, AreTheNearestOnesOnBothSidesOfEachBoundary) {
  constexpr double kMost = std::numeric_limits<TypeParam>::max();
  for (double level = 0; level < kMost; ++level) {
    float share = static_cast<float>((level + 0.5) / kMost);
    for (int i = 0; i < 3; ++i) share = std::nextafter(share, 0.0F);
    for (int i = 0; i < 7; ++i, share = std::nextafter(share, 1.0F)) {
      const bool is_upper = static_cast<double>(share) * kMost >= level + 0.5;
      ASSERT_EQ(from_unit<TypeParam>(share), static_cast<TypeParam>(level + (is_upper ? 1 : 0)))
          << share << " beside " << level + 0.5;
    }
  }
}

TYPED_TEST(Levels, TheOneTieGoesUp) {
  EXPECT_EQ(from_unit<TypeParam>(0.5), static_cast<TypeParam>(std::numeric_limits<TypeParam>::max() / 2 + 1));
}

TYPED_TEST(Levels, AreClamped) {
  constexpr TypeParam kMost = std::numeric_limits<TypeParam>::max();
  EXPECT_EQ(from_unit<TypeParam>(-0.1), 0);
  EXPECT_EQ(from_unit<TypeParam>(1.1), kMost);
  EXPECT_EQ(from_unit<TypeParam>(std::numeric_limits<double>::infinity()), kMost);
  EXPECT_EQ(from_unit<TypeParam>(-std::numeric_limits<double>::infinity()), 0);
  EXPECT_EQ(from_unit<TypeParam>(std::numeric_limits<double>::quiet_NaN()), 0);
}

TEST(Samples, FloatsAreClampedToo) {
  EXPECT_EQ(from_unit<float>(1.1), 1.0F);
  EXPECT_EQ(from_unit<float>(std::numeric_limits<double>::quiet_NaN()), 0.0F);
  EXPECT_EQ(from_unit<float>(0.25), 0.25F);
}

TEST(Samples, SixteenBitsBecomeTheNearestEight) {
  for (int wide = 0; wide <= 65535; ++wide) {
    // 255 / 65535 is 1 / 257, so no number is halfway between two.
    const auto nearest = static_cast<std::uint8_t>(std::lround(wide / 257.0));
    ASSERT_EQ(to_8_bit(static_cast<std::uint16_t>(wide)), nearest) << wide;
  }
  for (int level = 0; level <= 255; ++level) {
    const auto sample = static_cast<std::uint8_t>(level);
    ASSERT_EQ(to_8_bit(to_16_bit(sample)), sample);
    ASSERT_EQ(to_unit(to_16_bit(sample)), to_unit(sample));
  }
}

Image gradient(SampleType type) {
  Image image(4, 2, 2, SampleType::F32);
  auto* samples = reinterpret_cast<float*>(image.mutable_data());
  for (int i = 0; i < 16; ++i) samples[i] = static_cast<float>(i) / 15.0F;
  return with_samples(image, type);
}

TEST(Samples, PicturesChangeType) {
  for (const auto from : {SampleType::U8, SampleType::U16, SampleType::F32}) {
    for (const auto to : {SampleType::U8, SampleType::U16, SampleType::F32}) {
      const Image image = gradient(from);
      const Image result = with_samples(image, to);
      ASSERT_EQ(result.type(), to);
      ASSERT_EQ(result.channels(), 2);
      // No step is wider than half a level of the coarser type.
      const float half = 0.5F / std::min(full_scale(from), full_scale(to));
      const float tolerance = (from == SampleType::F32 && to == SampleType::F32) ? 0.0F : half + 1e-7F;
      for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 4; ++x) {
          for (int c = 0; c < 2; ++c)
            EXPECT_NEAR(unit_at(result, x, y, c), unit_at(image, x, y, c), tolerance);
        }
      }
    }
  }
}

TEST(Samples, OfNoPictureIsNone) {
  EXPECT_TRUE(with_samples({}, SampleType::U8).empty());
}

}  // namespace
}  // namespace v4e
