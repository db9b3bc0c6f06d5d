// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_shape.h"

#include <string>

#include "core/base/error.h"

namespace v4e {
namespace {

double ratio_for(const AspectRatio& ratio, PixelSize turned) {
  const double asked = static_cast<double>(ratio.width) / ratio.height;
  const bool is_square = turned.width == turned.height;
  const bool is_upright = turned.height > turned.width;
  return !is_square && (asked < 1) != is_upright ? 1 / asked : asked;
}

/// The crop in the pixels that a geometry counts in.
PixelArea placed_crop(PixelArea crop, const PixelArea& left) {
  if (crop.x < 0 || crop.y < 0 || crop.width < 1 || crop.height < 1 || crop.width > left.width - crop.x ||
      crop.height > left.height - crop.y)
    throw Error(ErrorCode::InvalidArgument,
                "the crop of " + std::to_string(crop.width) + " x " + std::to_string(crop.height) +
                    " pixels at " + std::to_string(crop.x) + ", " + std::to_string(crop.y) +
                    " does not lie in the picture, which is " + std::to_string(left.width) + " x " +
                    std::to_string(left.height) + " pixels then");
  crop.x += left.x;
  crop.y += left.y;
  return crop;
}

}  // namespace

Geometry geometry_of(const PhotoShape& shape, PixelSize photo) {
  Geometry geometry{shape.mirrored, shape.quarter_turns, shape.angle_deg, {}};
  if (shape.ratio) {
    const PixelSize turned = turned_size(geometry, photo);
    geometry.crop = largest_crop(turned, shape.angle_deg, ratio_for(*shape.ratio, turned));
  } else if (shape.crop) {
    geometry.crop = placed_crop(*shape.crop, crop_of(geometry, photo));
  }
  return simplified(geometry, photo);
}

nlohmann::json to_json(const PhotoShape& shape) {
  nlohmann::json json = to_json(Geometry{shape.mirrored, shape.quarter_turns, shape.angle_deg, shape.crop});
  if (shape.drawing_side_px > 0) json["drawing"] = shape.drawing_side_px;
  if (shape.ratio) json["ratio"] = {shape.ratio->width, shape.ratio->height};
  return json;
}

PhotoShape photo_shape_from(const nlohmann::json& json, std::string_view origin) {
  const Geometry plain = geometry_from(json, origin);
  PhotoShape shape{plain.mirrored, plain.quarter_turns, plain.angle_deg, {}, plain.crop};
  if (const auto side = json.find("drawing"); side != json.end()) {
    if (!side->is_number_integer() || *side < 1 || *side > kMostDrawingSide_px)
      throw Error(ErrorCode::FileMalformed, "the turn and crop of " + std::string(origin) +
                                                " are damaged: \"drawing\" is no size in pixels");
    shape.drawing_side_px = side->get<int>();
  }
  const auto ratio = json.find("ratio");
  if (ratio == json.end()) return shape;
  const bool is_pair = ratio->is_array() && ratio->size() == 2 && (*ratio)[0].is_number_integer() &&
                       (*ratio)[1].is_number_integer() && (*ratio)[0] > 0 && (*ratio)[1] > 0;
  if (!is_pair)
    throw Error(ErrorCode::FileMalformed, "the turn and crop of " + std::string(origin) +
                                              " are damaged: \"ratio\" is no pair of numbers");
  shape.ratio = AspectRatio{(*ratio)[0].get<int>(), (*ratio)[1].get<int>()};
  return shape;
}

}  // namespace v4e
