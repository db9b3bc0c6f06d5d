// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/geometry.h"
#include "core/image/image.h"

namespace v4e {

/// Continuous: the first pixel covers 0 … 1. Corners may come in any order and lie outside of the photo.
struct MaskRectangle {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

/// Selections of a photo of that size; pixels that a rim cuts are selected as far as they are covered (of an
/// ellipse, nearly so). Throw Error(InvalidArgument) on sizes below 1 and on places that are no numbers.
[[nodiscard]] Image rectangle_mask(PixelSize photo, const MaskRectangle& rectangle);
/// The ellipse that touches all four sides.
[[nodiscard]] Image ellipse_mask(PixelSize photo, const MaskRectangle& around);

}  // namespace v4e
