// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/edit/edit_region.h"
#include "core/merge/merge_part.h"

namespace v4e {

/// What merges of the same region have in common: the part's pixels and its weight. For one thread.
class RegionMemory {
 public:
  /// The pixels of the region's part of `photo`; the same Image while neither changes.
  [[nodiscard]] const Image& part_of(const EditRegion& region, const Image& photo);

  /// For a merge into `photo` at that scale.
  [[nodiscard]] MergePart merge_part_of(const EditRegion& region, const Image& photo, double scale);

  /// How much of the frames' pixels the region covers, as MergePart::seen.
  [[nodiscard]] const Image& seen_of(const EditRegion& region, const WorkingMap& map);

 private:
  // What it was found for is held, so that nothing else can come to lie at its place.
  Image photo_;
  PixelArea area_;
  Image part_;
  std::shared_ptr<const Image> mask_;
  double feather_px_ = 0;
  Image weight_;
  std::shared_ptr<const Image> seen_mask_;
  PixelArea seen_area_;
  PixelSize seen_size_;
  Image seen_;
};

}  // namespace v4e
