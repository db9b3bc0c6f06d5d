// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/transfer.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/merge_render.h"
#include "core/merge/transfer_sampling.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

TEST(LocalAffine, IdentityIsExact) {
  const Image scene = copy_from_mat(pictures::make_scene(123, 77));
  const Image back = apply_local_affine(fit_local_affine(scene, scene), scene);
  EXPECT_LE(cv::norm(view_mat(back), view_mat(scene), cv::NORM_INF), 1e-4);
}

TEST(LocalAffine, OneAffineMapIsFoundEverywhere) {
  const cv::Mat scene = pictures::make_scene(200, 150);
  cv::Mat mapped;
  cv::transform(scene, mapped, cv::Matx34f(0.5F, 0.2F, 0, 0.1F, 0, 0.7F, 0.1F, 0, 0.1F, 0, 0.4F, 0.3F));
  const Image source = copy_from_mat(scene);
  const Image back = apply_local_affine(fit_local_affine(source, copy_from_mat(mapped)), source);
  EXPECT_GE(pictures::psnr(view_mat(back), mapped), 60);
}

TEST(LocalAffine, GreyAndFlatPicturesAreFine) {
  const cv::Mat flat(40, 30, CV_32FC3, cv::Scalar::all(0.4));
  const cv::Mat wanted(40, 30, CV_32FC3, cv::Scalar(0.6, 0.3, 0.1));
  const Image source = copy_from_mat(flat);
  const Image back = apply_local_affine(fit_local_affine(source, copy_from_mat(wanted)), source);
  EXPECT_LE(cv::norm(view_mat(back), wanted, cv::NORM_INF), 1e-4);
  const Image dot(1, 1, 3, SampleType::F32);
  EXPECT_EQ(apply_local_affine(fit_local_affine(dot, dot), dot).width(), 1);
}

TEST(LocalAffine, WeightsKeepTheOutsideOut) {
  const cv::Mat scene = pictures::make_scene(160, 120);
  cv::Mat edited = scene.clone();
  pictures::sepia(scene.colRange(80, 160)).copyTo(edited.colRange(80, 160));
  cv::Mat weights(120, 160, CV_32F, cv::Scalar(0));
  weights.colRange(80, 160) = 1;
  const Image source = copy_from_mat(scene);
  const cv::Rect inside(80, 0, 5, 120);  // where windows reach over the border
  const auto error = [&](const Image& used) {
    const Image back = apply_local_affine(fit_local_affine(source, copy_from_mat(edited), used), source);
    return pictures::psnr(view_mat(back)(inside), edited(inside));
  };
  EXPECT_GE(error(copy_from_mat(weights)), 45);
  EXPECT_GE(error(copy_from_mat(weights)), error({}) + 3);
}

TEST(RowSampler, ReadsExactPixelsAtScaleOneAndSlopesBetween) {
  cv::Mat slope(7, 9, CV_32F);
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 9; ++x) slope.at<float>(y, x) = static_cast<float>(x + 10 * y);
  }
  const Image image = copy_from_mat(slope);
  const AxisTaps same = make_axis_taps(7, 7, 1.0);
  RowSampler exact(image, same, RowSampler::Kind::Cubic);
  EXPECT_EQ(exact.nodes(3)[1 + 4], 34);
  const AxisTaps finer = make_axis_taps(28, 7, 0.25);
  RowSampler between(image, finer, RowSampler::Kind::Linear);
  EXPECT_NEAR(between.nodes(14)[1], 10 * ((14 + 0.5) * 0.25 - 0.5), 1e-4);
  EXPECT_EQ(between.nodes(0)[1], 0);  // clamps at the border
}

TEST(Grain, IsMeasuredUnderTexture) {
  cv::Mat scene = pictures::make_scene(640, 480) * 0.9 + cv::Scalar::all(0.05);
  cv::Mat smooth;
  cv::resize(scene, smooth, {40, 30}, 0, 0, cv::INTER_AREA);
  cv::resize(smooth, smooth, {640, 480}, 0, 0, cv::INTER_CUBIC);
  cv::Mat grain(480, 640, CV_32FC3);
  cv::RNG random(5);
  random.fill(grain, cv::RNG::NORMAL, 0, 0.02);
  smooth += grain;
  const std::array<float, 3> measured = measure_grain(pictures::to_photo(smooth, SampleType::U16));
  for (const float deviation : measured) EXPECT_NEAR(deviation, 0.02, 0.003);
}

}  // namespace
}  // namespace v4e
