// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_output.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/image/colour.h"
#include "core/image/mat_view.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

cv::Mat resized(const cv::Mat& source, const cv::Size& size) {
  const bool shrinks = size.width < source.cols || size.height < source.rows;
  cv::Mat result;
  cv::resize(source, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return result;
}

/// Colours count as much as they are opaque.
cv::Mat resized_with_alpha(const cv::Mat& source, const cv::Size& size) {
  std::vector<cv::Mat> planes;
  cv::split(source, planes);
  cv::Mat opacity;
  planes.back().convertTo(opacity, CV_32F);
  const cv::Mat alpha = resized(opacity, size);
  const cv::Mat divisor = cv::max(alpha, 1e-3);
  for (std::size_t i = 0; i + 1 < planes.size(); ++i) {
    cv::Mat weighted;
    planes[i].convertTo(weighted, CV_32F);
    weighted = resized(weighted.mul(opacity), size);
    cv::divide(weighted, divisor, weighted);
    weighted.convertTo(planes[i], source.depth());
  }
  alpha.convertTo(planes.back(), source.depth());
  cv::Mat result;
  cv::merge(planes, result);
  return result;
}

}  // namespace

std::pair<int, int> scaled_size(int width_px, int height_px, int long_side_px) {
  const double scale = static_cast<double>(long_side_px) / std::max(width_px, height_px);
  const auto side = [scale](int px) { return std::max(1, static_cast<int>(std::lround(px * scale))); };
  return {side(width_px), side(height_px)};
}

Image scaled_image(const Image& image, int width_px, int height_px) {
  if (width_px == image.width() && height_px == image.height()) return image;
  const cv::Size size(width_px, height_px);
  const cv::Mat source = view_mat(image);
  return copy_from_mat(is_opaque(image) ? resized(source, size) : resized_with_alpha(source, size));
}

void fit_output(Photo& photo, const WriteOptions& options, const RunContext& context) {
  // First deeper and last shallower, so that nothing in between is rounded to 8 bits unasked.
  if (options.bits == 16 && photo.image.type() == SampleType::U8) photo.image = widen_to_16_bit(photo.image);
  if (options.long_side_px) {
    const auto [width, height] =
        scaled_size(photo.image.width(), photo.image.height(), *options.long_side_px);
    photo.image = scaled_image(photo.image, width, height);
  }
  context.check();
  if (options.profile != OutputProfile::Own)
    convert_to_profile(photo, make_output_profile(options.profile), context);
  if (options.bits == 8 && photo.image.type() == SampleType::U16) photo.image = reduce_to_8_bit(photo.image);
}

}  // namespace v4e
