// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/base/run_context.h"
#include "core/edit/region_choice.h"
#include "core/image/geometry.h"
#include "core/image/photo.h"
#include "core/merge/working_size.h"

namespace v4e {

/// Finds what a picture (U8 RGB, sRGB) is of: a mask of one channel, U8, of the picture's shape at any size,
/// 255 wholly inside. Empty where there is no clear subject.
using SubjectSource = std::function<Image(const Image& picture, const RunContext& context)>;

/// A region as it lies on a photo, and what the model sees for it.
struct EditRegion {
  std::shared_ptr<const Image> mask;  ///< as EditRequest::region
  double feather_px = 0;              ///< of the photo
  PixelSize size;                     ///< of the photo
  PixelArea part;                     ///< of the photo, that the frames show
  Image photo;  ///< all of the photo at working size, F32 RGB: what the frames are shown in
};

/// The region's mask on this photo, as EditRequest::region; null where it is all of the photo. Throws
/// Error(InvalidArgument) on a mask of another shape, a region that is empty or lies outside the photo, and
/// on a photo without a clear subject; Error(Unsupported) where the subject is asked for and `find_subject`
/// is empty; Cancelled.
[[nodiscard]] std::shared_ptr<const Image> resolve_region(const RegionChoice& choice, const Photo& photo,
                                                          const SubjectSource& find_subject,
                                                          const RunContext& context = {});

/// A region on a photo (in plain sRGB), shown at working size; `part`: what of it the model sees.
[[nodiscard]] std::shared_ptr<const EditRegion> make_region(std::shared_ptr<const Image> mask,
                                                            const Image& photo, const PixelArea& part,
                                                            double feather_px, std::int64_t working_area_px);

/// What of the photo a model with that budget sees for a region: its box with as much around it as tells what
/// it is part of, more where the model has room for it, all of the photo where that is not much more.
[[nodiscard]] PixelArea seen_part(const Image& mask, PixelSize photo, std::int64_t working_area_px);

/// How far a pixel takes part in the edit: U8, one channel of that size, exactly 0 outside of the mask. Pixels
/// that a hard rim cuts take part by twice what the mask says, so that an edit of a selection and one of all
/// but that leave nothing of the photo between them. The feather, in pixels of the result, lies inside and
/// does leave some; the picture's edge has none.
[[nodiscard]] Image region_weight(const Image& mask, PixelSize size, double feather_px);

/// The mask as the model sees it: F32, one channel, map.width x map.height, of the part.
[[nodiscard]] Image seen_region(const EditRegion& region, const WorkingMap& map);

/// Frames of the part without borders (F32 RGB, any size), shown in the photo: of the size of region.photo.
[[nodiscard]] Image shown_in_photo(const EditRegion& region, const Image& content);

}  // namespace v4e
