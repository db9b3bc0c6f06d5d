// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace v4e {

/// The metadata blocks of a BigTIFF file, which Exiv2 does not read.
struct BigTiffBlocks {
  std::string exif;  ///< a classic TIFF structure of the first directory and its EXIF and GPS directories
  std::string xmp;
  std::string iptc;
};

[[nodiscard]] bool is_big_tiff(std::string_view bytes);

/// Throws Error(FileMalformed) where the directories point outside of the file.
[[nodiscard]] BigTiffBlocks read_big_tiff_blocks(std::string_view bytes);

}  // namespace v4e
