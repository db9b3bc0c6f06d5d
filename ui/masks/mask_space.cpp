// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_space.h"

namespace v4e::ui {

MaskSpace spaceOf(const Image& photo, const Placement& place, const EditResult* result) {
  MaskSpace space{size_of(photo), place, {}, size_of(photo), place};
  if (!result || !result->unshaped) return space;
  space.geometry = result->geometry;
  space.merged = size_of(result->unshaped->edited->image);
  space.merged_place = result->unshaped->place;
  return space;
}

MaskSpace spaceOf(const EditResult& result) {
  return spaceOf(result.edited->image, result.place, &result);
}

MaskSpace spaceOf(const PhotoDocument& document) {
  const auto photo = document.photo();
  return photo ? spaceOf(photo->image, document.place(), document.result().get()) : MaskSpace{};
}

}  // namespace v4e::ui
