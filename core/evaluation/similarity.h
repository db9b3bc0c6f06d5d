// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/image/image.h"

namespace v4e {

// Pictures are RGB of one size, samples scaled to 0..1. All throw Error(InvalidArgument) where sizes differ.

/// Structural similarity (Wang et al. 2004): a Gaussian window of 11 pixels and deviation 1.5, each channel
/// by itself, the mean over the places where the whole window lies in the picture and, with a mask (one
/// channel, same size), where the mask is over a half. 1 for equal pictures; nothing where there is no such
/// place.
[[nodiscard]] std::optional<double> structural_similarity(const Image& a, const Image& b,
                                                          const Image& mask = {});

/// The same on five scales (Wang et al. 2003). Nothing where a side is below 176 pixels: the last scale would
/// be smaller than the window.
[[nodiscard]] std::optional<double> multi_scale_similarity(const Image& a, const Image& b);

/// Gradient magnitude similarity deviation (Xue et al. 2014) of luma at half the size: 0 for equal pictures,
/// more the more their edges differ from place to place.
[[nodiscard]] double gradient_deviation(const Image& a, const Image& b);

}  // namespace v4e
