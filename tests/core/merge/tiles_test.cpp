// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/tiles.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

// A line style: dark lines where the luma changes, on paper.
cv::Mat sketch(const cv::Mat& picture) {
  cv::Mat luma;
  cv::cvtColor(picture, luma, cv::COLOR_RGB2GRAY);
  cv::Mat smooth;
  cv::GaussianBlur(luma, smooth, {}, 2.0, 0, cv::BORDER_REFLECT);
  cv::Mat paper = cv::min(cv::max(1.0 - 8.0 * cv::abs(luma - smooth), 0.0), 1.0);
  cv::Mat rgb;
  cv::cvtColor(paper, rgb, cv::COLOR_GRAY2RGB);
  return rgb;
}

// A model that does the style right, but every tile with another cast and brightness.
Image moody_editor(const TileRequest& request) {
  const double mood = 0.12 * std::sin(2.3 * request.index + 1);
  return copy_from_mat(sketch(view_mat(request.source)) * 0.8 + cv::Scalar(mood, -mood, 0.5 * mood));
}

class TilePlanTest : public testing::TestWithParam<std::pair<int, int>> {};

TEST_P(TilePlanTest, CoversTheCanvasWithWeightsThatSumToOne) {
  const auto [width, height] = GetParam();
  const TileOptions options{
      .tile_width = 256, .tile_height = 192, .overlap_px = 48, .max_canvas_area_px = 3'000'000};
  const TilePlan plan = plan_tiles(width, height, options);
  EXPECT_LE(std::int64_t{plan.canvas.width} * plan.canvas.height, options.max_canvas_area_px);
  const auto check_axis = [&](const std::vector<int>& starts, int tile, int side) {
    std::vector<double> sums(static_cast<std::size_t>(side), 0.0);
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (i > 0) {
        EXPECT_LE(starts[i] + options.overlap_px, starts[i - 1] + tile);
      }
      const std::vector<float> weights = tile_weights(starts, i, tile, side);
      for (std::size_t x = 0; x < weights.size(); ++x)
        sums[static_cast<std::size_t>(starts[i]) + x] += weights[x];
    }
    for (const double sum : sums) ASSERT_NEAR(sum, 1.0, 1e-5);
  };
  check_axis(plan.left, options.tile_width, plan.canvas.width);
  check_axis(plan.top, options.tile_height, plan.canvas.height);
}

INSTANTIATE_TEST_SUITE_P(Sizes, TilePlanTest,
                         testing::Values(std::pair{1, 1}, std::pair{256, 192}, std::pair{257, 193},
                                         std::pair{1000, 700}, std::pair{4000, 3000}, std::pair{9, 5000},
                                         std::pair{3333, 1111}));

TEST(TileOptionsTest, RefuseTilesThatOverlapByMoreThanHalf) {
  EXPECT_THROW(
      static_cast<void>(plan_tiles(100, 100, {.tile_width = 64, .tile_height = 64, .overlap_px = 40})),
      Error);
}

MergeRequest make_sketch_request(int width, int height, SampleType type) {
  const cv::Mat scene = pictures::make_scene(width, height);
  MergeRequest request = pictures::make_request(scene, scene, type, 1);
  const cv::Mat small = view_mat(request.frames[0]).clone();
  const cv::Mat drawn = sketch(small);
  request.frames = {request.frames[0], copy_from_mat(0.5 * small + 0.5 * drawn), copy_from_mat(drawn)};
  request.options.tiles = {.tile_width = 320, .tile_height = 256, .overlap_px = 64};
  return request;
}

// Mean step between neighbouring columns, of the picture's low frequencies.
double mean_step(const cv::Mat& picture, int column) {
  return cv::norm(picture.col(column), picture.col(column - 1), cv::NORM_L1) / picture.rows;
}

TEST(TextureMerge, ChosenByItselfAndWithoutSeams) {
  MergeRequest request = make_sketch_request(1000, 700, SampleType::U16);
  int calls = 0;
  request.tile_editor = [&](const TileRequest& tile) {
    EXPECT_EQ(tile.index, calls++);
    EXPECT_EQ(tile.source.width(), 320);
    EXPECT_EQ(tile.source.height(), 256);
    EXPECT_EQ(tile.guide.width(), 320);
    return moody_editor(tile);
  };
  const MergeResult result = merge(request);
  ASSERT_EQ(result.way, MergeWay::Texture) << result.reason;
  const TilePlan plan = plan_tiles(1000, 700, request.options.tiles);
  EXPECT_EQ(calls, static_cast<int>(plan.left.size() * plan.top.size()));
  ASSERT_GT(plan.left.size(), 2U);

  cv::Mat soft;
  cv::blur(pictures::to_floats(result.edit), soft, {15, 15});
  cv::Mat truth;
  cv::blur(sketch(pictures::to_floats(request.photo)) * 0.8, truth, {15, 15});
  double everywhere = 0;
  for (int x = 1; x < soft.cols; ++x) everywhere += mean_step(soft, x) / (soft.cols - 1);
  for (std::size_t i = 1; i < plan.left.size(); ++i) {
    double at_seam = 0;
    const int end = plan.left[i - 1] + request.options.tiles.tile_width;
    for (int x = plan.left[i]; x < end; ++x) at_seam += mean_step(soft, x) / (end - plan.left[i]);
    EXPECT_LE(at_seam, 1.25 * everywhere) << "overlap " << i;
    for (const int border : {plan.left[i], end}) {
      // The picture has edges of its own there.
      EXPECT_LE(mean_step(soft, border), 1.3 * std::max(everywhere, mean_step(truth, border)));
    }
  }
  // The tiles' moods are gone: the low frequencies are the small result's.
  const Image enlarged = pictures::enlarge_to_photo(request.frames.back(), request.map);
  const cv::Mat guide = view_mat(enlarged);
  cv::Mat low;
  cv::Mat wanted;
  cv::GaussianBlur(pictures::to_floats(result.edit), low, {}, 20);
  cv::GaussianBlur(guide, wanted, {}, 20);
  EXPECT_GE(pictures::psnr(low, wanted), 34);
}

