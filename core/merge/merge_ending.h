// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/merge/merge.h"

namespace v4e {

/// Merges frame `frame` (1 or more) of a way whose end is known (MergeRequest::ending) into the photo at full
/// size. What the frame is made of is told by the small frames, at each place by itself: a share of the
/// change from the first to the last frame, and what that leaves. The share is taken of the full-size change
/// from photo to ending, so that a state between has the detail of both, and what is left is added enlarged.
/// The last frame is the ending, bit for bit. Writes edit, mask, way, reason and edited share of `result`.
/// Throws Cancelled.
void merge_to_ending(const MergeRequest& request, std::size_t frame, MergeResult& result,
                     const RunContext& context);

}  // namespace v4e
