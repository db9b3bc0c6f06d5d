// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/change_mask.h"
#include "core/merge/merge_render.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;

cv::Mat disc(cv::Point centre, int radius) {
  cv::Mat region(kHeight, kWidth, CV_8U, cv::Scalar(0));
  cv::circle(region, centre, radius, 255, cv::FILLED);
  return region;
}

// `scene` with its region moved towards a colour by `share`.
cv::Mat paint(const cv::Mat& scene, const cv::Mat& region, double share) {
  cv::Mat painted = scene.clone();
  cv::Mat target = scene * (1 - share) + cv::Scalar(0.9, 0.1, 0.1) * share;
  target.copyTo(painted, region);
  return painted;
}

std::vector<Image> noisy(const std::vector<cv::Mat>& states) {
  std::vector<Image> frames;
  for (std::size_t i = 0; i < states.size(); ++i) {
    frames.push_back(copy_from_mat(pictures::like_autoencoder(states[i], static_cast<unsigned>(i))));
  }
  return frames;
}

double covered(const ChangeMask& mask, const cv::Mat& region) {
  return cv::mean(view_mat(mask.soft), region)[0];
}

TEST(ChangeMask, GrowingChangeCountsFlickerDoesNot) {
  const cv::Mat scene = pictures::make_scene(kWidth, kHeight);
  const cv::Mat grows = disc({90, 120}, 40);
  const cv::Mat flickers = disc({230, 120}, 40);
  std::vector<cv::Mat> states;
  const double growth[] = {0, 0.25, 0.5, 0.75, 1};
  const double flicker[] = {0, 0.3, 0.0, 0.3, 0.3 * 0.5};
  for (int t = 0; t < 5; ++t) states.push_back(paint(paint(scene, grows, growth[t]), flickers, flicker[t]));
  const ChangeMask mask = find_changes(noisy(states), 4);
  EXPECT_GE(covered(mask, grows), 0.93);
  EXPECT_LE(covered(mask, flickers), 0.05);
  // Without the frames between, the flicker cannot be told from an edit.
  EXPECT_GE(covered(find_changes(noisy({states[0], states[4]}), 1), flickers), 0.4);
}

TEST(ChangeMask, SuddenChangeCounts) {
  const cv::Mat scene = pictures::make_scene(kWidth, kHeight);
  const cv::Mat region = disc({160, 120}, 40);
  const ChangeMask mask = find_changes(noisy({scene, scene, scene, paint(scene, region, 0.8)}), 3);
  EXPECT_GE(covered(mask, region), 0.93);
}

TEST(ChangeMask, NoiseAndAutoencoderLossAreNoChange) {
  const cv::Mat scene = pictures::make_scene(kWidth, kHeight);
  const ChangeMask mask = find_changes(noisy({scene, scene, scene}), 2);
  EXPECT_EQ(mask.changed_share, 0);
  EXPECT_EQ(cv::countNonZero(view_mat(mask.soft)), 0);
  EXPECT_NEAR(mask.noise, 0.012, 0.006);
}

TEST(ChangeMask, SmallHolesFillAndSpecksGo) {
  const cv::Mat scene = pictures::make_scene(kWidth, kHeight);
  const cv::Mat region = disc({160, 120}, 50);
  cv::Mat painted = paint(scene, region, 0.8);
  const cv::Mat hole = disc({160, 120}, 4);
  scene.copyTo(painted, hole);
  const cv::Mat speck = disc({30, 30}, 0);
  painted.setTo(cv::Scalar(1, 0, 0), speck);
  const ChangeMask mask = find_changes(noisy({scene, painted}), 1);
  EXPECT_GE(covered(mask, hole), 0.9);
  EXPECT_EQ(covered(mask, disc({30, 30}, 8)), 0);
}

TEST(RefinedMask, FollowsThePhotosEdgesAndIsZeroOutside) {
  const int scale = 4;
  const cv::Mat region_small = disc({160, 120}, 50);
  cv::Mat scene = pictures::make_scene(kWidth * scale, kHeight * scale, 9);
  cv::Mat region(scene.size(), CV_8U, cv::Scalar(0));
  cv::circle(region, {640, 480}, 200, 255, cv::FILLED);
  scene.setTo(cv::Scalar(0.1, 0.2, 0.7), region);
  const cv::Mat edited = paint(cv::Mat(scene), region, 0.9);
  MergeRequest request = pictures::make_request(scene, edited, SampleType::U8, 3);
  request.map = choose_working_map(scene.cols, scene.rows, {.max_area_px = kWidth * kHeight});
  request.frames = pictures::make_frames({scene, edited}, request.map);
  const Image photo_small = crop_to_content(make_working_image(request.photo, request.map), request.map);
  std::vector<Image> frames;
  for (const Image& frame : request.frames) frames.push_back(crop_to_content(frame, request.map));
  const Image refined = refine_mask(request.photo, request.map, study_evolution(photo_small, frames));
  ASSERT_EQ(refined.width(), scene.cols);
  const cv::Mat mask = view_mat(refined);
  const cv::Mat hard = mask > 0.5;
  const double overlap = double(cv::countNonZero(hard & region)) / double(cv::countNonZero(hard | region));
  EXPECT_GE(overlap, 0.96);
  cv::Mat near;
  cv::dilate(region, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {41, 41}));
  EXPECT_EQ(cv::countNonZero((near == 0) & (mask != 0)), 0);
  double least = 0;
  double most = 0;
  cv::minMaxLoc(mask, &least, &most);
  EXPECT_GE(least, 0);
  EXPECT_LE(most, 1);
}

}  // namespace
}  // namespace v4e
