// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/image/image.h"

namespace v4e {

/// A place on a mask, continuous: the middle of the first pixel is (0.5, 0.5).
struct MaskPoint {
  double x = 0;
  double y = 0;
};

/// Pixels of a mask; right and bottom are the first ones beyond.
struct MaskArea {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  [[nodiscard]] bool empty() const { return right <= left || bottom <= top; }
};

struct Brush {
  double radius_px = 20;  ///< of the mask
  double hardness = 0.7;  ///< 1: full up to the rim; 0: falls off from the middle
  bool erases = false;
};

/// Masks are U8 with one channel: 255 wholly inside. All functions that paint say which pixels may have
/// changed.

/// One straight piece of a stroke, or a dab where both ends are one. Pieces that overlap do not add up, so
/// a stroke has one depth whatever its speed.
MaskArea paint_line(Image& mask, MaskPoint from, MaskPoint to, const Brush& brush);

/// The inside of a closed shape with a smooth rim. Fewer than three corners paint nothing.
MaskArea fill_shape(Image& mask, const std::vector<MaskPoint>& corners, bool erases);

/// The same mask with a rim that is soft over about `radius_px` to both sides.
[[nodiscard]] Image feathered(const Image& mask, double radius_px);

[[nodiscard]] Image inverted(const Image& mask);

/// The mask at another size, smooth when it grows and averaged when it shrinks. Where all around is 0 it
/// stays 0.
[[nodiscard]] Image stretched_mask(const Image& mask, int width_px, int height_px);

}  // namespace v4e
