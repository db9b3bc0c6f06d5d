// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_request.h"

#include "core/base/error.h"
#include "core/merge/painted_mask.h"

namespace v4e {

void EditRequest::validate() const {
  if (!photo || photo->image.empty()) throw Error(ErrorCode::InvalidArgument, "there is no photo to edit");
  settings.validate();
  if (!settings.ending.empty() && has_region(*this))
    throw Error(ErrorCode::InvalidArgument,
                "the way to a finished edit is of all of the photo; leave the region out");
  merge_options(*this).validate();
}

MergeOptions merge_options(const EditRequest& request) {
  MergeOptions options;
  options.way = request.settings.merge;
  options.amount = request.settings.amount;
  options.position = request.settings.strength;
  options.area = request.area;
  options.scale = request.scale;
  if (!request.edits) return options;
  const Image& photo = request.photo->image;
  const int width = side_at(request.scale, photo.width());
  const int height = side_at(request.scale, photo.height());
  const auto full_size = [&](const Image& mask) {
    return mask.empty() ? Image() : stretched_mask(mask, width, height);
  };
  options.drift.shift = options.drift.colour = request.edits->stabilise;
  options.user_mask = full_size(request.edits->mask);
  options.user_mask_mode = request.edits->mask_mode;
  for (const TimeRegion& region : request.edits->regions)
    options.regions.push_back({full_size(region.weight), region.position});
  return options;
}

}  // namespace v4e
