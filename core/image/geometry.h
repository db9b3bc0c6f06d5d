// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/image/image.h"
#include "core/image/pixel_area.h"

namespace v4e {

struct PixelSize {
  int width = 0;
  int height = 0;

  bool operator==(const PixelSize&) const = default;
};

[[nodiscard]] inline PixelSize size_of(const Image& image) {
  return {image.width(), image.height()};
}

/// How a picture is turned and cropped, in this order: mirrored, turned by quarters, straightened, cropped.
/// Without an angle every sample that stays is moved, none is changed.
struct Geometry {
  bool mirrored = false;   ///< left becomes right
  int quarter_turns = 0;   ///< clockwise, 0..3
  double angle_deg = 0.0;  ///< clockwise about the middle, -45..45
  /// What stays, in pixels of the turned picture as it lay before straightening; it may reach beyond that
  /// where a corner has been turned to. Nothing: all of it, or the largest part without an empty corner.
  std::optional<PixelArea> crop = {};

  bool operator==(const Geometry&) const = default;
  [[nodiscard]] bool is_identity() const { return *this == Geometry{}; }
};

inline constexpr double kMaxStraighten_deg = 45.0;

/// `picture` is the size of the picture that a geometry is for, in all that follows.

/// Throws Error(InvalidArgument) where a value is out of its range or the crop reaches beyond the picture.
void validate(const Geometry& geometry, PixelSize picture);

/// Turned by quarters, not cropped.
[[nodiscard]] PixelSize turned_size(const Geometry& geometry, PixelSize picture);
/// What stays, said or not.
[[nodiscard]] PixelArea crop_of(const Geometry& geometry, PixelSize picture);
[[nodiscard]] PixelSize shaped_size(const Geometry& geometry, PixelSize picture);

/// The largest upright part, in the middle, of a picture that is turned by an angle; of that ratio (width by
/// height) where one is given. At least one pixel.
[[nodiscard]] PixelArea largest_crop(PixelSize turned, double angle_deg, std::optional<double> ratio = {});
/// Whether a crop has no empty corner.
[[nodiscard]] bool is_filled(const PixelArea& crop, PixelSize turned, double angle_deg);
[[nodiscard]] bool is_filled(double left, double top, double width, double height, PixelSize turned,
                             double angle_deg);

/// The same and then a quarter turn more, clockwise or the other way, or mirrored as it is seen then.
[[nodiscard]] Geometry turned_right(const Geometry& geometry, PixelSize picture);
[[nodiscard]] Geometry turned_left(const Geometry& geometry, PixelSize picture);
[[nodiscard]] Geometry flipped_horizontally(const Geometry& geometry, PixelSize picture);
[[nodiscard]] Geometry flipped_vertically(const Geometry& geometry, PixelSize picture);

/// Without a crop that takes nothing away.
[[nodiscard]] Geometry simplified(const Geometry& geometry, PixelSize picture);

/// Where points lie in another picture: x' = a x + b y + c, y' = d x + e y + f; continuous, the middle of the
/// first pixel is (0.5, 0.5).
struct Placement {
  double a = 1, b = 0, c = 0;
  double d = 0, e = 1, f = 0;

  bool operator==(const Placement&) const = default;
  [[nodiscard]] double x(double x, double y) const { return a * x + b * y + c; }
  [[nodiscard]] double y(double x, double y) const { return d * x + e * y + f; }
};

/// First `inner`, then `outer`.
[[nodiscard]] Placement chained(const Placement& inner, const Placement& outer);
/// Of one that keeps areas apart from 0.
[[nodiscard]] Placement inverse(const Placement& placement);
/// From points of the shaped picture to those of the one that it is made of.
[[nodiscard]] Placement placement_of(const Geometry& geometry, PixelSize picture);

/// The picture mirrored, turned by quarters and cropped, bit for bit. Throws as validate(), and
/// Error(InvalidArgument) on a geometry with an angle.
[[nodiscard]] Image moved_samples(const Image& image, const Geometry& geometry);

/// A picture of that size whose points come from where `to_source` puts them, between samples as weighted
/// means of their numbers, and 0 from beyond the source: for masks and previews.
[[nodiscard]] Image remapped(const Image& source, const Placement& to_source, PixelSize size);

/// A JSON object of the parts that are not as in Geometry{}.
[[nodiscard]] nlohmann::json to_json(const Geometry& geometry);
/// What to_json() made. `origin` names the source in messages. Throws Error(FileMalformed); whether it fits
/// the picture is for validate().
[[nodiscard]] Geometry geometry_from(const nlohmann::json& json, std::string_view origin);

}  // namespace v4e
