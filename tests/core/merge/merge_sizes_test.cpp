// SPDX-License-Identifier: GPL-3.0-or-later
// Photos of every size and shape through every way.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

using Size = std::pair<int, int>;

std::vector<Size> sizes() {
  std::vector<Size> list{{1, 1},     {1, 2},     {2, 1},      {3, 3},      {1, 400},  {400, 1},
                         {2, 900},   {16, 300},  {22, 400},   {15, 80},    {300, 16}, {400, 22},
                         {17, 1001}, {1001, 17}, {100, 3000}, {3000, 100}, {31, 5000}};
  for (int side = 1; side <= 33; ++side) list.emplace_back(side, 35 - side);
  std::mt19937 random(11);
  for (int i = 0; i < 12; ++i) {
    // Evenly over the orders of magnitude, so that narrow ones come up as often as wide ones.
    const auto side = [&random] {
      return static_cast<int>(std::exp(std::uniform_real_distribution(0.0, std::log(700.0))(random)));
    };
    list.emplace_back(std::max(1, side()), std::max(1, side()));
  }
  return list;
}

MergeRequest moved_request(const Size& size, SampleType type) {
  const cv::Mat scene = pictures::make_scene(size.first, size.second);
  cv::Mat edited = pictures::warm(scene);
  // A patch of its own, so that drift, the mask and new structure all have something to do.
  edited(cv::Rect(0, 0, (scene.cols + 2) / 3, (scene.rows + 2) / 3)) = cv::Scalar(0.9, 0.1, 0.2);
  MergeRequest request = pictures::make_request(scene, edited, type);
  request.options.tiles.tile_width = request.options.tiles.tile_height = 64;
  request.options.tiles.overlap_px = 16;
  request.options.tiles.max_canvas_area_px = 128 * 128;
  request.tile_editor = [](const TileRequest& tile) { return tile.guide; };
  return request;
}

TEST(MergeSizes, EverySizeGoesThroughEveryWay) {
  for (const Size& size : sizes()) {
    for (const MergeWay way : {MergeWay::Auto, MergeWay::Global, MergeWay::Local, MergeWay::Texture}) {
      SCOPED_TRACE(std::to_string(size.first) + " x " + std::to_string(size.second) + ", " +
                   std::string(to_string(way)));
      MergeRequest request = moved_request(size, size.first % 2 ? SampleType::U8 : SampleType::U16);
      request.options.way = way;
      MergeResult result;
      ASSERT_NO_THROW(result = merge(request));
      ASSERT_EQ(result.edit.width(), size.first);
      ASSERT_EQ(result.edit.height(), size.second);
      EXPECT_EQ(result.mask.width(), size.first);
      EXPECT_EQ(result.mask.height(), size.second);
      if (way != MergeWay::Auto) {
        EXPECT_EQ(result.way, way);
      }
    }
  }
}

TEST(MergeSizes, TheEditShowsWhateverTheShape) {
  for (const Size& size : {Size{22, 400}, Size{400, 22}, Size{16, 300}, Size{100, 3000}, Size{9, 9}}) {
    SCOPED_TRACE(std::to_string(size.first) + " x " + std::to_string(size.second));
    const cv::Mat scene = pictures::make_scene(size.first, size.second);
    const cv::Mat edited = pictures::sepia(scene);
    const MergeResult result = merge(pictures::make_request(scene, edited, SampleType::U8, 2, 0.004));
    const double untouched = pictures::psnr(scene, edited);
    EXPECT_GE(pictures::psnr(pictures::to_floats(result.edit), edited), untouched + 6);
  }
}

}  // namespace
}  // namespace v4e
