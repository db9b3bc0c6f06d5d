// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/image/image.h"
#include "core/merge/painted_mask.h"

namespace v4e {

/// A closed line; the last corner is joined to the first.
using MaskOutline = std::vector<MaskPoint>;

/// The rims of a selection along the edges of the pixels that are at least half selected: clockwise around
/// what is selected, the other way around its holes. With a tolerance, corners that lie less far than that
/// from a straighter line are left out, for drawing at a smaller size.
[[nodiscard]] std::vector<MaskOutline> outline(const Image& mask, double tolerance_px = 0);

}  // namespace v4e
