// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

MaskRectangle ordered(const MaskRectangle& shape) {
  for (const double place : {shape.left, shape.top, shape.right, shape.bottom}) {
    if (!std::isfinite(place))
      throw Error(ErrorCode::InvalidArgument, "the corners of a selection must be numbers");
  }
  return {std::min(shape.left, shape.right), std::min(shape.top, shape.bottom),
          std::max(shape.left, shape.right), std::max(shape.top, shape.bottom)};
}

/// How much of each of `count` pixels in a row lies between two places.
std::vector<double> covered_shares(int count, double begin, double end) {
  std::vector<double> shares(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    shares[static_cast<std::size_t>(i)] = std::max(0.0, std::min(end, i + 1.0) - std::max(begin, double(i)));
  }
  return shares;
}

/// About the share of a pixel that lies in an ellipse around the origin: by the distance of its middle from
/// the rim, along the slope.
double covered_by_ellipse(double x, double y, double radius_x, double radius_y) {
  const double u = x / radius_x;
  const double v = y / radius_y;
  const double out = std::hypot(u, v);
  if (out < 1e-9) return 1.0;
  const double slope = std::hypot(u / radius_x, v / radius_y) / out;
  return std::clamp(0.5 + (1 - out) / slope, 0.0, 1.0);
}

std::uint8_t* row_of(Image& mask, int y) {
  return reinterpret_cast<std::uint8_t*>(mask.mutable_data()) +
         mask.row_bytes() * static_cast<std::size_t>(y);
}

/// The pixels of 0 … count that lie between two places, at least in part.
std::pair<int, int> touched(double begin, double end, int count) {
  const double last = count;
  return {static_cast<int>(std::clamp(std::floor(begin), 0.0, last)),
          static_cast<int>(std::clamp(std::ceil(end), 0.0, last))};
}

}  // namespace

Image rectangle_mask(PixelSize photo, const MaskRectangle& rectangle) {
  const MaskRectangle shape = ordered(rectangle);
  Image mask(photo.width, photo.height, 1, SampleType::U8);
  const std::vector<double> columns = covered_shares(photo.width, shape.left, shape.right);
  const std::vector<double> rows = covered_shares(photo.height, shape.top, shape.bottom);
  const auto [top, bottom] = touched(shape.top, shape.bottom, photo.height);
  const auto [left, right] = touched(shape.left, shape.right, photo.width);
  for (int y = top; y < bottom; ++y) {
    std::uint8_t* row = row_of(mask, y);
    const double share = rows[static_cast<std::size_t>(y)];
    for (int x = left; x < right; ++x)
      row[x] = from_unit<std::uint8_t>(share * columns[static_cast<std::size_t>(x)]);
  }
  return mask;
}

Image ellipse_mask(PixelSize photo, const MaskRectangle& around) {
  const MaskRectangle shape = ordered(around);
  Image mask(photo.width, photo.height, 1, SampleType::U8);
  const double radius_x = (shape.right - shape.left) / 2;
  const double radius_y = (shape.bottom - shape.top) / 2;
  if (radius_x <= 0 || radius_y <= 0) return mask;
  const auto [top, bottom] = touched(shape.top, shape.bottom, photo.height);
  const auto [left, right] = touched(shape.left, shape.right, photo.width);
  for (int y = top; y < bottom; ++y) {
    std::uint8_t* row = row_of(mask, y);
    for (int x = left; x < right; ++x) {
      row[x] = from_unit<std::uint8_t>(covered_by_ellipse(
          x + 0.5 - shape.left - radius_x, y + 0.5 - shape.top - radius_y, radius_x, radius_y));
    }
  }
  return mask;
}

}  // namespace v4e
