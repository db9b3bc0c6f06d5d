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

/// Brightness of a pixel, by the weights of Rec. 601.
[[nodiscard]] constexpr float luma(const float* rgb) {
  return 0.299F * rgb[0] + 0.587F * rgb[1] + 0.114F * rgb[2];
}

/// Takes the colour that the last frame still has off the evolution, from each frame as much as it is on its
/// way: the first keeps its colours, the last has none. frames: F32 RGB.
void end_in_grey(std::vector<Image>& frames);

/// Changes a colour map of 4 channels so that it makes greys of greys.
void keep_greys(LocalAffine& map);

/// F32 RGBA (the fourth unused) without its colour.
[[nodiscard]] Image without_colour(const Image& picture);

/// True where no pixel has colour. U8 or U16.
[[nodiscard]] bool is_grey(const Image& picture);

/// Gives pixels whose colour channels differ by rounding only (at most 1 of 255) the value of their green.
void level_greys(Image& picture);

}  // namespace v4e
