// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr double kRounding = 1e-6;  // of pixels: what sums of products may be off by

double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

PixelArea all_of(PixelSize size) {
  return {0, 0, size.width, size.height};
}

/// The part in the middle that has no pixel beyond that width and height.
PixelArea centred(PixelSize frame, double width, double height) {
  const auto span = [](int side, double length, int& from, int& count) {
    from = static_cast<int>(std::ceil((side - length) / 2 - kRounding));
    count = static_cast<int>(std::floor((side + length) / 2 + kRounding)) - from;
    if (count > 0) return;
    from = (side - 1) / 2;
    count = 1;
  };
  PixelArea area;
  span(frame.width, width, area.x, area.width);
  span(frame.height, height, area.y, area.height);
  return area;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::InvalidArgument, what);
}

}  // namespace

void validate(const Geometry& geometry, PixelSize picture) {
  if (geometry.quarter_turns < 0 || geometry.quarter_turns > 3)
    refuse("a picture is turned by 0 to 3 quarters, not by " + std::to_string(geometry.quarter_turns));
  if (!(std::abs(geometry.angle_deg) <= kMaxStraighten_deg))
    refuse("a picture is straightened by -45 to 45 degrees, not by " + std::to_string(geometry.angle_deg));
  if (!geometry.crop) return;
  const PixelArea& crop = *geometry.crop;
  const PixelSize turned = turned_size(geometry, picture);
  const std::string asked = std::to_string(crop.width) + " x " + std::to_string(crop.height) + " pixels at " +
                            std::to_string(crop.x) + ", " + std::to_string(crop.y);
  if (crop.width < 1 || crop.height < 1) refuse("a crop of " + asked + " leaves nothing of the picture");
  // In a picture of few pixels even the largest part, which is at least one, has empty corners.
  if (!is_filled(crop, turned, geometry.angle_deg) && crop != largest_crop(turned, geometry.angle_deg))
    refuse("a crop of " + asked + " reaches beyond the picture of " + std::to_string(turned.width) + " x " +
           std::to_string(turned.height));
}

PixelSize turned_size(const Geometry& geometry, PixelSize picture) {
  return geometry.quarter_turns % 2 == 0 ? picture : PixelSize{picture.height, picture.width};
}

PixelArea crop_of(const Geometry& geometry, PixelSize picture) {
  return geometry.crop ? *geometry.crop : largest_crop(turned_size(geometry, picture), geometry.angle_deg);
}

PixelSize shaped_size(const Geometry& geometry, PixelSize picture) {
  const PixelArea crop = crop_of(geometry, picture);
  return {crop.width, crop.height};
}

PixelArea largest_crop(PixelSize turned, double angle_deg, std::optional<double> ratio) {
  const double sine = std::abs(std::sin(radians(angle_deg)));
  const double cosine = std::cos(radians(angle_deg));
  const double width = turned.width;
  const double height = turned.height;
  if (ratio) {
    const double side = std::min(width / (*ratio * cosine + sine), height / (*ratio * sine + cosine));
    return centred(turned, *ratio * side, side);
  }
  if (angle_deg == 0) return all_of(turned);
  const double longer = std::max(width, height);
  const double shorter = std::min(width, height);
  // Where the picture is long and thin, two corners of the part touch the long sides and two lie free.
  if (shorter <= 2 * sine * cosine * longer || std::abs(sine - cosine) < 1e-9) {
    const double half = shorter / 2;
    return width >= height ? centred(turned, half / sine, half / cosine)
                           : centred(turned, half / cosine, half / sine);
  }
  const double double_cosine = cosine * cosine - sine * sine;
  return centred(turned, (width * cosine - height * sine) / double_cosine,
                 (height * cosine - width * sine) / double_cosine);
}

bool is_filled(const PixelArea& crop, PixelSize turned, double angle_deg) {
  return is_filled(crop.x, crop.y, crop.width, crop.height, turned, angle_deg);
}

bool is_filled(double left, double top, double width, double height, PixelSize turned, double angle_deg) {
  const double sine = std::sin(radians(angle_deg));
  const double cosine = std::cos(radians(angle_deg));
  const double from_x = left - turned.width / 2.0;
  const double from_y = top - turned.height / 2.0;
  for (const double x : {from_x, from_x + width}) {
    for (const double y : {from_y, from_y + height}) {
      if (std::abs(cosine * x + sine * y) > turned.width / 2.0 + kRounding ||
          std::abs(cosine * y - sine * x) > turned.height / 2.0 + kRounding)
        return false;
    }
  }
  return true;
}

