// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// The mask grown by a radius to all sides, or shrunk where that is negative: round, by exact Euclidean
/// distances from the pixels that are at least half selected. What lies beyond the photo's border counts as
/// what lies at it, so that a selection does not shrink away from the border. A growing mask loses nothing, a
/// shrinking one wins nothing. Shrinking the inverted mask is the inverse of growing it. 0 gives the same
/// mask. Throws Error(InvalidArgument) on a radius that is no number.
[[nodiscard]] Image grown(const Image& mask, double radius_px);

/// The same mask with bays, spikes and specks narrower than about the radius smoothed away; its rim becomes
/// sharp, about one pixel wide. Below 0.5 the mask stays as it is.
[[nodiscard]] Image smooth_outline(const Image& mask, double radius_px);

}  // namespace v4e
