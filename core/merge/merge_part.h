// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/merge/merge.h"

namespace v4e {

/// A part of a photo that is edited for itself.
struct MergePart {
  PixelArea area;  ///< of the photo; the request's frames and map are of it alone
  Image photo;     ///< its pixels; the same Image each time lets MergeMemory know it again
  Image weight;    ///< U8, one channel, the whole result's size: 0 keeps the photo's bits, 255 is the edit
  /// How much of the frames' pixels the region covers: as MergeRequest::region; may be empty.
  Image seen = {};
};

/// merge() of a part, laid into the photo as far as the weight says. All in `request` except frames and map
/// (masks, area, scale) is as for an edit of the whole photo. Throws as merge().
[[nodiscard]] MergeResult merge_part(const MergeRequest& request, const MergePart& part,
                                     const RunContext& context = {});

}  // namespace v4e
