// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/image/image.h"
#include "core/image/pixel_area.h"

namespace v4e {

/// Selections are masks as in core/merge/painted_mask.h: U8, one channel, 255 wholly selected; of the photo's
/// size where nothing else is said. What takes one throws Error(InvalidArgument) where it is none.

/// How a new selection goes together with the one that is there.
enum class MaskCombination { Replace, Add, Subtract, Intersect };

/// `mask` with `other`, pixel by pixel. Throws Error(InvalidArgument) on two sizes.
[[nodiscard]] Image combined(const Image& mask, const Image& other, MaskCombination how);

/// `mask` with a part that lies at `place` in it; outside of that place `part` counts as empty. Throws
/// Error(InvalidArgument) where the place does not lie in the mask or has another size than the part.
[[nodiscard]] Image combined_at(const Image& mask, const Image& part, const PixelArea& place,
                                MaskCombination how);

/// The smallest area that holds all pixels which are at least a little selected; width 0 where none is.
[[nodiscard]] PixelArea bounding_area(const Image& mask);

/// Share of the picture that is selected, 0..1; pixels that are half selected count half.
[[nodiscard]] double coverage(const Image& mask);

/// Throws Error(InvalidArgument) naming `what` where an image is no mask.
void require_mask(const Image& mask, std::string_view what = "a selection");

}  // namespace v4e
