// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/geometry.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"

namespace v4e {

/// A selection as it is found: small, over a part of the photo. Outside of that part nothing is selected.
struct CoarseMask {
  Image mask;        ///< U8, one channel, of any size; may be stretched
  PixelArea window;  ///< the part of the photo that it covers
};

/// The selection at the photo's size, its rim as soft as the small one is: an answer for at once, see
/// RefinedEdge for a better one. Throws Error(InvalidArgument) where the window does not lie in the photo.
[[nodiscard]] Image placed_mask(const CoarseMask& coarse, PixelSize photo);

/// Throws Error(InvalidArgument) where the window does not lie in a photo of that size or the mask is none.
void validate(const CoarseMask& coarse, PixelSize photo);

}  // namespace v4e
