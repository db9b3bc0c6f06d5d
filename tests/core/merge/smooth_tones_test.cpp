// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/smooth_tones.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

/// A sky from light to less light.
cv::Mat smooth_photo() {
  cv::Mat photo(160, 200, CV_32FC3);
  for (int y = 0; y < photo.rows; ++y) {
    const float light = 0.8F - 0.001F * static_cast<float>(y);
    photo.row(y).setTo(cv::Scalar(light - 0.1, light, light + 0.1));
  }
  return photo;
}

/// Squares of 8 pixels, alternately lighter and darker by `amount`.
cv::Mat blocks(cv::Size size, float amount) {
  cv::Mat grid(size, CV_32FC3);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x)
      grid.at<cv::Vec3f>(y, x) = cv::Vec3f::all((x / 8 + y / 8) % 2 == 0 ? amount : -amount);
  }
  return grid;
}

cv::Mat smoothed(const cv::Mat& photo, const cv::Mat& edit, SmoothPlaces places = SmoothPlaces::All) {
  return view_mat(with_smooth_tones(copy_from_mat(photo), copy_from_mat(edit), places)).clone();
}

TEST(SmoothTones, TakeTheGridOutOfASky) {
  const cv::Mat photo = smooth_photo();
  const cv::Mat wanted = photo * 0.8 + cv::Scalar(0.15, 0.1, 0.05);
  for (const float amount : {0.008F, 0.025F}) {
    const cv::Mat edit = wanted + blocks(photo.size(), amount);
    for (const SmoothPlaces places : {SmoothPlaces::All, SmoothPlaces::OfPhoto})
      EXPECT_LT(cv::norm(smoothed(photo, edit, places), wanted, cv::NORM_L2),
                0.25 * cv::norm(edit, wanted, cv::NORM_L2))
          << amount;
  }
}

TEST(SmoothTones, KeepWhatIsDrawnWhereThePhotoHasTexture) {
  cv::Mat photo = smooth_photo();
  cv::Mat grain(photo.size(), CV_32FC3);
  cv::theRNG().state = 5;
  cv::randn(grain, 0, 0.04);
  photo += grain;
  const cv::Mat faint = photo * 0.8 + blocks(photo.size(), 0.008F);
  EXPECT_LE(cv::norm(smoothed(photo, faint, SmoothPlaces::OfPhoto), faint, cv::NORM_INF), 0) << "bit for bit";
  const cv::Mat drawn = photo * 0.8 + blocks(photo.size(), 0.05F);
  EXPECT_LE(cv::norm(smoothed(photo, drawn), drawn, cv::NORM_INF), 0);
}

TEST(SmoothTones, LeaveLinesAndStrokesAlone) {
  const cv::Mat photo = smooth_photo();
  cv::Mat edit = photo * 0.8 + blocks(photo.size(), 0.006F);
  cv::line(edit, {20, 30}, {180, 120}, cv::Scalar::all(0.1), 2, cv::LINE_AA);
  const cv::Mat made = smoothed(photo, edit);
  cv::Mat line = cv::Mat::zeros(photo.size(), CV_8U);
  cv::line(line, {20, 30}, {180, 120}, cv::Scalar(255), 2);
  EXPECT_LE(cv::norm(made, edit, cv::NORM_INF, line), 0) << "bit for bit";

  const cv::Mat strokes = photo * 0.8 + blocks(photo.size(), 0.09F);
  EXPECT_LE(cv::norm(smoothed(photo, strokes), strokes, cv::NORM_INF), 0);
}

TEST(SmoothTones, KeepThePhotosOwnDetail) {
  const cv::Mat scene = pictures::make_scene(200, 160);
  const cv::Mat edit = scene * 0.7 + cv::Scalar(0.1, 0.05, 0.2);
  EXPECT_GE(pictures::psnr(smoothed(scene, edit), edit), 50);
}

TEST(SmoothTones, AreMadeOfTilesOfAModelWithAGrid) {
  cv::Mat photo;
  cv::resize(smooth_photo(), photo, {500, 400}, 0, 0, cv::INTER_LINEAR);
  const cv::Mat wanted = photo * 0.7 + cv::Scalar::all(0.1);
  MergeRequest request = pictures::make_request(photo, wanted, SampleType::U16);
  request.painted = true;
  request.tile_editor = [](const TileRequest& tile) {
    const cv::Mat source = view_mat(tile.source);
    const cv::Mat painted = source * 0.7 + cv::Scalar::all(0.1);
    return copy_from_mat(painted + blocks(source.size(), 0.008F));
  };
  for (const std::int64_t canvas_px : {16'000'000, 60'000}) {  // the photo's size, and less
    request.options.tiles.max_canvas_area_px = canvas_px;
    const auto steps = [&](bool has_grid) {
      request.has_grid = has_grid;
      const MergeResult result = merge(request);
      EXPECT_EQ(result.way, MergeWay::Texture);
      cv::Mat edit;
      view_mat(result.edit).convertTo(edit, CV_32F, 1 / 65535.0);
      const cv::Mat beside = edit.colRange(1, 500) - edit.colRange(0, 499);
      return cv::norm(beside(cv::Rect(16, 16, 460, 360)), cv::NORM_L2);
    };
    EXPECT_LT(steps(true), 0.3 * steps(false)) << canvas_px;
  }
}

TEST(SmoothTones, AreMadeOfFramesOfAModelWithAGrid) {
  cv::Mat photo;
  cv::resize(smooth_photo(), photo, {500, 400}, 0, 0, cv::INTER_LINEAR);
  const cv::Mat wanted = photo * 0.7 + cv::Scalar::all(0.1) + blocks(photo.size(), 0.02F);
  MergeRequest request = pictures::make_request(photo, wanted, SampleType::U16);
  request.options.way = MergeWay::Local;
  const auto steps = [&](bool has_grid) {
    request.has_grid = has_grid;
    const MergeResult result = merge(request);
    cv::Mat edit;
    view_mat(result.edit).convertTo(edit, CV_32F, 1 / 65535.0);
    const cv::Mat beside = edit.colRange(1, 500) - edit.colRange(0, 499);
    return cv::norm(beside(cv::Rect(16, 16, 460, 360)), cv::NORM_L2);
  };
  EXPECT_LT(steps(true), 0.5 * steps(false));
}

}  // namespace
}  // namespace v4e
