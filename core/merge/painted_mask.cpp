// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/painted_mask.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kShapeShift = 4;  // corners count to 1/16 of a pixel

void check_mask(const Image& mask) {
  V4E_ASSERT(!mask.empty() && mask.channels() == 1 && mask.type() == SampleType::U8);
}

MaskArea clipped(const Image& mask, double left, double top, double right, double bottom) {
  const auto inside = [](double value, int limit) {
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
  };
  return {inside(std::floor(left), mask.width()), inside(std::floor(top), mask.height()),
          inside(std::ceil(right), mask.width()), inside(std::ceil(bottom), mask.height())};
}

double distance_to_line(double x, double y, MaskPoint from, MaskPoint to) {
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double length2 = dx * dx + dy * dy;
  const double along =
      length2 > 0 ? std::clamp(((x - from.x) * dx + (y - from.y) * dy) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(x - from.x - along * dx, y - from.y - along * dy);
}

// 1 in the middle, 0 at the rim, with a slope of at least one pixel so that hard edges are smooth too.
double brush_depth(double distance, const Brush& brush) {
  const double core = std::clamp(brush.hardness, 0.0, 1.0) * brush.radius_px;
  const double start = std::min(core, brush.radius_px - 0.5);
  const double fall = std::max(1.0, brush.radius_px + 0.5 - start);
  const double way = std::clamp((distance - start) / fall, 0.0, 1.0);
  return 1 - way * way * (3 - 2 * way);
}

}  // namespace

MaskArea paint_line(Image& mask, MaskPoint from, MaskPoint to, const Brush& brush) {
  check_mask(mask);
  const double reach = std::max(0.5, brush.radius_px) + 1;
  const MaskArea area = clipped(mask, std::min(from.x, to.x) - reach, std::min(from.y, to.y) - reach,
                                std::max(from.x, to.x) + reach, std::max(from.y, to.y) + reach);
  if (area.empty()) return area;
  cv::Mat pixels = view_mutable_mat(mask);
  for (int y = area.top; y < area.bottom; ++y) {
    auto* row = pixels.ptr<std::uint8_t>(y);
    for (int x = area.left; x < area.right; ++x) {
      const double distance = distance_to_line(x + 0.5, y + 0.5, from, to);
      if (distance >= reach) continue;
      const auto depth = from_unit<std::uint8_t>(brush_depth(distance, brush));
      row[x] = brush.erases ? std::min<std::uint8_t>(row[x], static_cast<std::uint8_t>(255 - depth))
                            : std::max(row[x], depth);
    }
  }
  return area;
}

MaskArea fill_shape(Image& mask, const std::vector<MaskPoint>& corners, bool erases) {
  check_mask(mask);
  if (corners.size() < 3) return {};
  MaskPoint low = corners.front();
  MaskPoint high = corners.front();
  std::vector<cv::Point> points;
  constexpr double kUnit = 1 << kShapeShift;
  for (const MaskPoint& corner : corners) {
    low = {std::min(low.x, corner.x), std::min(low.y, corner.y)};
    high = {std::max(high.x, corner.x), std::max(high.y, corner.y)};
    // OpenCV counts from the middle of the first pixel.
    points.emplace_back(cvRound((corner.x - 0.5) * kUnit), cvRound((corner.y - 0.5) * kUnit));
  }
  const MaskArea area = clipped(mask, low.x - 1, low.y - 1, high.x + 1, high.y + 1);
  if (area.empty()) return area;
  const cv::Rect part(area.left, area.top, area.right - area.left, area.bottom - area.top);
  cv::Mat shape(part.size(), CV_8U, cv::Scalar(0));
  for (cv::Point& point : points) point -= cv::Point(part.x << kShapeShift, part.y << kShapeShift);
  cv::fillPoly(shape, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255), cv::LINE_AA, kShapeShift);
  cv::Mat target = view_mutable_mat(mask)(part);
  if (erases) {
    cv::min(target, cv::Mat(255 - shape), target);
  } else {
    cv::max(target, shape, target);
  }
  return area;
}

Image feathered(const Image& mask, double radius_px) {
  check_mask(mask);
  if (radius_px < 0.5) return mask;
  cv::Mat soft;
  cv::GaussianBlur(view_mat(mask), soft, {}, radius_px / 2, radius_px / 2, cv::BORDER_REPLICATE);
  return copy_from_mat(soft);
}

Image inverted(const Image& mask) {
  check_mask(mask);
  return copy_from_mat(255 - view_mat(mask));
}

Image stretched_mask(const Image& mask, int width_px, int height_px) {
  check_mask(mask);
  if (width_px < 1 || height_px < 1) {
    throw Error(ErrorCode::InvalidArgument, "a mask must be at least one pixel wide and high");
  }
  if (mask.width() == width_px && mask.height() == height_px) return mask;
  const bool shrinks = width_px < mask.width();
  cv::Mat target;
  cv::resize(view_mat(mask), target, {width_px, height_px}, 0, 0,
             shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return copy_from_mat(target);
}

}  // namespace v4e
