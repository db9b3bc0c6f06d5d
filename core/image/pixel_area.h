// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// A part of a picture, in its pixels.
struct PixelArea {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const PixelArea&) const = default;
};

/// Whether all of a part that is not empty lies in the picture.
[[nodiscard]] bool is_inside(const PixelArea& area, const Image& image);

/// A copy of that part. Throws Error(InvalidArgument) where it does not lie in the picture.
[[nodiscard]] Image cropped(const Image& image, const PixelArea& area);

}  // namespace v4e
