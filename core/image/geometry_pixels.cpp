// SPDX-License-Identifier: GPL-3.0-or-later
// What moves pixels.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/image/geometry.h"
#include "core/image/mat_view.h"
#include "core/image/photo_layout.h"
#include "core/image/tiled_warp.h"

namespace v4e {
namespace {

/// Of the source: what becomes the crop.
PixelArea source_area(const Geometry& geometry, PixelSize picture) {
  const PixelArea crop = crop_of(geometry, picture);
  const Placement place = placement_of(geometry, picture);
  const double x0 = place.x(0, 0);
  const double y0 = place.y(0, 0);
  const double x1 = place.x(crop.width, crop.height);
  const double y1 = place.y(crop.width, crop.height);
  return {static_cast<int>(std::min(x0, x1)), static_cast<int>(std::min(y0, y1)),
          static_cast<int>(std::abs(x1 - x0)), static_cast<int>(std::abs(y1 - y0))};
}

/// The EXIF orientation that is put right by mirroring and then turning.
int orientation_of(const Geometry& geometry) {
  constexpr int kTurned[] = {1, 6, 3, 8};
  constexpr int kMirroredAndTurned[] = {2, 7, 4, 5};
  const auto turns = static_cast<std::size_t>(geometry.quarter_turns);
  return geometry.mirrored ? kMirroredAndTurned[turns] : kTurned[turns];
}

}  // namespace

Image moved_samples(const Image& image, const Geometry& geometry) {
  const PixelSize picture = size_of(image);
  validate(geometry, picture);
  if (geometry.angle_deg != 0)
    throw Error(ErrorCode::InvalidArgument, "straightening makes samples again, it does not move them");
  const PixelArea area = source_area(geometry, picture);
  const bool is_all = area == PixelArea{0, 0, picture.width, picture.height};
  return make_upright(is_all ? image : cropped(image, area), orientation_of(geometry));
}

Image remapped(const Image& source, const Placement& to_source, PixelSize size) {
  return copy_from_mat(tiled_warp(view_mat(source), to_source, size, cv::INTER_LINEAR, cv::BORDER_CONSTANT));
}

}  // namespace v4e
