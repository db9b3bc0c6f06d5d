// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/image/image.h"
#include "core/merge/transfer.h"

namespace v4e {

/// What an edit may do to greys. A model's pixels are never quite grey: where the edit says what is right,
/// the merge holds to it.
enum class GreyRule {
  Free,        ///< greys may get colour
  Kept,        ///< greys stay grey, e.g. in a brighter picture
  Everywhere,  ///< the result has no colour at all
};

/// What red, green and blue count for a pixel's brightness, by Rec. 601.
inline constexpr float kLuma[3] = {0.299F, 0.587F, 0.114F};

/// Brightness of a pixel.
[[nodiscard]] constexpr float luma(const float* rgb) {
  return kLuma[0] * rgb[0] + kLuma[1] * rgb[1] + kLuma[2] * rgb[2];
}

/// Takes the colour that the last frame still has off the evolution, from each frame as much as it is on its
/// way: the first keeps its colours, the last has none. frames: F32 RGB.
void end_in_grey(std::vector<Image>& frames);

/// As fit_local_affine(), among the maps that make greys of greys: brightness is fitted as freely as ever, and
/// what a pixel differs from its brightness by is fitted to the same of the target without a constant. Both
/// F32 RGB.
[[nodiscard]] LocalAffine fit_grey_keeping_affine(const Image& source, const Image& target,
                                                  const Image& weights = {});

/// F32 RGB or RGBA (the fourth unused) without its colour.
[[nodiscard]] Image without_colour(const Image& picture);

/// True where no pixel has colour. U8 or U16.
[[nodiscard]] bool is_grey(const Image& picture);

/// Gives pixels whose colour channels differ by rounding only (at most 1 of 255) the value of their green.
void level_greys(Image& picture);

}  // namespace v4e
