// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_shapes.h"

#include <limits>

#include "core/base/error.h"
#include "core/region/mask_algebra.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::at;
using test::same_pixels;

TEST(RectangleMask, PixelsCountAsFarAsTheyAreCovered) {
  const Image mask = rectangle_mask({10, 8}, {2, 1.5, 6.25, 4});
  EXPECT_EQ(at(mask, 2, 2), 255);
  EXPECT_EQ(at(mask, 5, 3), 255);
  EXPECT_EQ(at(mask, 2, 1), 128);  // half
  EXPECT_EQ(at(mask, 6, 2), 64);   // a quarter
  EXPECT_EQ(at(mask, 6, 1), 32);   // an eighth
  EXPECT_EQ(at(mask, 1, 2), 0);
  EXPECT_EQ(at(mask, 7, 2), 0);
  EXPECT_EQ(at(mask, 3, 4), 0);
  EXPECT_NEAR(coverage(mask) * 80, 4.25 * 2.5, 0.02);
}

TEST(RectangleMask, CornersComeInAnyOrderAndFromOutside) {
  EXPECT_TRUE(same_pixels(rectangle_mask({10, 8}, {6, 4, 2, 1}), rectangle_mask({10, 8}, {2, 1, 6, 4})));
  EXPECT_DOUBLE_EQ(coverage(rectangle_mask({10, 8}, {-1e12, -5, 1e12, 99})), 1);
  EXPECT_DOUBLE_EQ(coverage(rectangle_mask({10, 8}, {20, 20, 30, 30})), 0);
  EXPECT_DOUBLE_EQ(coverage(rectangle_mask({10, 8}, {3, 3, 3, 3})), 0);
  EXPECT_DOUBLE_EQ(coverage(rectangle_mask({1, 1}, {0, 0, 1, 1})), 1);
}

TEST(EllipseMask, HasTheAreaOfAnEllipse) {
  for (const double radius : {1.0, 3.3, 20.0}) {
    const Image mask = ellipse_mask({101, 81}, {50 - radius, 40 - radius / 2, 50 + radius, 40 + radius / 2});
    const double area = coverage(mask) * 101 * 81;
    EXPECT_NEAR(area, 3.14159265 * radius * radius / 2, 0.05 * radius * radius + 0.3) << radius;
  }
}

TEST(EllipseMask, IsSymmetricAndTouchesItsSides) {
  const Image mask = ellipse_mask({40, 30}, {5, 4, 35, 26});
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      ASSERT_EQ(at(mask, x, y), at(mask, 39 - x, y));
      ASSERT_EQ(at(mask, x, y), at(mask, x, 29 - y));
    }
  }
  EXPECT_EQ(at(mask, 20, 15), 255);
  EXPECT_GT(at(mask, 5, 15), 200);
  EXPECT_EQ(at(mask, 4, 15), 0);
  EXPECT_EQ(at(mask, 6, 5), 0);
}

TEST(EllipseMask, ReachesBeyondThePhoto) {
  EXPECT_DOUBLE_EQ(coverage(ellipse_mask({10, 8}, {-1000, -1000, 1000, 1000})), 1);
  EXPECT_DOUBLE_EQ(coverage(ellipse_mask({10, 8}, {4, 4, 4, 6})), 0);
}

TEST(MaskShapes, RefusePlacesThatAreNoNumbers) {
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(rectangle_mask({10, 8}, {nothing, 0, 1, 1}), Error);
  EXPECT_THROW(ellipse_mask({10, 8}, {0, 0, 1, std::numeric_limits<double>::infinity()}), Error);
  EXPECT_THROW(rectangle_mask({0, 8}, {0, 0, 1, 1}), Error);
}

}  // namespace
}  // namespace v4e
