// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_growth.h"

#include <limits>

#include "core/base/error.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_algebra.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::at;
using test::blob_mask;
using test::disc_mask;
using test::filled_mask;
using test::is_within;
using test::mask_by;
using test::same_pixels;

/// The distance to the nearest pixel that is at least half selected, the slow way.
double distance_to(const Image& mask, int x, int y) {
  double nearest = std::numeric_limits<double>::infinity();
  for (int v = 0; v < mask.height(); ++v) {
    for (int u = 0; u < mask.width(); ++u) {
      if (at(mask, u, v) >= 128) nearest = std::min(nearest, std::hypot(u - x, v - y));
    }
  }
  return nearest;
}

TEST(GrownMask, ReachesExactlyAsFarAsTheRadius) {
  const Image mask = blob_mask(50, 37, 3);
  for (const double radius : {1.0, 2.5, 7.0}) {
    const Image result = grown(mask, radius);
    for (int y = 0; y < mask.height(); ++y) {
      for (int x = 0; x < mask.width(); ++x) {
        const double share = std::clamp(radius + 1 - distance_to(mask, x, y), 0.0, 1.0);
        const int expected = std::max(at(mask, x, y), static_cast<int>(share * 255 + 0.5));
        ASSERT_NEAR(at(result, x, y), expected, 1) << x << ", " << y << " by " << radius;
      }
    }
  }
}

TEST(GrownMask, AHardRimMovesByWholePixels) {
  const Image mask = mask_by(20, 5, [](int x, int) { return x < 8 ? 255 : 0; });
  const Image wider = grown(mask, 3);
  EXPECT_EQ(at(wider, 10, 2), 255);
  EXPECT_EQ(at(wider, 11, 2), 0);
  const Image narrower = grown(mask, -3);
  EXPECT_EQ(at(narrower, 4, 2), 255);
  EXPECT_EQ(at(narrower, 5, 2), 0);
  // It does not shrink away from the photo's border.
  EXPECT_EQ(at(narrower, 0, 0), 255);
}

TEST(GrownMask, MoreIsNeverLess) {
  const Image mask = blob_mask(64, 48, 4);
  const std::vector<double> radii{-9, -3.5, -1, -0.2, 0, 0.2, 1, 3.5, 9};
  for (std::size_t i = 1; i < radii.size(); ++i)
    EXPECT_TRUE(is_within(grown(mask, radii[i - 1]), grown(mask, radii[i]))) << radii[i];
  const Image more = combined(mask, blob_mask(64, 48, 5), MaskCombination::Add);
  EXPECT_TRUE(is_within(grown(mask, 3), grown(more, 3)));
}

TEST(GrownMask, ShrinkingIsGrowingTheInverse) {
  const Image mask = mask_by(40, 30, [](int x, int y) { return (x * 37 + y * 91) % 256; });
  EXPECT_TRUE(same_pixels(grown(mask, -2.5), inverted(grown(inverted(mask), 2.5))));
}

TEST(GrownMask, NothingAndAllStayAsTheyAre) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 9}, {13, 1}, {17, 5}, {30000, 100}}) {
    for (const int value : {0, 255}) {
      const Image mask = filled_mask(width, height, value);
      EXPECT_TRUE(same_pixels(grown(mask, 40), mask));
      EXPECT_TRUE(same_pixels(grown(mask, -40), mask));
      EXPECT_TRUE(same_pixels(smooth_outline(mask, 6), mask));
    }
  }
  const Image mask = blob_mask(31, 17, 6);
  EXPECT_TRUE(same_pixels(grown(mask, 0), mask));
}

TEST(GrownMask, AnyRadius) {
  const Image mask = disc_mask(31, 17, 10, 8, 4);
  EXPECT_DOUBLE_EQ(coverage(grown(mask, 1e9)), 1);
  EXPECT_DOUBLE_EQ(coverage(grown(mask, -1e9)), 0);
  EXPECT_THROW(grown(mask, std::numeric_limits<double>::quiet_NaN()), Error);
  EXPECT_THROW(grown(Image(3, 3, 1, SampleType::F32), 1), Error);
}

TEST(SmoothOutline, TakesSpikesBaysAndSpecks) {
  const Image mask = mask_by(80, 60, [](int x, int y) {
    const bool block = x >= 20 && x < 60 && y >= 15 && y < 45;
    const bool spike = x >= 60 && x < 70 && y == 30;
    const bool bay = x >= 20 && x < 30 && y == 25;
    const bool speck = x >= 5 && x < 7 && y >= 5 && y < 7;
    return (block && !bay) || spike || speck ? 255 : 0;
  });
  const Image smooth = smooth_outline(mask, 3);
  EXPECT_EQ(at(smooth, 66, 30), 0);
  EXPECT_EQ(at(smooth, 24, 25), 255);
  EXPECT_EQ(at(smooth, 5, 5), 0);
  EXPECT_EQ(at(smooth, 40, 30), 255);
  // A straight rim stays where it is.
  EXPECT_GT(at(smooth, 40, 15), 128);
  EXPECT_LT(at(smooth, 40, 14), 128);
  EXPECT_EQ(at(smooth, 40, 17), 255);
  EXPECT_EQ(at(smooth, 40, 12), 0);
}

TEST(SmoothOutline, TreatsInsideAndOutsideAlike) {
  const Image mask = blob_mask(64, 48, 8);
  const Image one = smooth_outline(inverted(mask), 2.5);
  const Image other = inverted(smooth_outline(mask, 2.5));
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 64; ++x) ASSERT_NEAR(at(one, x, y), at(other, x, y), 1);
  }
  EXPECT_TRUE(same_pixels(smooth_outline(mask, 0.2), mask));
}

}  // namespace
}  // namespace v4e
