// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shape_options.h"

#include <array>
#include <charconv>

#include "core/base/error.h"

namespace v4e::cli {
namespace {

constexpr const char* kGroup = "Turn and crop the photo first, in this order";

PixelArea area_from(const std::string& text) {
  std::array<int, 4> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [next, failed] = std::from_chars(at, end, numbers[i]);
    const bool is_last = i + 1 == numbers.size();
    const bool goes_on = is_last ? next == end : next != end && *next == ',';
    if (failed != std::errc{} || !goes_on)
      throw Error(ErrorCode::InvalidArgument,
                  "--crop takes four whole numbers, X,Y,WIDTH,HEIGHT in pixels, not \"" + text + "\"");
    at = is_last ? next : next + 1;
  }
  return {numbers[0], numbers[1], numbers[2], numbers[3]};
}

}  // namespace

void add_shape_options(CLI::App& command, ShapeArguments& arguments) {
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
  command.add_option("--crop", arguments.crop, "Keep that part of what is left then, in pixels")
      ->option_text("X,Y,WIDTH,HEIGHT")
      ->group(kGroup);
}

Geometry geometry_of(const ShapeArguments& arguments, PixelSize photo) {
  Geometry geometry;
  for (int turned = 0; turned < arguments.rotate_deg; turned += 90) geometry = turned_right(geometry, photo);
  if (arguments.flip.find('h') != std::string::npos) geometry = flipped_horizontally(geometry, photo);
  if (arguments.flip.find('v') != std::string::npos) geometry = flipped_vertically(geometry, photo);
  geometry.angle_deg = arguments.straighten_deg;
  if (arguments.crop.empty()) return geometry;
  PixelArea crop = area_from(arguments.crop);
  const PixelArea left = crop_of(geometry, photo);
  if (crop.x < 0 || crop.y < 0 || crop.width < 1 || crop.height < 1 || crop.width > left.width - crop.x ||
      crop.height > left.height - crop.y)
    throw Error(ErrorCode::InvalidArgument,
                "--crop " + arguments.crop + " does not lie in the picture, which is " +
                    std::to_string(left.width) + " x " + std::to_string(left.height) + " pixels then");
  crop.x += left.x;
  crop.y += left.y;
  geometry.crop = crop;
  return simplified(geometry, photo);
}

}  // namespace v4e::cli