TEST(TextureMerge, LinesAreAsFineAsThePhoto) {
  MergeRequest request = make_sketch_request(1000, 700, SampleType::U8);
  request.options.way = MergeWay::Texture;
  request.tile_editor = moody_editor;
  const cv::Mat truth = sketch(pictures::to_floats(request.photo)) * 0.8;
  const auto fine = [](const cv::Mat& picture) {
    cv::Mat smooth;
    cv::GaussianBlur(picture, smooth, {}, 3);
    return cv::Mat(picture - smooth);
  };
  const double ours = pictures::psnr(fine(pictures::to_floats(merge(request).edit)), fine(truth));
  const double bicubic = pictures::psnr(
      fine(view_mat(pictures::enlarge_to_photo(request.frames.back(), request.map))), fine(truth));
  EXPECT_GE(ours, bicubic + 6);
}

TEST(TextureMerge, APaintStyleIsPaintedHoweverPlainItsFramesAre) {
  const cv::Mat scene = pictures::make_scene(800, 600);
  // All that such a small frame shows is another tone, as of lines too fine for it.
  MergeRequest request = pictures::make_request(scene, pictures::sepia(scene));
  request.tile_editor = moody_editor;
  EXPECT_EQ(merge(request).way, MergeWay::Global);
  request.painted = true;
  EXPECT_EQ(merge(request).way, MergeWay::Texture);
  request.tile_editor = {};
  EXPECT_EQ(merge(request).way, MergeWay::Global);
}

TEST(TextureMerge, LargePhotosGoThroughABoundedCanvas) {
  MergeRequest request = make_sketch_request(1600, 1200, SampleType::U8);
  request.options.way = MergeWay::Texture;
  request.options.tiles.max_canvas_area_px = 400'000;
  std::int64_t canvas_px = 0;
  request.tile_editor = [&](const TileRequest& tile) {
    canvas_px = std::max(canvas_px, std::int64_t{tile.x + 320} * (tile.y + 256));
    return moody_editor(tile);
  };
  const MergeResult result = merge(request);
  EXPECT_LE(canvas_px, 400'000);
  EXPECT_EQ(result.edit.width(), 1600);
  EXPECT_EQ(result.edit.height(), 1200);
}

TEST(TextureMerge, ASmallCanvasFollowsThePhotosDetail) {
  MergeRequest request = make_sketch_request(1600, 1200, SampleType::U8);
  // A style that the photo's own detail can carry: dark on light, and flat in the shadows.
  const auto style = [](const cv::Mat& picture) {
    return cv::Mat(cv::min(cv::max(1.1 - 1.2 * picture, 0.0), 1.0));
  };
  request.frames.back() = copy_from_mat(style(view_mat(request.frames[0])));
  request.options.way = MergeWay::Texture;
  request.options.tiles.max_canvas_area_px = 300'000;
  request.tile_editor = [&](const TileRequest& tile) { return copy_from_mat(style(view_mat(tile.source))); };
  const cv::Mat truth = style(pictures::to_floats(request.photo));
  const WorkingMap canvas = plan_tiles(1600, 1200, request.options.tiles).canvas;
  const Image small = copy_from_mat(style(view_mat(make_working_image(request.photo, canvas))));
  const double enlarged = pictures::psnr(view_mat(pictures::enlarge_to_photo(small, canvas)), truth);
  EXPECT_GE(pictures::psnr(pictures::to_floats(merge(request).edit), truth), enlarged + 4);
}

TEST(TextureMerge, PhotoSmallerThanATileAndItsAlpha) {
  const cv::Mat scene = pictures::make_scene(90, 61);
  MergeRequest request = pictures::make_request(scene, sketch(scene));
  request.photo = pictures::to_photo(scene, SampleType::U8, 4);
  request.options.way = MergeWay::Texture;
  request.tile_editor = moody_editor;
  const MergeResult result = merge(request);
  cv::Mat before;
  cv::Mat after;
  cv::extractChannel(view_mat(request.photo), before, 3);
  cv::extractChannel(view_mat(result.edit), after, 3);
  EXPECT_EQ(cv::norm(before, after, cv::NORM_INF), 0);
}

TEST(TextureMerge, StopsBetweenTilesAndRefusesWrongTiles) {
  MergeRequest request = make_sketch_request(1000, 700, SampleType::U8);
  request.options.way = MergeWay::Texture;
  std::stop_source source;
  int calls = 0;
  request.tile_editor = [&](const TileRequest& tile) {
    if (++calls == 2) source.request_stop();
    return moody_editor(tile);
  };
  EXPECT_THROW(static_cast<void>(merge(request, {source.get_token(), {}})), Cancelled);
  EXPECT_EQ(calls, 2);
  request.tile_editor = [](const TileRequest&) { return Image(8, 8, 3, SampleType::F32); };
  EXPECT_THROW(static_cast<void>(merge(request)), Error);
}

}  // namespace
}  // namespace v4e
