// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// Takes the faint grid, which a small model's blocks leave in skies, walls and washes, out of its edit of
/// `photo` (both F32 RGB of one size): where all that the edit adds to a smooth recolouring of the photo is
/// weaker than what a line or a stroke would be, the recolouring alone is left. Strong structure keeps its bits.
[[nodiscard]] Image with_smooth_tones(const Image& photo, const Image& edit);

}  // namespace v4e
