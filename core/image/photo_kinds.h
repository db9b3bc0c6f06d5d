// SPDX-License-Identifier: GPL-3.0-or-later
// The one list of the kinds of picture files: dialogs, drops, queue, command line, desktop file and README
// show it.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/photo.h"

namespace v4e {

struct PhotoKind {
  PhotoFormat format;
  std::string_view name;                         ///< "JPEG XL"
  std::span<const std::string_view> extensions;  ///< lower case, with the dot; the first is the usual one
  std::span<const std::string_view> mime_types;  ///< those of shared-mime-info, as desktop files name them
  std::string_view package;                      ///< Debian's, of the library that it needs; empty for none
  /// What is kept of such a file besides 8 bits per channel, as the README's table says it.
  std::string_view keeps;
  bool is_read = true;      ///< false where the program was built without the library
  bool is_written = false;  ///< the same
  int written_bits = 8;     ///< most bits per channel that are written: 8, 10, 12 or 16
  bool writes_lossy = false;
  bool writes_lossless = false;
};

/// All kinds, those of a missing library too.
[[nodiscard]] std::vector<PhotoKind> photo_kinds();
[[nodiscard]] PhotoKind kind_of(PhotoFormat format);

[[nodiscard]] bool is_written(PhotoFormat format);

/// What the name of an edit of this photo ends in: as the photo's own where that kind is written; else .tif
/// for camera raw, whose 16 bits it keeps, and .png.
[[nodiscard]] std::string output_extension(const std::filesystem::path& photo);

/// The usual ending of each kind that is written, for messages: ".png, .tif, .jpg …".
[[nodiscard]] std::string written_extensions();

}  // namespace v4e
