// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/similarity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kWindow = 11;
constexpr double kWindowDeviation = 1.5;
constexpr double kLuminanceConstant = 0.01 * 0.01;
constexpr double kContrastConstant = 0.03 * 0.03;
constexpr std::array<double, 5> kScaleWeights{0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
constexpr double kGradientConstant = 170.0 / (255.0 * 255.0);

cv::Mat unit_samples(const Image& image) {
  cv::Mat scaled;
  view_mat(image).convertTo(scaled, CV_32F, 1.0 / full_scale(image.type()));
  return scaled;
}

void check_alike(const Image& a, const Image& b) {
  const bool alike = a.width() == b.width() && a.height() == b.height() && a.channels() == 3 &&
                     b.channels() == 3 && !a.empty();
  if (!alike) throw Error(ErrorCode::InvalidArgument, "pictures of different sizes cannot be compared");
}

cv::Mat window_mean(const cv::Mat& values) {
  cv::Mat mean;
  cv::GaussianBlur(values, mean, {kWindow, kWindow}, kWindowDeviation, kWindowDeviation, cv::BORDER_REFLECT);
  return mean;
}

/// At each place, the mean of the channels.
struct SimilarityMaps {
  cv::Mat whole;     ///< luminance, contrast and structure
  cv::Mat contrast;  ///< the latter two
};

cv::Mat channel_mean(const cv::Mat& values) {
  cv::Mat mean;
  cv::transform(values, mean, cv::Matx13f(1.0F / 3, 1.0F / 3, 1.0F / 3));
  return mean;
}

SimilarityMaps similarity_maps(const cv::Mat& a, const cv::Mat& b) {
  const cv::Scalar luminance_constant = cv::Scalar::all(kLuminanceConstant);
  const cv::Scalar contrast_constant = cv::Scalar::all(kContrastConstant);
  const cv::Mat mean_a = window_mean(a);
  const cv::Mat mean_b = window_mean(b);
  const cv::Mat mean_aa = mean_a.mul(mean_a);
  const cv::Mat mean_bb = mean_b.mul(mean_b);
  const cv::Mat mean_ab = mean_a.mul(mean_b);
  const cv::Mat variance_a = window_mean(a.mul(a)) - mean_aa;
  const cv::Mat variance_b = window_mean(b.mul(b)) - mean_bb;
  const cv::Mat covariance = window_mean(a.mul(b)) - mean_ab;
  const cv::Mat contrast_above = 2 * covariance + contrast_constant;
  const cv::Mat contrast_below = variance_a + variance_b + contrast_constant;
  const cv::Mat luminance_above = 2 * mean_ab + luminance_constant;
  const cv::Mat luminance_below = mean_aa + mean_bb + luminance_constant;
  const cv::Mat contrast = contrast_above / contrast_below;
  const cv::Mat whole = contrast.mul(luminance_above / luminance_below);
  return {channel_mean(whole), channel_mean(contrast)};
}

/// The places whose window lies in the picture; empty where there is none.
cv::Rect inner_places(const cv::Mat& map) {
  constexpr int kReach = kWindow / 2;
  return cv::Rect(kReach, kReach, map.cols - 2 * kReach, map.rows - 2 * kReach) &
         cv::Rect(0, 0, map.cols, map.rows);
}

double inner_mean(const cv::Mat& map) {
  return cv::mean(map(inner_places(map)))[0];
}

cv::Mat halved(const cv::Mat& picture) {
  cv::Mat half;
  cv::resize(picture, half, {picture.cols / 2, picture.rows / 2}, 0, 0, cv::INTER_AREA);
  return half;
}

/// Prewitt's gradient of luma at half the size.
cv::Mat gradient_magnitude(const Image& image) {
  cv::Mat luma;
  cv::cvtColor(unit_samples(image), luma, cv::COLOR_RGB2GRAY);
  luma = halved(luma);
  const cv::Matx33f across(1, 0, -1, 1, 0, -1, 1, 0, -1);
  const cv::Mat kernel = cv::Mat(across) / 3;
  cv::Mat x;
  cv::Mat y;
  cv::filter2D(luma, x, CV_32F, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
  cv::filter2D(luma, y, CV_32F, kernel.t(), {-1, -1}, 0, cv::BORDER_REPLICATE);
  cv::Mat magnitude;
  cv::magnitude(x, y, magnitude);
  return magnitude;
}

}  // namespace

std::optional<double> structural_similarity(const Image& a, const Image& b, const Image& mask) {
  check_alike(a, b);
  const cv::Mat map = similarity_maps(unit_samples(a), unit_samples(b)).whole;
  const cv::Rect places = inner_places(map);
  if (places.empty()) return std::nullopt;
  if (mask.empty()) return cv::mean(map(places))[0];
  if (mask.width() != a.width() || mask.height() != a.height() || mask.channels() != 1)
    throw Error(ErrorCode::InvalidArgument, "the mask has another size than the pictures");
  const cv::Mat inside = unit_samples(mask) > 0.5;
  if (cv::countNonZero(inside(places)) == 0) return std::nullopt;
  return cv::mean(map(places), inside(places))[0];
}

std::optional<double> multi_scale_similarity(const Image& a, const Image& b) {
  check_alike(a, b);
  constexpr int kLeastSide = kWindow << (kScaleWeights.size() - 1);
  if (std::min(a.width(), a.height()) < kLeastSide) return std::nullopt;
  cv::Mat one = unit_samples(a);
  cv::Mat other = unit_samples(b);
  double product = 1;
  for (std::size_t scale = 0; scale < kScaleWeights.size(); ++scale) {
    const SimilarityMaps maps = similarity_maps(one, other);
    const bool is_last = scale + 1 == kScaleWeights.size();
    // A negative mean has no real power.
    const double mean = std::max(0.0, inner_mean(is_last ? maps.whole : maps.contrast));
    product *= std::pow(mean, kScaleWeights[scale]);
    if (is_last) break;
    one = halved(one);
    other = halved(other);
  }
  return product;
}

double gradient_deviation(const Image& a, const Image& b) {
  check_alike(a, b);
  if (std::min(a.width(), a.height()) < 2)
    throw Error(ErrorCode::InvalidArgument, "a picture of one row or column has no gradients");
  const cv::Mat one = gradient_magnitude(a);
  const cv::Mat other = gradient_magnitude(b);
  const cv::Mat above = 2 * one.mul(other) + kGradientConstant;
  const cv::Mat below = one.mul(one) + other.mul(other) + kGradientConstant;
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(above / below, mean, deviation);
  return deviation[0];
}

}  // namespace v4e
