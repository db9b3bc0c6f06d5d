// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_outline.h"

#include "core/base/error.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_algebra.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::blob_mask;
using test::disc_mask;
using test::filled_mask;
using test::mask_by;

std::vector<std::pair<int, int>> corners_of(const MaskOutline& line) {
  std::vector<std::pair<int, int>> corners;
  for (const MaskPoint& point : line)
    corners.emplace_back(static_cast<int>(point.x), static_cast<int>(point.y));
  return corners;
}

/// Positive for a line that goes clockwise, as it is seen.
double signed_area(const MaskOutline& line) {
  double sum = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const MaskPoint& from = line[i];
    const MaskPoint& to = line[(i + 1) % line.size()];
    sum += from.x * to.y - to.x * from.y;
  }
  return sum / 2;
}

TEST(Outline, OfOnePixelAreItsFourCorners) {
  const Image mask = mask_by(5, 4, [](int x, int y) { return x == 2 && y == 1 ? 255 : 0; });
  const auto lines = outline(mask);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(corners_of(lines[0]), (std::vector<std::pair<int, int>>{{3, 1}, {3, 2}, {2, 2}, {2, 1}}));
}

TEST(Outline, OfAllIsThePhotosBorder) {
  const auto lines = outline(filled_mask(7, 3, 255));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].size(), 4u);
  EXPECT_DOUBLE_EQ(signed_area(lines[0]), 21);
  EXPECT_TRUE(outline(filled_mask(7, 3, 0)).empty());
  EXPECT_EQ(outline(filled_mask(1, 1, 255)).size(), 1u);
}

TEST(Outline, HolesGoTheOtherWayAround) {
  const Image mask = mask_by(
      9, 9, [](int x, int y) { return x > 0 && y > 0 && x < 8 && y < 8 && !(x == 4 && y == 4) ? 255 : 0; });
  const auto lines = outline(mask);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_DOUBLE_EQ(signed_area(lines[0]), 49);
  EXPECT_DOUBLE_EQ(signed_area(lines[1]), -1);
}

TEST(Outline, PixelsThatTouchWithACornerAreTwoThings) {
  const Image mask =
      mask_by(4, 4, [](int x, int y) { return (x == 1 && y == 1) || (x == 2 && y == 2) ? 255 : 0; });
  EXPECT_EQ(outline(mask).size(), 2u);
  // Two holes of one thing that touch with a corner are one line around both.
  EXPECT_EQ(outline(inverted(mask)).size(), 2u);
}

TEST(Outline, EnclosesWhatIsHalfSelected) {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    const Image mask = blob_mask(53, 41, seed);
    double area = 0;
    for (const MaskOutline& line : outline(mask)) area += signed_area(line);
    double expected = 0;
    for (int y = 0; y < 41; ++y) {
      for (int x = 0; x < 53; ++x) expected += test::at(mask, x, y) >= 128;
    }
    EXPECT_DOUBLE_EQ(area, expected) << seed;
  }
}

TEST(Outline, WithAToleranceHasFewerCornersInTheSamePlace) {
  const Image mask = disc_mask(200, 200, 100, 100, 80);
  const auto exact = outline(mask);
  const auto coarse = outline(mask, 1.5);
  ASSERT_EQ(coarse.size(), 1u);
  EXPECT_LT(coarse[0].size() * 5, exact[0].size());
  EXPECT_NEAR(signed_area(coarse[0]), signed_area(exact[0]), 0.03 * signed_area(exact[0]));
  for (const MaskPoint& point : coarse[0]) EXPECT_NEAR(std::hypot(point.x - 100, point.y - 100), 80, 1.5);
}

TEST(Outline, OfALongPhoto) {
  const auto lines = outline(mask_by(30000, 100, [](int x, int) { return x >= 10 && x < 29000 ? 255 : 0; }));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].size(), 4u);
  EXPECT_THROW(static_cast<void>(outline(Image())), Error);
}

}  // namespace
}  // namespace v4e
