// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace v4e {

/// 8-bit RGB pixels, row by row: width * height * 3 bytes.
struct PlainPicture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgb;
};

// The engine builds where no picture library is: this is all it needs to read test folders and to write
// sheets. Pictures of users go through core/image/io.

/// Reads an 8-bit RGB PNG without interlace. Throws Error(FileUnreadable | FileMalformed | Unsupported).
[[nodiscard]] PlainPicture read_plain_png(const std::filesystem::path& file);

/// Writes the file whole or not at all. Throws Error(FileUnwritable).
void write_plain_png(const std::filesystem::path& file, const PlainPicture& picture);

}  // namespace v4e
