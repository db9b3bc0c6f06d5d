// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/geometry.h"

namespace v4e {

/// As large as a drawing (SVG) may be made.
constexpr int kMostDrawingSide_px = 32767;

/// Of width to height, both at least 1.
struct AspectRatio {
  int width = 1;
  int height = 1;

  bool operator==(const AspectRatio&) const = default;
};

/// How photos of whatever size are to be turned and cropped: what can be said before one is read.
struct PhotoShape {
  bool mirrored = false;   ///< this and the next two as in Geometry
  int quarter_turns = 0;   ///< clockwise, 0..3
  double angle_deg = 0.0;  ///< clockwise, -45..45
  /// The largest part of that ratio, in the middle. It lies as the photo does: 3:2 is 2:3 where the photo is
  /// upright.
  std::optional<AspectRatio> ratio = {};
  /// In place of a ratio: what stays, in pixels of what turning and straightening leave.
  std::optional<PixelArea> crop = {};
  /// Longer side of the picture that a drawing (SVG) becomes before all else, as in ReadOptions; 0: as it
  /// states.
  int drawing_side_px = 0;

  bool operator==(const PhotoShape&) const = default;
};

/// All of it for a photo of that size. Throws Error(InvalidArgument) where the crop does not lie in it.
[[nodiscard]] Geometry geometry_of(const PhotoShape& shape, PixelSize photo);

/// A JSON object of the parts that are not as in PhotoShape{}.
[[nodiscard]] nlohmann::json to_json(const PhotoShape& shape);
/// What to_json() made. `origin` names the source in messages. Throws Error(FileMalformed).
[[nodiscard]] PhotoShape photo_shape_from(const nlohmann::json& json, std::string_view origin);

}  // namespace v4e
