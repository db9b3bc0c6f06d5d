// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace v4e {

using PaletteColour = std::array<std::uint8_t, 3>;

/// A picture in few colours: one index a pixel, rows top-down.
struct PalettePicture {
  std::vector<PaletteColour> palette;  ///< 1 to 256 colours
  std::vector<std::uint8_t> indices;
};

/// The 256 colours that suit a picture of U8 RGB best (median cut), and the picture in them, what is lost in
/// a pixel passed on to its neighbours (Floyd and Steinberg). Pictures of up to 256 colours are kept exactly.
[[nodiscard]] PalettePicture to_palette(const Image& rgb);

}  // namespace v4e
