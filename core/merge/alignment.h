// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// Where a picture lies against a reference: what is at x in the reference is at x + dx in the picture.
struct Shift {
  double dx_px = 0;
  double dy_px = 0;
  double agreement = 0;   ///< share of the structure that is alike after the shift: 0..1
  bool reliable = false;  ///< enough structure in both directions, and enough of it alike
};

/// Measures the sub-pixel shift between two F32 RGB pictures of one size. Compares structure (luma, its local
/// mean and contrast divided out), so colour edits do not matter, and lets outliers (local edits) drop out.
[[nodiscard]] Shift estimate_shift(const Image& reference, const Image& moved, double max_shift_px);

/// The picture moved back by the shift, cubic, borders reflected.
[[nodiscard]] Image undo_shift(const Image& moved, double dx_px, double dy_px);

}  // namespace v4e
