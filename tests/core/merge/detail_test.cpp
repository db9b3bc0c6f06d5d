// SPDX-License-Identifier: GPL-3.0-or-later
// The model's enlarged pixels get the photo's own detail.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/detail.h"
#include "core/merge/merge.h"
#include "tests/core/merge/merge_pictures.h"

namespace v4e {
namespace {

using pictures::to_floats;

constexpr int kWidth = 1200;
constexpr int kHeight = 800;

/// Grass: the same texture everywhere, of all scales.
cv::Mat texture(std::uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat sum(kHeight, kWidth, CV_32F, cv::Scalar(0.45));
  for (const double sigma : {0.6, 1.5, 4.0}) {
    cv::Mat noise(kHeight, kWidth, CV_32F);
    random.fill(noise, cv::RNG::NORMAL, 0, 0.11 * sigma);
    cv::GaussianBlur(noise, noise, {}, sigma);
    sum += noise;
  }
  cv::Mat colours;
  cv::merge(std::vector<cv::Mat>{sum * 0.8, sum, sum * 0.6}, colours);
  return colours;
}

cv::Mat disc() {
  cv::Mat mask(kHeight, kWidth, CV_8U, cv::Scalar(0));
  cv::circle(mask, {600, 400}, 170, 255, cv::FILLED);
  return mask;
}

/// The disc is a red thing, which is taken away: other grass is found there.
MergeRequest removal() {
  cv::Mat scene = texture(1);
  cv::Mat edited = scene.clone();
  texture(2).copyTo(edited, disc());
  scene.setTo(cv::Scalar(0.8, 0.1, 0.15), disc());
  return pictures::make_request(scene, edited, SampleType::U8, 2, 0.004);
}

double sharpness(const cv::Mat& picture, const cv::Mat& where) {
  cv::Mat luma;
  cv::cvtColor(picture, luma, cv::COLOR_RGB2GRAY);
  cv::Laplacian(luma, luma, CV_32F);
  return cv::mean(luma.mul(luma), where)[0];
}

cv::Mat well_inside() {
  cv::Mat inside;
  cv::erode(disc(), inside, cv::getStructuringElement(cv::MORPH_ELLIPSE, {31, 31}));
  return inside;
}

TEST(Detail, MakesNewTextureAsSharpAsThatAroundIt) {
  MergeRequest request = removal();
  const cv::Mat ours = to_floats(merge(request).edit);
  request.options.match_grain = false;
  const cv::Mat enlarged = to_floats(merge(request).edit);
  cv::Mat around;
  cv::dilate(disc(), around, cv::getStructuringElement(cv::MORPH_ELLIPSE, {61, 61}));
  around = (around == 0);
  const double expected = sharpness(to_floats(request.photo), around);
  EXPECT_LT(sharpness(enlarged, well_inside()), 0.2 * expected) << "else there is nothing to mend";
  // Finest texture that is nearly noise is the hardest case; photos lie higher (tests/benchmark/RESULTS.md).
  EXPECT_GT(sharpness(ours, well_inside()), 0.6 * expected);
  EXPECT_LT(sharpness(ours, well_inside()), 1.2 * expected);
  cv::Mat coarse_ours;
  cv::Mat coarse_enlarged;
  cv::GaussianBlur(ours, coarse_ours, {}, 6);
  cv::GaussianBlur(enlarged, coarse_enlarged, {}, 6);
  EXPECT_GE(pictures::psnr(coarse_ours, coarse_enlarged, well_inside()), 36) << "what the model shows stays";
}

TEST(Detail, IsTheSameForAPartAndAgain) {
  MergeRequest request = removal();
  const Image whole = merge(request).edit;
  EXPECT_TRUE(pictures::same_pixels(merge(request).edit, whole));
  const PixelArea area{500, 310, 333, 177};
  request.options.area = area;
  EXPECT_TRUE(pictures::same_pixels(merge(request).edit, cropped(whole, area)));
}

TEST(Detail, OfEvenPlacesIsTheirGrain) {
  cv::Mat edited(kHeight, kWidth, CV_32FC3, cv::Scalar::all(0.5));
  cv::Mat scene = edited.clone();
  texture(3).copyTo(scene, disc());  // what goes has another structure: nothing of it may be kept
  cv::Mat grain(kHeight, kWidth, CV_32FC3);
  cv::RNG random(5);
  random.fill(grain, cv::RNG::NORMAL, 0, 0.02);
  scene += grain;
  edited += grain;
  const MergeRequest request = pictures::make_request(scene, edited, SampleType::U8, 2, 0.004);
  const cv::Mat ours = to_floats(merge(request).edit);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(ours, mean, deviation, well_inside());
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(deviation[c], 0.02, 0.006) << c;
}

TEST(Detail, HasNoSourceWhereNothingStayed) {
  const Image even(96, 64, 3, SampleType::F32);
  Image all(96, 64, 1, SampleType::F32);
  view_mutable_mat(all).setTo(1);
  EXPECT_TRUE(find_detail(even, even, even, all, 0.5).empty());
  const Image tiny(12, 12, 3, SampleType::F32);
  EXPECT_TRUE(find_detail(tiny, tiny, tiny, Image(12, 12, 1, SampleType::F32), 0.5).empty());
}

}  // namespace
}  // namespace v4e
