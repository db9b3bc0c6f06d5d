// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/small_picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

cv::Mat as_rgb(const cv::Mat& pixels) {
  cv::Mat rgb;
  switch (pixels.channels()) {
    case 1:
      cv::cvtColor(pixels, rgb, cv::COLOR_GRAY2RGB);
      return rgb;
    case 2: {
      cv::Mat grey;
      cv::extractChannel(pixels, grey, 0);
      cv::cvtColor(grey, rgb, cv::COLOR_GRAY2RGB);
      return rgb;
    }
    case 4:
      cv::cvtColor(pixels, rgb, cv::COLOR_RGBA2RGB);
      return rgb;
    default:
      return pixels;
  }
}

}  // namespace

cv::Mat small_rgb(const Image& photo, const PixelArea& part, const cv::Size& size,
                  const RunContext& context) {
  V4E_ASSERT(is_inside(part, photo));
  context.check();
  const cv::Mat pixels = view_mat(photo)(cv::Rect(part.x, part.y, part.width, part.height));
  // First averaged, then enlarged: OpenCV averages only where both sides shrink.
  cv::Mat scaled;
  cv::resize(pixels, scaled, {std::min(size.width, part.width), std::min(size.height, part.height)}, 0, 0,
             cv::INTER_AREA);
  context.check();
  if (scaled.size() != size) cv::resize(scaled, scaled, size, 0, 0, cv::INTER_LINEAR);
  cv::Mat result;
  as_rgb(scaled).convertTo(result, CV_8U, 255 / full_scale(pixels));
  return result;
}

cv::Size size_within(const PixelArea& part, std::int64_t max_area_px) {
  const double area = static_cast<double>(part.width) * part.height;
  const double scale = std::min(1.0, std::sqrt(static_cast<double>(max_area_px) / area));
  const auto scaled = [scale](int side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
  return {scaled(part.width), scaled(part.height)};
}

}  // namespace v4e
