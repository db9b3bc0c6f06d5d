// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shape_options.h"

#include <charconv>
#include <optional>

#include "core/base/error.h"
#include "core/edit/region_choice.h"

namespace v4e::cli {
namespace {

constexpr const char* kGroup = "Turn and crop the photo first, in this order";

/// "3:2"; nothing where the text is anything else.
std::optional<AspectRatio> ratio_from(const std::string& text) {
  AspectRatio ratio{};
  const char* const end = text.data() + text.size();
  const auto [colon, no_width] = std::from_chars(text.data(), end, ratio.width);
  if (no_width != std::errc{} || colon == end || *colon != ':') return std::nullopt;
  const auto [last, no_height] = std::from_chars(colon + 1, end, ratio.height);
  if (no_height != std::errc{} || last != end || ratio.width < 1 || ratio.height < 1) return std::nullopt;
  return ratio;
}

void take_crop(const std::string& text, PhotoShape& shape) {
  shape.ratio = ratio_from(text);
  if (!shape.ratio) shape.crop = area_from_text(text);
  if (!shape.ratio && !shape.crop) {
    throw Error(ErrorCode::InvalidArgument,
                "--crop takes a ratio like 3:2, or four whole numbers, X,Y,WIDTH,HEIGHT in pixels, not \"" +
                    text + "\"");
  }
}

}  // namespace

void add_shape_options(CLI::App& command, ShapeArguments& arguments) {
  command
      .add_option("--drawing-size", arguments.drawing_side_px,
                  "Longer side in pixels that an SVG drawing becomes a picture of (default: as it states)")
      ->check(CLI::Range(1, kMostDrawingSide_px));
  command.add_option("--rotate", arguments.rotate_deg, "Turn it clockwise: 90, 180 or 270 degrees")
      ->check(CLI::IsMember({0, 90, 180, 270}))
      ->group(kGroup);
  command.add_option("--flip", arguments.flip, "Mirror it: h left to right, v top to bottom, hv both")
      ->check(CLI::IsMember({"h", "v", "hv"}))
      ->group(kGroup);
  command
      .add_option("--straighten", arguments.straighten_deg,
                  "Turn it clockwise by -45 to 45 degrees and keep the largest part without empty corners")
      ->check(CLI::Range(-kMaxStraighten_deg, kMaxStraighten_deg))
      ->group(kGroup);
  command
      .add_option(
          "--crop", arguments.crop,
          "Keep that part of what is left then: the largest one of a ratio, in the middle, which lies "
          "as the photo does (3:2 is 2:3 where it is upright), or one in pixels")
      ->option_text("3:2 | X,Y,WIDTH,HEIGHT")
      ->group(kGroup);
}

PhotoShape shape_of(const ShapeArguments& arguments) {
  Geometry turned;
  const PixelSize any;  // turning needs no size where nothing is cropped
  for (int degrees = 0; degrees < arguments.rotate_deg; degrees += 90) turned = turned_right(turned, any);
  if (arguments.flip.find('h') != std::string::npos) turned = flipped_horizontally(turned, any);
  if (arguments.flip.find('v') != std::string::npos) turned = flipped_vertically(turned, any);
  PhotoShape shape{turned.mirrored, turned.quarter_turns, arguments.straighten_deg, {}, {}, arguments.drawing_side_px};
  if (!arguments.crop.empty()) take_crop(arguments.crop, shape);
  return shape;
}

}  // namespace v4e::cli