Geometry turned_right(const Geometry& geometry, PixelSize picture) {
  const PixelSize before = turned_size(geometry, picture);
  Geometry turned = geometry;
  turned.quarter_turns = (geometry.quarter_turns + 1) % 4;
  if (const auto& crop = geometry.crop)
    turned.crop = PixelArea{before.height - crop->y - crop->height, crop->x, crop->height, crop->width};
  return turned;
}

Geometry turned_left(const Geometry& geometry, PixelSize picture) {
  return turned_right(turned_right(turned_right(geometry, picture), picture), picture);
}

Geometry flipped_horizontally(const Geometry& geometry, PixelSize picture) {
  Geometry flipped = geometry;
  // Mirroring comes first: what is turned before a mirror is turned the other way behind it.
  flipped.mirrored = !geometry.mirrored;
  flipped.quarter_turns = (4 - geometry.quarter_turns) % 4;
  flipped.angle_deg = geometry.angle_deg == 0 ? 0 : -geometry.angle_deg;
  if (const auto& crop = geometry.crop) {
    const int width = turned_size(geometry, picture).width;
    flipped.crop = PixelArea{width - crop->x - crop->width, crop->y, crop->width, crop->height};
  }
  return flipped;
}

Geometry flipped_vertically(const Geometry& geometry, PixelSize picture) {
  return flipped_horizontally(turned_right(turned_right(geometry, picture), picture), picture);
}

Geometry simplified(const Geometry& geometry, PixelSize picture) {
  Geometry simple = geometry;
  if (simple.crop == largest_crop(turned_size(geometry, picture), geometry.angle_deg)) simple.crop.reset();
  return simple;
}

Placement chained(const Placement& inner, const Placement& outer) {
  return {outer.a * inner.a + outer.b * inner.d,
          outer.a * inner.b + outer.b * inner.e,
          outer.x(inner.c, inner.f),
          outer.d * inner.a + outer.e * inner.d,
          outer.d * inner.b + outer.e * inner.e,
          outer.y(inner.c, inner.f)};
}

Placement inverse(const Placement& placement) {
  const auto& [a, b, c, d, e, f] = placement;
  const double area = a * e - b * d;
  return {e / area, -b / area, (b * f - c * e) / area, -d / area, a / area, (c * d - a * f) / area};
}

Placement placement_of(const Geometry& geometry, PixelSize picture) {
  const PixelSize turned = turned_size(geometry, picture);
  const PixelArea crop = crop_of(geometry, picture);
  Placement place{1, 0, static_cast<double>(crop.x), 0, 1, static_cast<double>(crop.y)};
  if (geometry.angle_deg != 0) {
    const double sine = std::sin(radians(geometry.angle_deg));
    const double cosine = std::cos(radians(geometry.angle_deg));
    const double x = turned.width / 2.0;
    const double y = turned.height / 2.0;
    place =
        chained(place, {cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y});
  }
  // Turned back by quarters, then mirrored back.
  const double width = picture.width;
  const double height = picture.height;
  switch (geometry.quarter_turns) {
    case 1:
      place = chained(place, {0, 1, 0, -1, 0, height});
      break;
    case 2:
      place = chained(place, {-1, 0, width, 0, -1, height});
      break;
    case 3:
      place = chained(place, {0, -1, width, 1, 0, 0});
      break;
    default:
      break;
  }
  return geometry.mirrored ? chained(place, {-1, 0, width, 0, 1, 0}) : place;
}

nlohmann::json to_json(const Geometry& geometry) {
  nlohmann::json json = nlohmann::json::object();
  if (geometry.mirrored) json["mirrored"] = true;
  if (geometry.quarter_turns != 0) json["quarter_turns"] = geometry.quarter_turns;
  if (geometry.angle_deg != 0) json["angle_deg"] = geometry.angle_deg;
  if (const auto& crop = geometry.crop) json["crop"] = {crop->x, crop->y, crop->width, crop->height};
  return json;
}

Geometry geometry_from(const nlohmann::json& json, std::string_view origin) {
  try {
    Geometry geometry;
    geometry.mirrored = json.value("mirrored", false);
    geometry.quarter_turns = json.value("quarter_turns", 0);
    geometry.angle_deg = json.value("angle_deg", 0.0);
    if (json.contains("crop")) {
      const nlohmann::json& crop = json.at("crop");
      geometry.crop = PixelArea{crop.at(0).get<int>(), crop.at(1).get<int>(), crop.at(2).get<int>(),
                                crop.at(3).get<int>()};
    }
    return geometry;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                "the turn and crop of " + std::string(origin) + " are damaged: " + error.what());
  }
}

}  // namespace v4e
