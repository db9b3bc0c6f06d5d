// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_growth.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_algebra.h"

namespace v4e {
namespace {

constexpr int kHalf = 128;

void require_radius(double radius_px) {
  if (!std::isfinite(radius_px))
    throw Error(ErrorCode::InvalidArgument, "a radius to grow or smooth a selection by must be a number");
}

cv::Rect around(const cv::Rect& area, double radius_px, const cv::Size& size) {
  const int margin = static_cast<int>(std::min(std::ceil(radius_px) + 1, 1e6));
  return cv::Rect(area.x - margin, area.y - margin, area.width + 2 * margin, area.height + 2 * margin) &
         cv::Rect({}, size);
}

/// `mask` and everything at most `radius_px` away from where it is at least half selected.
Image grown_outwards(const Image& mask, double radius_px) {
  cv::Mat outside;
  cv::compare(view_mat(mask), kHalf, outside, cv::CMP_LT);
  const cv::Rect inner = cv::boundingRect(cv::Mat(outside == 0));
  if (inner.empty()) return mask;
  Image result = mask;
  const cv::Rect part = around(inner, radius_px, outside.size());
  cv::Mat distances;
  cv::distanceTransform(outside(part), distances, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  cv::Mat target = view_mutable_mat(result)(part);
  const auto reach = static_cast<float>(radius_px) + 1;
  for (int y = 0; y < target.rows; ++y) {
    const float* distance = distances.ptr<float>(y);
    auto* row = target.ptr<std::uint8_t>(y);
    for (int x = 0; x < target.cols; ++x) {
      if (distance[x] < reach) row[x] = std::max(row[x], from_unit<std::uint8_t>(reach - distance[x]));
    }
  }
  return result;
}

}  // namespace

Image grown(const Image& mask, double radius_px) {
  require_mask(mask);
  require_radius(radius_px);
  if (radius_px > 0) return grown_outwards(mask, radius_px);
  if (radius_px < 0) return inverted(grown_outwards(inverted(mask), -radius_px));
  return mask;
}

Image smooth_outline(const Image& mask, double radius_px) {
  require_mask(mask);
  require_radius(radius_px);
  if (radius_px < 0.5) return mask;
  cv::Mat soft;
  view_mat(mask).convertTo(soft, CV_32F, 1.0 / 255);
  cv::GaussianBlur(soft, soft, {}, radius_px, radius_px, cv::BORDER_REPLICATE);
  // As steep as makes the blurred step of a straight rim one pixel wide again.
  const double slope = radius_px * std::sqrt(2 * CV_PI);
  Image result(mask.width(), mask.height(), 1, SampleType::U8);
  cv::Mat target = view_mutable_mat(result);
  soft.convertTo(target, CV_8U, 255 * slope, 255 * (0.5 - 0.5 * slope));
  return result;
}

}  // namespace v4e
