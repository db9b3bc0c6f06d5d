// SPDX-License-Identifier: GPL-3.0-or-later
// What of PNG is read and written without libpng: colours, of which it drops what it finds fault with or does
// not know, and ImageMagick's metadata.
#pragma once

#include <string>
#include <string_view>

#include "core/image/io/codecs/codec.h"

namespace v4e {

inline constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

/// Takes over profile or colour hint, by the order that the PNG specification (third edition, 4.3) gives
/// them: cICP, iCCP, sRGB, then cHRM and gAMA. `bytes` is the whole file, and anything in it may be wrong.
void take_png_colours(std::string_view bytes, Decoded& decoded);

/// The data of an iCCP chunk.
[[nodiscard]] std::string pack_png_profile(std::string_view icc);

/// True where the file is an APNG.
[[nodiscard]] bool is_animated_png(std::string_view bytes);

/// ImageMagick's way to put metadata into texts: name, length and hexadecimal digits.
[[nodiscard]] std::string unpack_raw_profile(std::string_view text);
[[nodiscard]] std::string pack_raw_profile(std::string_view name, std::string_view bytes);

}  // namespace v4e
