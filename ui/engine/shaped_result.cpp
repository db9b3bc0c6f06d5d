// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/shaped_result.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/log.h"
#include "core/image/colour/shaped_photo.h"
#include "core/region/mask_shapes.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

std::shared_ptr<const Photo> shapedShared(const Photo& photo, const Geometry& geometry,
                                          const RunContext& context) {
  return std::make_shared<const Photo>(shaped_photo(photo, geometry, context));
}

/// A mask of `former`'s picture as one of a picture of that size that lies elsewhere on the photo.
Image movedMask(const Image& mask, const EditResult& former, PixelSize size, const Placement& place) {
  if (mask.empty()) return mask;
  const PixelSize before = size_of(former.edited->image);
  const double scale = static_cast<double>(mask.width()) / before.width;
  const auto side = [scale](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  return remappedMask(mask, before, chained(place, inverse(former.place)), size,
                      {side(size.width), side(size.height)});
}

Image boxMask(const PixelArea& box, PixelSize size) {
  const double left = box.x;
  const double top = box.y;
  return rectangle_mask(size, {left, top, left + box.width, top + box.height});
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
  auto edits = std::make_shared<MergeEdits>(*former.edits);
  edits->mask = movedMask(edits->mask, former, size, place);
  for (TimeRegion& region : edits->regions) region.weight = movedMask(region.weight, former, size, place);
  return edits;
}

RegionChoice movedRegion(const EditResult& former, PixelSize size, const Placement& place) {
  RegionChoice region = former.settings.region;
  if (region.fits_any_photo() || former.place == place) return region;
  if (region.kind == RegionChoice::Kind::Mask) {
    region.mask = movedMask(region.mask, former, size, place);
    return region;
  }
  const Placement there = chained(former.place, inverse(place));
  const PixelArea& box = region.rectangle;
  const bool is_turned = there.b != 0 && there.a != 0;
  if (is_turned) {
    const Image mask = movedMask(boxMask(box, size_of(former.edited->image)), former, size, place);
    replace_region(region, region_of_mask(mask));
    return region;
  }
  const double x[] = {there.x(box.x, box.y), there.x(box.x + box.width, box.y + box.height)};
  const double y[] = {there.y(box.x, box.y), there.y(box.x + box.width, box.y + box.height)};
  const auto near = [](double a, double b) { return static_cast<int>(std::lround(std::min(a, b))); };
  // What was cropped away leaves a rectangle that reaches beyond the photo: that part of it does not count.
  const int left = std::max(0, near(x[0], x[1]));
  const int top = std::max(0, near(y[0], y[1]));
  region.rectangle = {left, top, -near(-x[0], -x[1]) - left, -near(-y[0], -y[1]) - top};
  return region;
}

Sketch movedSketch(const EditResult& former, PixelSize size, const Placement& place) {
  const Sketch& sketch = former.settings.sketch;
  if (sketch.is_none() || former.place == place) return sketch;
  const Placement there = chained(former.place, inverse(place));
  QImage moved(size.width, size.height, QImage::Format_ARGB32_Premultiplied);
  if (moved.isNull()) throw Error(ErrorCode::OutOfMemory, "the memory does not suffice for the sketch");
  moved.fill(Qt::transparent);
  QPainter painter(&moved);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.setTransform({there.a, there.d, there.b, there.e, there.c, there.f});
  painter.drawImage(0, 0, toQImage(sketch.strokes));
  painter.end();
  return {fromQImage(moved)};
}

PixelArea areaBeforeShape(const EditResult& shaped, const PixelArea& area) {
  return source_of_shaped(shaped.geometry, size_of(shaped.unshaped->edited->image), area);
}

Photo shapedPart(const EditResult& shaped, const Photo& part, const PixelArea& area,
                 const RunContext& context) {
  Photo result = part;
  result.image = shaped_part(part.image, size_of(shaped.unshaped->edited->image), shaped.geometry, area,
                             part.icc_profile, context);
  return result;
}

}  // namespace v4e::ui
