// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/image/image.h"

namespace v4e {

/// Width, height, channels and type of a stored picture, kept beside its bytes.
struct PictureLayout {
  int width_px = 0;
  int height_px = 0;
  int channels = 0;
  SampleType type = SampleType::U8;
};

/// Lossless and quick: byte planes, each byte minus its left neighbour, deflated at the fastest level.
[[nodiscard]] std::string pack_picture(const Image& image);

/// The inverse. `name` stands for the picture in messages. Trusts neither layout nor bytes.
/// Throws Error(FileMalformed | OutOfMemory).
[[nodiscard]] Image unpack_picture(std::string_view bytes, const PictureLayout& layout,
                                   std::string_view name);

}  // namespace v4e
