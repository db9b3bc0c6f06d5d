// SPDX-License-Identifier: GPL-3.0-or-later
// The way to a finished edit that is known: exact at its ends, sharp between them.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

using pictures::make_request;
using pictures::make_scene;
using pictures::psnr;
using pictures::same_pixels;
using pictures::to_floats;
using pictures::to_photo;

constexpr int kWidth = 640;
constexpr int kHeight = 480;
constexpr int kSteps = 4;

/// A way in even steps whose small frames have lost their sharpness, to an edit that is known sharply.
MergeRequest way_request(SampleType type = SampleType::U8, int channels = 3) {
  const cv::Mat scene = make_scene(kWidth, kHeight);
  const cv::Mat edited = pictures::night(scene);
  MergeRequest request = make_request(scene, edited, type, kSteps);
  request.photo = to_photo(scene, type, channels);
  request.ending = to_photo(edited, type);
  // As an editor has them: exact at their ends.
  request.frames.front() = make_working_image(request.photo, request.map);
  request.frames.back() = make_working_image(request.ending, request.map);
  return request;
}

MergeResult at_position(MergeRequest request, double position) {
  request.options.position = position;
  return merge(request);
}

TEST(MergeEnding, TheLastFrameIsTheFinishedEditAndTheFirstThePhoto) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    const MergeRequest request = way_request(type);
    const MergeResult end = at_position(request, 1);
    EXPECT_TRUE(same_pixels(end.edit, request.ending));
    EXPECT_EQ(end.way, MergeWay::Known);
    EXPECT_GT(end.metrics.edited_share, 0.5);
    EXPECT_TRUE(same_pixels(at_position(request, 0).edit, request.photo));
  }
}

TEST(MergeEnding, AStateBetweenIsAsSharpAsItsEnds) {
  const MergeRequest request = way_request();
  const cv::Mat wanted = (to_floats(request.photo) + to_floats(request.ending)) * 0.5;
  const cv::Mat made = to_floats(at_position(request, 0.5).edit);
  const double enlarged =
      psnr(to_floats(pictures::enlarge_to_photo(request.frames[kSteps / 2], request.map)), wanted);
  EXPECT_GT(psnr(made, wanted), enlarged + 2) << "enlarged: " << enlarged;
  EXPECT_GT(psnr(made, wanted), 30);
}

TEST(MergeEnding, TheAlphaStaysThePhotos) {
  const MergeRequest request = way_request(SampleType::U16, 4);
  std::vector<cv::Mat> photo;
  std::vector<cv::Mat> edit;
  cv::split(view_mat(request.photo), photo);
  cv::split(view_mat(at_position(request, 1).edit), edit);
  EXPECT_EQ(cv::norm(photo[3], edit[3], cv::NORM_INF), 0);
  EXPECT_GT(cv::norm(photo[0], edit[0], cv::NORM_INF), 0);
}

TEST(MergeEnding, AMaskAndAnAmountLimitIt) {
  MergeRequest request = way_request();
  Image mask(kWidth, kHeight, 1, SampleType::U8);
  view_mutable_mat(mask).colRange(0, kWidth / 2).setTo(255);
  request.options.user_mask = mask;
  const MergeResult half = merge(request);
  const auto right = [](const Image& image) { return view_mat(image).colRange(kWidth / 2, kWidth); };
  EXPECT_EQ(cv::norm(right(half.edit), right(request.photo), cv::NORM_INF), 0);
  EXPECT_EQ(cv::countNonZero(right(half.mask)), 0);
  request.options.user_mask = {};
  request.options.amount = 0.5;
  const cv::Mat wanted = (to_floats(request.photo) + to_floats(request.ending)) * 0.5;
  EXPECT_GT(psnr(to_floats(merge(request).edit), wanted), 50);
}

TEST(MergeEnding, APartIsThatPartOfTheWhole) {
  MergeRequest request = way_request();
  request.options.position = 0.6;
  const MergeResult whole = merge(request);
  const PixelArea area{100, 131, 211, 97};
  request.options.area = area;
  EXPECT_TRUE(same_pixels(merge(request).edit, cropped(whole.edit, area)));
}

TEST(MergeEnding, ItCanBeMadeSmallToBeLookedAt) {
  MergeRequest request = way_request();
  request.options.scale = 0.5;
  const MergeResult small = merge(request);
  cv::Mat wanted;
  cv::resize(view_mat(request.ending), wanted, cv::Size(kWidth / 2, kHeight / 2), 0, 0, cv::INTER_AREA);
  EXPECT_EQ(cv::norm(view_mat(small.edit), wanted, cv::NORM_INF), 0);
}

TEST(MergeEnding, AnEndOfAnotherSizeOrTypeIsRefused) {
  MergeRequest request = way_request();
  request.ending = to_photo(make_scene(kWidth, kHeight), SampleType::U16);
  EXPECT_THROW(static_cast<void>(merge(request)), Error);
  request.ending = to_photo(make_scene(kWidth / 2, kHeight));
  EXPECT_THROW(static_cast<void>(merge(request)), Error);
}

}  // namespace
}  // namespace v4e
