// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own masks, and parts of the photo with a moment of their own.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "core/merge/painted_mask.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

using pictures::make_request;
using pictures::make_scene;
using pictures::psnr;
using pictures::same_pixels;
using pictures::to_floats;

constexpr int kWidth = 640;
constexpr int kHeight = 480;

/// Wholly inside left of `x`, outside to the right, blended over `soft` pixels to both sides.
Image left_of(double x, double soft = 0) {
  Image mask(kWidth, kHeight, 1, SampleType::U8);
  fill_shape(mask, {{-9, -9}, {x, -9}, {x, kHeight + 9}, {-9, kHeight + 9}}, false);
  return feathered(mask, soft);
}

MergeRequest night_request(SampleType type = SampleType::U8) {
  const cv::Mat scene = make_scene(kWidth, kHeight);
  return make_request(scene, pictures::night(scene), type, 4);
}

MergeResult at_position(MergeRequest request, double position) {
  request.options.position = position;
  return merge(request);
}

bool equal_columns(const Image& a, const Image& b, int from, int to) {
  return cv::norm(view_mat(a).colRange(from, to), view_mat(b).colRange(from, to), cv::NORM_INF) == 0;
}

TEST(UserMask, OutsideIsThePhotoBitForBit) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    MergeRequest request = night_request(type);
    const MergeResult whole = merge(request);
    request.options.user_mask = left_of(300);
    const MergeResult result = merge(request);
    EXPECT_TRUE(equal_columns(result.edit, request.photo, 302, kWidth));
    EXPECT_TRUE(equal_columns(result.edit, whole.edit, 0, 298));
    EXPECT_EQ(cv::countNonZero(view_mat(result.mask).colRange(302, kWidth)), 0);
  }
}

TEST(UserMask, SoftRimBlendsPhotoAndEdit) {
  MergeRequest request = night_request();
  const cv::Mat photo = to_floats(request.photo);
  const cv::Mat whole = to_floats(merge(request).edit);
  request.options.user_mask = left_of(320, 60);
  const cv::Mat soft = to_floats(merge(request).edit);
  const cv::Mat share = view_mat(request.options.user_mask);
  for (const int x : {290, 320, 350}) {
    const double expected = share.at<std::uint8_t>(200, x) / 255.0;
    const cv::Vec3f mixed =
        photo.at<cv::Vec3f>(200, x) * (1 - expected) + whole.at<cv::Vec3f>(200, x) * expected;
    EXPECT_NEAR(cv::norm(soft.at<cv::Vec3f>(200, x), mixed, cv::NORM_INF), 0, 2.5 / 255) << x;
  }
}

TEST(UserMask, ExtendsALocalEditBeyondWhatChangedByItself) {
  const cv::Mat scene = make_scene(kWidth, kHeight, 5);
  cv::Mat region(kHeight, kWidth, CV_8U, cv::Scalar(0));
  cv::circle(region, {200, 240}, 90, 255, cv::FILLED);
  cv::Mat edited = scene.clone();
  edited.setTo(cv::Scalar(0.8, 0.2, 0.2), region);
  MergeRequest request = make_request(scene, edited, SampleType::U8, 3);
  request.options.way = MergeWay::Local;
  const MergeResult own = merge(request);
  Image extra(kWidth, kHeight, 1, SampleType::U8);
  fill_shape(extra, {{450, 100}, {550, 100}, {550, 200}, {450, 200}}, false);
  request.options.user_mask = extra;
  request.options.user_mask_mode = UserMaskMode::Extend;
  const MergeResult extended = merge(request);
  EXPECT_TRUE(equal_columns(extended.edit, own.edit, 0, 400));
  EXPECT_EQ(cv::countNonZero(view_mat(own.mask)(cv::Rect(460, 110, 80, 80))), 0);
  EXPECT_GT(cv::countNonZero(view_mat(extended.mask)(cv::Rect(460, 110, 80, 80))), 3000);
  EXPECT_TRUE(equal_columns(extended.edit, request.photo, 560, kWidth));
  request.options.user_mask_mode = UserMaskMode::Replace;
  EXPECT_TRUE(equal_columns(merge(request).edit, request.photo, 0, 440));
}

