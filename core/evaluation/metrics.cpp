// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <vector>

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

cv::Mat luma_of(const Image& image) {
  cv::Mat luma;
  cv::cvtColor(to_unit_range(image), luma, cv::COLOR_RGB2GRAY);
  return luma;
}

/// Where the mask is over a half: U8, 255.
cv::Mat inside_of(const Image& image, const Image& mask) {
  if (mask.width() != image.width() || mask.height() != image.height() || mask.channels() != 1) {
    throw Error(ErrorCode::InvalidArgument, "the mask has another size than the picture");
  }
  const cv::Mat inside = to_unit_range(mask) > 0.5;
  if (cv::countNonZero(inside) == 0) throw Error(ErrorCode::InvalidArgument, "the mask is empty");
  return inside;
}

/// grid_energy() of steps along rows.
double grid_along(const cv::Mat& luma, const cv::Mat& inside, int period) {
  std::vector<double> energy(static_cast<std::size_t>(period), 0);
  std::vector<double> count(static_cast<std::size_t>(period), 0);
  for (int x = 0; x + 1 < luma.cols; ++x) {
    const cv::Mat both = inside.col(x) & inside.col(x + 1);
    const cv::Mat step = luma.col(x + 1) - luma.col(x);
    const auto place = static_cast<std::size_t>(x % period);
    const double pixels = cv::countNonZero(both);
    energy[place] += cv::mean(step.mul(step), both)[0] * pixels;
    count[place] += pixels;
  }
  const double total = std::accumulate(energy.begin(), energy.end(), 0.0);
  const double pixels = std::accumulate(count.begin(), count.end(), 0.0);
  if (total <= 0 || pixels <= 0) return 1;
  double greatest = 0;
  for (std::size_t place = 0; place < energy.size(); ++place) {
    if (count[place] > 0) greatest = std::max(greatest, energy[place] / count[place]);
  }
  return greatest / (total / pixels);
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

double laplacian_energy(const Image& image, const Image& mask) {
  cv::Mat laplacian;
  cv::Laplacian(luma_of(image), laplacian, CV_32F);
  return cv::mean(laplacian.mul(laplacian), inside_of(image, mask))[0];
}

double grid_energy(const Image& image, const Image& mask, int period) {
  const cv::Mat luma = luma_of(image);
  const cv::Mat inside = inside_of(image, mask);
  return std::max(grid_along(luma, inside, period), grid_along(luma.t(), inside.t(), period));
}

double psnr_db(double mse) {
  return mse > 0 ? -10.0 * std::log10(mse) : std::numeric_limits<double>::infinity();
}

}  // namespace v4e
