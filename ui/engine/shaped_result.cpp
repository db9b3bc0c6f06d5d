// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/shaped_result.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/log.h"
#include "core/image/colour/shaped_photo.h"

namespace v4e::ui {
namespace {

std::shared_ptr<const Photo> shapedShared(const Photo& photo, const Geometry& geometry,
                                          const RunContext& context) {
  return std::make_shared<const Photo>(shaped_photo(photo, geometry, context));
}

}  // namespace

Image shapedSmall(const Image& small, const Geometry& geometry, PixelSize photo) {
  const bool is_whole = !geometry.crop && geometry.angle_deg == 0;
  if (small.empty() || geometry.is_identity()) return small;
  if (is_whole || (size_of(small) == photo && geometry.angle_deg == 0)) return moved_samples(small, geometry);
  const double x_scale = static_cast<double>(small.width()) / photo.width;
  const double y_scale = static_cast<double>(small.height()) / photo.height;
  const PixelSize shaped = shaped_size(geometry, photo);
  const auto side = [scale = std::sqrt(x_scale * y_scale)](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  const PixelSize size{side(shaped.width), side(shaped.height)};
  const Placement enlarged{static_cast<double>(shaped.width) / size.width,   0, 0, 0,
                           static_cast<double>(shaped.height) / size.height, 0};
  const Placement reduced{x_scale, 0, 0, 0, y_scale, 0};
  return remapped(small, chained(chained(enlarged, placement_of(geometry, photo)), reduced), size);
}

std::shared_ptr<const EditResult> beforeShape(const std::shared_ptr<const EditResult>& result) {
  return result && result->unshaped ? result->unshaped : result;
}

std::shared_ptr<const EditResult> shapedResult(const std::shared_ptr<const EditResult>& unshaped,
                                               const Geometry& geometry, const RunContext& context) {
  if (geometry.is_identity()) return unshaped;
  const PixelSize size = size_of(unshaped->edited->image);
  auto shaped = std::make_shared<EditResult>(*unshaped);
  shaped->unshaped = unshaped;
  shaped->geometry = geometry;
  shaped->place = chained(placement_of(geometry, size), unshaped->place);
  shaped->edited = shapedShared(*unshaped->edited, geometry, context);
  shaped->base = shapedShared(*unshaped->base, geometry, context);
  shaped->change_mask = shapedSmall(unshaped->change_mask, geometry, size);
  for (Image& frame : shaped->frames) frame = shapedSmall(frame, geometry, size);
  shaped->handle = nullptr;
  return shaped;
}

EditResult shapedLike(const EditResult& present, EditResult merged, const RunContext& context) {
  const auto unshaped = std::make_shared<const EditResult>(std::move(merged));
  EditResult shaped = *unshaped;
  shaped.unshaped = unshaped;
  shaped.geometry = present.geometry;
  shaped.place = present.place;
  shaped.base = present.base;
  shaped.frames = present.frames;
  shaped.edited = shapedShared(*unshaped->edited, present.geometry, context);
  shaped.change_mask = shapedSmall(unshaped->change_mask, present.geometry, size_of(unshaped->edited->image));
  shaped.handle = nullptr;
  return shaped;
}

std::shared_ptr<const EditResult> shapedAgain(const std::shared_ptr<const EditResult>& made,
                                              const EditResult& former, const RunContext& context) {
  try {
    validate(former.geometry, size_of(made->edited->image));
  } catch (const Error& error) {
    logger("ui").info("a step made again is not cropped any more: {}", error.what());
    return made;
  }
  return shapedResult(made, former.geometry, context);
}

Image remappedMask(const Image& mask, PixelSize from, const Placement& place, PixelSize to, PixelSize size) {
  const Placement enlarged{static_cast<double>(to.width) / size.width,   0, 0, 0,
                           static_cast<double>(to.height) / size.height, 0};
  const Placement reduced{static_cast<double>(mask.width()) / from.width,   0, 0, 0,
                          static_cast<double>(mask.height()) / from.height, 0};
  return remapped(mask, chained(chained(enlarged, place), reduced), size);
}

std::shared_ptr<const MergeEdits> movedEdits(const EditResult& former, PixelSize size,
                                             const Placement& place) {
  if (!former.edits || former.place == place) return former.edits;
  const PixelSize before = size_of(former.edited->image);
  const Placement moved = chained(place, inverse(former.place));
  const auto move = [&](Image& mask) {
    if (mask.empty()) return;
    const double scale = static_cast<double>(mask.width()) / before.width;
    const auto side = [scale](int length) {
      return std::max(1, static_cast<int>(std::lround(length * scale)));
    };
    mask = remappedMask(mask, before, moved, size, {side(size.width), side(size.height)});
  };
  auto edits = std::make_shared<MergeEdits>(*former.edits);
  move(edits->mask);
  for (TimeRegion& region : edits->regions) move(region.weight);
  return edits;
}

std::optional<PixelArea> areaBeforeShape(const EditResult& shaped, const PixelArea& area) {
  if (shaped.geometry.angle_deg != 0) return std::nullopt;
  const Placement place = placement_of(shaped.geometry, size_of(shaped.unshaped->edited->image));
  const double x0 = place.x(area.x, area.y);
  const double y0 = place.y(area.x, area.y);
  const double x1 = place.x(area.x + area.width, area.y + area.height);
  const double y1 = place.y(area.x + area.width, area.y + area.height);
  return PixelArea{static_cast<int>(std::min(x0, x1)), static_cast<int>(std::min(y0, y1)),
                   static_cast<int>(std::abs(x1 - x0)), static_cast<int>(std::abs(y1 - y0))};
}

Photo turnedPart(const EditResult& shaped, const Photo& part) {
  return shaped_photo(part, {shaped.geometry.mirrored, shaped.geometry.quarter_turns});
}

}  // namespace v4e::ui
