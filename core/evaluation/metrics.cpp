// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/metrics.h"

#include <cmath>
#include <limits>
#include <opencv2/core.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

cv::Mat to_unit_range(const Image& image) {
  cv::Mat scaled;
  view_mat(image).convertTo(scaled, CV_32F, 1.0 / full_scale(image.type()));
  return scaled;
}

}  // namespace

double mean_squared_error(const Image& a, const Image& b, const Image& mask) {
  if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels() || a.empty()) {
    throw Error(ErrorCode::InvalidArgument, "pictures of different sizes cannot be compared");
  }
  cv::Mat difference = to_unit_range(a) - to_unit_range(b);
  const cv::Mat products = difference.mul(difference);
  const cv::Mat squared = products.reshape(1, a.width() * a.height());
  cv::Mat per_pixel;
  cv::reduce(squared, per_pixel, 1, cv::REDUCE_AVG, CV_64F);
  if (mask.empty()) return cv::mean(per_pixel)[0];
  if (mask.width() != a.width() || mask.height() != a.height() || mask.channels() != 1) {
    throw Error(ErrorCode::InvalidArgument, "the mask has another size than the pictures");
  }
  cv::Mat weight;
  to_unit_range(mask).reshape(1, a.width() * a.height()).convertTo(weight, CV_64F);
  const double total = cv::sum(weight)[0];
  if (total <= 0) throw Error(ErrorCode::InvalidArgument, "the mask is empty");
  return per_pixel.dot(weight) / total;
}

double psnr_db(double mse) {
  return mse > 0 ? -10.0 * std::log10(mse) : std::numeric_limits<double>::infinity();
}

}  // namespace v4e
