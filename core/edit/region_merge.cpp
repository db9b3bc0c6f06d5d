// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/region_merge.h"

#include "core/merge/merge.h"

namespace v4e {

const Image& RegionMemory::part_of(const EditRegion& region, const Image& photo) {
  const bool same = photo_.data() == photo.data() && size_of(photo_) == size_of(photo);
  if (!same || area_ != region.part) {
    photo_ = photo;
    area_ = region.part;
    const bool is_all = area_ == PixelArea{0, 0, photo.width(), photo.height()};
    part_ = is_all ? photo : cropped(photo, area_);
  }
  return part_;
}

MergePart RegionMemory::merge_part_of(const EditRegion& region, const Image& photo, double scale) {
  const PixelSize size{side_at(scale, photo.width()), side_at(scale, photo.height())};
  const double feather_px = scale * region.feather_px;
  if (mask_ != region.mask || size_of(weight_) != size || feather_px_ != feather_px) {
    mask_ = region.mask;
    feather_px_ = feather_px;
    weight_ = region_weight(*mask_, size, feather_px);
  }
  return {region.part, part_of(region, photo), weight_};
}

const Image& RegionMemory::seen_of(const EditRegion& region, const WorkingMap& map) {
  const PixelSize size{map.content_width, map.content_height};
  if (seen_mask_ != region.mask || seen_area_ != region.part || seen_size_ != size) {
    seen_mask_ = region.mask;
    seen_area_ = region.part;
    seen_size_ = size;
    seen_ = crop_to_content(seen_region(region, map), map);
  }
  return seen_;
}

}  // namespace v4e
