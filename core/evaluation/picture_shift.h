// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/image/image.h"

namespace v4e {

// What a model does to pixels that it was to leave alone. Pictures are sRGB, RGB of one size; `where` is one
// channel of that size, the pixels where it is over a half count. All throw Error(InvalidArgument) where
// sizes differ or nothing counts.

/// How far colours moved, as distances in CIELAB (CIE 1976, D65).
struct LabShift {
  double mean = 0;
  double deviation = 0;
};
[[nodiscard]] LabShift lab_shift(const Image& photo, const Image& edited, const Image& where);

/// Mean CIELAB chroma of the edit over the photo's: above 1 more saturated. Nothing where the photo's mean is
/// below 1, which is grey.
[[nodiscard]] std::optional<double> chroma_ratio(const Image& photo, const Image& edited, const Image& where);

/// Mean |Laplacian| of luma of the edit over the photo's: below 1 softer. Nothing where the photo is even.
[[nodiscard]] std::optional<double> sharpness_ratio(const Image& photo, const Image& edited,
                                                    const Image& where);

/// How far the picture moved, in pixels and to about a quarter of one: the median over tiles, by phase
/// correlation of luma. A tile is a quarter of the shorter side, 32 to 128 pixels, lies wholly in `where` and
/// has something to see in it. Nothing where there are less than three of these.
[[nodiscard]] std::optional<double> picture_drift(const Image& photo, const Image& edited,
                                                  const Image& where);

}  // namespace v4e
