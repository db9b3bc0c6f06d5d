// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// Where the grid is sought.
enum class SmoothPlaces {
  All,      ///< in textured places too, where it is weaker than what one would draw there
  OfPhoto,  ///< where the photo itself is smooth, and nowhere else
};

/// Takes the faint grid, which a small model's blocks leave in skies, walls and washes, out of its edit of
/// `photo` (both F32 RGB of one size): where all that the edit adds to a smooth recolouring of the photo is
/// weaker than what a line, a stroke or a flake of snow would be, the recolouring alone is left. Where the
/// photo is smooth more of it goes. Strong structure keeps its bits.
[[nodiscard]] Image with_smooth_tones(const Image& photo, const Image& edit,
                                      SmoothPlaces places = SmoothPlaces::All);

}  // namespace v4e
