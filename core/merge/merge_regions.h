// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/merge/merge.h"

namespace v4e {

/// Blends the next frame's merge into `result`, the one before it: `share` of it, more than 0, less than 1.
/// Pixels that neither touched keep the photo's bits. What is said about the merge is the nearer frame's.
void blend_frames(const MergeResult& next, double share, MergeResult& result);

/// Lays another moment's edit of the same photo over `result`, as far as `weight` (one channel, the photo's
/// size) says: soft weights blend the two. Pixels that neither edit touched keep the photo's bits.
void blend_moment(const MergeResult& moment, const Image& weight, MergeResult& result);

}  // namespace v4e
