// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/painted_mask.h"

#include <gtest/gtest.h>

#include <cstring>
#include <opencv2/core.hpp>

#include "core/image/mat_view.h"

namespace v4e {
namespace {

Image empty_mask(int width = 100, int height = 80) {
  return Image(width, height, 1, SampleType::U8);
}

int at(const Image& mask, int x, int y) {
  return mask.row<std::uint8_t>(y)[x];
}

TEST(PaintLine, PaintsTheStrokeAndNothingElse) {
  Image mask = empty_mask();
  const MaskArea area = paint_line(mask, {20, 40}, {60, 40}, {.radius_px = 8, .hardness = 1});
  EXPECT_EQ(at(mask, 20, 40), 255);
  EXPECT_EQ(at(mask, 45, 40), 255);
  EXPECT_EQ(at(mask, 45, 46), 255);
  EXPECT_EQ(at(mask, 45, 50), 0);
  EXPECT_EQ(at(mask, 75, 40), 0);
  for (int y = 0; y < mask.height(); ++y) {
    for (int x = 0; x < mask.width(); ++x) {
      const bool inside = x >= area.left && x < area.right && y >= area.top && y < area.bottom;
      if (!inside) {
        ASSERT_EQ(at(mask, x, y), 0) << x << ',' << y;
      }
    }
  }
}

TEST(PaintLine, SoftBrushFallsOffEvenlyFromTheMiddle) {
  Image mask = empty_mask();
  paint_line(mask, {50, 40}, {50, 40}, {.radius_px = 30, .hardness = 0});
  for (int x = 51; x < 80; ++x) EXPECT_LE(at(mask, x, 40), at(mask, x - 1, 40)) << x;
  EXPECT_GT(at(mask, 50, 40), 250);
  EXPECT_NEAR(at(mask, 65, 40), 128, 12);
  EXPECT_LT(at(mask, 79, 40), 4);
}

TEST(PaintLine, OverlappingPiecesDoNotAddUp) {
  const Brush brush{.radius_px = 20, .hardness = 0.2};
  Image once = empty_mask();
  paint_line(once, {20, 40}, {70, 40}, brush);
  Image twice = once;
  paint_line(twice, {20, 40}, {70, 40}, brush);
  EXPECT_EQ(std::memcmp(once.data(), twice.data(), once.size_bytes()), 0);
}

TEST(PaintLine, EraserTakesBackWhatTheBrushPainted) {
  Image mask = empty_mask();
  paint_line(mask, {50, 40}, {50, 40}, {.radius_px = 20, .hardness = 0.5});
  paint_line(mask, {50, 40}, {50, 40}, {.radius_px = 24, .hardness = 1, .erases = true});
  EXPECT_EQ(cv::countNonZero(view_mat(mask)), 0);
}

TEST(PaintLine, OutsideTheMaskNothingHappens) {
  Image mask = empty_mask();
  EXPECT_TRUE(paint_line(mask, {-200, -200}, {-150, -90}, {}).empty());
  paint_line(mask, {-5, 40}, {105, 40}, {.radius_px = 3, .hardness = 1});
  EXPECT_EQ(at(mask, 0, 40), 255);
  EXPECT_EQ(at(mask, 99, 40), 255);
}

TEST(PaintLine, LeavesSharedCopiesAlone) {
  Image mask = empty_mask();
  const Image before = mask;
  paint_line(mask, {50, 40}, {50, 40}, {});
  EXPECT_EQ(cv::countNonZero(view_mat(before)), 0);
}

TEST(FillShape, FillsTheInsideWithASmoothRim) {
  Image mask = empty_mask();
  fill_shape(mask, {{10, 10}, {60, 10}, {60, 50}, {10, 50}}, false);
  EXPECT_EQ(at(mask, 30, 30), 255);
  EXPECT_EQ(at(mask, 12, 12), 255);
  EXPECT_EQ(at(mask, 57, 47), 255);
  EXPECT_EQ(at(mask, 8, 30), 0);
  EXPECT_EQ(at(mask, 62, 30), 0);
  fill_shape(mask, {{20, 0}, {40, 0}, {40, 80}, {20, 80}}, true);
  EXPECT_EQ(at(mask, 30, 30), 0);
  EXPECT_EQ(at(mask, 15, 30), 255);
  EXPECT_EQ(at(mask, 50, 30), 255);
}

TEST(FillShape, ReachesBeyondTheMaskAndTakesDegenerateShapes) {
  Image mask = empty_mask();
  EXPECT_TRUE(fill_shape(mask, {{10, 10}, {20, 20}}, false).empty());
  const MaskArea area = fill_shape(mask, {{-500, -500}, {900, -500}, {900, 900}, {-500, 900}}, false);
  EXPECT_EQ(area.right, 100);
  EXPECT_EQ(area.bottom, 80);
  EXPECT_EQ(cv::countNonZero(view_mat(mask) == 255), 100 * 80);
}

TEST(Feathered, SoftensTheRimAndKeepsInsideAndOutside) {
  Image mask = empty_mask();
  fill_shape(mask, {{0, 0}, {50, 0}, {50, 80}, {0, 80}}, false);
  const Image soft = feathered(mask, 10);
  EXPECT_EQ(at(soft, 5, 40), 255);
  EXPECT_EQ(at(soft, 95, 40), 0);
  EXPECT_NEAR(at(soft, 50, 40), 122, 16);
  EXPECT_GT(at(soft, 52, 40), at(soft, 56, 40));
}

TEST(Inverted, TwiceIsTheSame) {
  Image mask = empty_mask();
  paint_line(mask, {30, 30}, {60, 60}, {.radius_px = 12, .hardness = 0.3});
  const Image once = inverted(mask);
  EXPECT_EQ(at(once, 99, 0), 255);
  const Image twice = inverted(once);
  EXPECT_EQ(std::memcmp(mask.data(), twice.data(), mask.size_bytes()), 0);
}

TEST(StretchedMask, KeepsWhatIsWhollyInsideAndOutside) {
  Image mask = empty_mask();
  fill_shape(mask, {{25, 20}, {75, 20}, {75, 60}, {25, 60}}, false);
  const Image large = stretched_mask(mask, 1000, 800);
  EXPECT_EQ(large.width(), 1000);
  EXPECT_EQ(at(large, 500, 400), 255);
  EXPECT_EQ(at(large, 280, 230), 255);
  EXPECT_EQ(at(large, 220, 400), 0);
  EXPECT_EQ(at(large, 500, 640), 0);
  const Image small = stretched_mask(mask, 25, 20);
  EXPECT_EQ(at(small, 12, 10), 255);
  EXPECT_EQ(at(small, 1, 1), 0);
}

}  // namespace
}  // namespace v4e