TEST(TimeRegions, EachPartStandsAtItsOwnMoment) {
  MergeRequest request = night_request();
  request.options.position = 0.25;
  request.options.regions = {{left_of(300), 0.75}};
  const MergeResult result = merge(request);
  EXPECT_TRUE(equal_columns(result.edit, at_position(night_request(), 0.75).edit, 0, 298));
  EXPECT_TRUE(equal_columns(result.edit, at_position(night_request(), 0.25).edit, 302, kWidth));
  EXPECT_NE(result.way, MergeWay::Unchanged);
}

TEST(TimeRegions, BlendSoftlyWithoutLeavingTheWayBetweenTheTwo) {
  MergeRequest request = night_request();
  request.options.position = 0.25;
  request.options.regions = {{left_of(320, 80), 1.0}};
  const cv::Mat mixed = to_floats(merge(request).edit);
  const cv::Mat early = to_floats(at_position(night_request(), 0.25).edit);
  const cv::Mat late = to_floats(at_position(night_request(), 1.0).edit);
  cv::Mat share;
  view_mat(request.options.regions[0].weight).convertTo(share, CV_32F, 1.0 / 255);
  cv::cvtColor(share, share, cv::COLOR_GRAY2RGB);
  cv::Mat even(share.size(), CV_32FC3, cv::Scalar(1, 1, 1));
  const cv::Mat expected = late.mul(share) + early.mul(even - share);
  EXPECT_LE(cv::norm(mixed, expected, cv::NORM_INF), 1.01 / 255);
}

TEST(TimeRegions, LaterOnesLieOverEarlierOnes) {
  MergeRequest request = night_request();
  request.options.position = 0;
  request.options.regions = {{left_of(400), 0.5}, {left_of(200), 1.0}};
  const MergeResult result = merge(request);
  EXPECT_TRUE(equal_columns(result.edit, at_position(night_request(), 1.0).edit, 0, 198));
  EXPECT_TRUE(equal_columns(result.edit, at_position(night_request(), 0.5).edit, 202, 398));
  EXPECT_TRUE(equal_columns(result.edit, request.photo, 402, kWidth));
  EXPECT_EQ(cv::countNonZero(view_mat(result.mask).colRange(402, kWidth)), 0);
}

TEST(TimeRegions, StayInsideTheUserMask) {
  MergeRequest request = night_request(SampleType::U16);
  request.options.regions = {{left_of(400, 20), 0.5}};
  request.options.user_mask = left_of(200);
  const MergeResult result = merge(request);
  EXPECT_TRUE(equal_columns(result.edit, request.photo, 202, kWidth));
  EXPECT_FALSE(equal_columns(result.edit, request.photo, 0, 198));
}

TEST(TimeRegions, ProgressIsOneWayAndStopsAreHeard) {
  MergeRequest request = night_request();
  request.options.regions = {{left_of(400, 20), 0.5}, {left_of(100), 0.25}};
  int last = 0;
  int ticks = 0;
  RunContext watching;
  watching.on_progress = [&](const Progress& progress) {
    EXPECT_GE(progress.step, last);
    EXPECT_LE(progress.step, progress.total);
    last = progress.step;
    ++ticks;
  };
  const MergeResult untouched = merge(request, watching);
  ASSERT_GE(ticks, 3);
  std::stop_source source;
  int seen = 0;
  const RunContext stopping{source.get_token(), [&](const Progress&) {
                              if (++seen == ticks - 1) source.request_stop();
                            }};
  EXPECT_THROW(static_cast<void>(merge(request, stopping)), Cancelled);
  EXPECT_TRUE(same_pixels(merge(request).edit, untouched.edit));
}

TEST(TimeRegions, RefusesWrongSizesAndPositions) {
  MergeRequest request = night_request();
  request.options.regions = {{Image(10, 10, 1, SampleType::U8), 0.5}};
  EXPECT_THROW(static_cast<void>(merge(request)), Error);
  request.options.regions = {{left_of(200), 1.5}};
  EXPECT_THROW(static_cast<void>(merge(request)), Error);
}

}  // namespace
}  // namespace v4e
