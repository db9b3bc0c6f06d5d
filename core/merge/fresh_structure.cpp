// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/fresh_structure.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr double kLeastError = 0.02;     // of the range: what any model's frames are off by
constexpr double kFullyFresh = 2.0;      // from this many times the limit on, a difference counts wholly
constexpr double kErrorsPerLimit = 3.5;  // robust deviations of the ordinary difference
constexpr double kFewestPixels = 1e-3;   // of the picture: less is a few bad spots of the model
constexpr double kMostPixels = 0.35;     // more is no structure on top of the picture but a bad colour map

cv::Mat largest_channel(const cv::Mat& rgb) {
  cv::Mat channels[3];
  cv::split(cv::abs(rgb), channels);
  return cv::max(channels[0], cv::max(channels[1], channels[2]));
}

double median(const cv::Mat& values) {
  std::vector<float> sorted(values.begin<float>(), values.end<float>());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

}  // namespace

RecolourAndMore part_fresh_structure(const Evolution& evolution, GreyRule greys) {
  const bool keeps_greys = greys == GreyRule::Kept;
  const auto fit = [&](const Image& weights) {
    return keeps_greys ? fit_grey_keeping_affine(evolution.photo, evolution.target, weights)
                       : fit_local_affine(evolution.photo, evolution.target, weights);
  };
  const LocalAffine everything = keeps_greys ? fit({}) : evolution.colour;
  const auto misfit = [&](const LocalAffine& colour) {
    return cv::Mat(view_mat(evolution.target) - view_mat(apply_local_affine(colour, evolution.photo)));
  };
  const auto limit_of = [](const cv::Mat& size) {
    return kErrorsPerLimit * std::max(kLeastError, 1.4826 * median(size));
  };
  cv::Mat size = largest_channel(misfit(everything));
  cv::Mat weights = size < limit_of(size);
  cv::erode(weights, weights, cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3}));
  weights.convertTo(weights, CV_32F, 1.0 / 255.0);
  LocalAffine colour = fit(copy_from_mat(weights));
  const cv::Mat rest = misfit(colour);
  size = largest_channel(rest);
  const double limit = limit_of(size);
  const double share =
      static_cast<double>(cv::countNonZero(size > limit)) / static_cast<double>(size.total());
  if (share < kFewestPixels || share > kMostPixels) return {everything, {}};
  cv::Mat amount = (size - limit) / (limit * (kFullyFresh - 1));
  amount = cv::min(cv::max(amount, 0.0), 1.0);
  // The soft rim of a flake belongs to it.
  cv::dilate(amount, amount, cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3}));
  cv::GaussianBlur(amount, amount, {}, 0.7, 0, cv::BORDER_REFLECT);
  cv::Mat fresh;
  cv::cvtColor(rest, fresh, cv::COLOR_RGB2RGBA);
  for (int y = 0; y < fresh.rows; ++y) {
    auto* pixel = fresh.ptr<cv::Vec4f>(y);
    const float* weight = amount.ptr<float>(y);
    for (int x = 0; x < fresh.cols; ++x) {
      pixel[x] *= weight[x];
      pixel[x][3] = 0;
    }
  }
  Image on_top = copy_from_mat(fresh);
  return {std::move(colour), keeps_greys ? without_colour(on_top) : std::move(on_top)};
}

}  // namespace v4e
