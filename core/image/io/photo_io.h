// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/colour/colour.h"
#include "core/image/photo.h"

namespace v4e {

struct ReadOptions {
  std::size_t max_pixels = 250'000'000;  ///< more is refused by the header, before anything is decoded
  std::size_t max_file_bytes = 4ull << 30;
  /// The longer side of a drawing (SVG); 0: the size that it states.
  int drawing_side_px = 0;
  /// Camera raw at half its size, in an eighth of the time: to show, not to edit.
  bool is_raw_draft = false;
};

struct WriteOptions {
  std::optional<PhotoFormat> format = {};  ///< default: by the target's extension
  std::optional<int> long_side_px = {};    ///< scaled to that; default: the photo's size
  /// 8 or 16 a sample; default: the photo's. A format with less takes what it has: AVIF 12, HEIC 10.
  std::optional<int> bits = {};
  OutputProfile profile = OutputProfile::Own;
  /// 1..100 for JPEG, WebP, AVIF, JPEG XL and HEIC. Default: for JPEG 95, or the source's quality where that
  /// is higher; for WebP and JPEG XL lossless; for AVIF and HEIC 90.
  std::optional<int> quality = {};
  int png_compression = 6;  ///< 0..9, PNG and TIFF: size against time, never pixels
  bool keep_metadata = true;
  bool strip_gps = false;
  std::vector<TextEntry> extra_texts = {};              ///< written to PNG only, as iTXt
  std::vector<MetadataProperty> extra_properties = {};  ///< XMP, EXIF or IPTC, any format that has the block
};

/// What a write could not keep, human-readable ("the transparency became white: JPEG has none").
struct WriteReport {
  std::vector<std::string> notes;
};

/// Reads a photo; the format is recognised by its first bytes, never by its name.
/// Throws Error(FileUnreadable, also for too many pixels | FileMalformed | Unsupported | OutOfMemory),
/// Cancelled.
[[nodiscard]] Photo read_photo(const std::filesystem::path& path, const ReadOptions& options = {},
                               const RunContext& context = {});

/// The same for a file in memory; `name` stands for it in messages.
[[nodiscard]] Photo decode_photo(std::string_view bytes, std::string_view name,
                                 const ReadOptions& options = {}, const RunContext& context = {});

/// Writes a photo whole or not at all. PNG, TIFF, and WebP and JPEG XL without a quality keep every pixel bit
/// for bit (16 bit except in WebP) unless the options ask otherwise. JPEG keeps the chroma sampling of a JPEG
/// source and is 4:4:4 otherwise, as are AVIF and HEIC. A camera's raw file is never written over. Throws
/// Error(FileUnwritable | InvalidArgument), Error(Unsupported) for a format whose library is missing,
/// Cancelled.
WriteReport write_photo(const std::filesystem::path& path, const Photo& photo,
                        const WriteOptions& options = {}, const RunContext& context = {});

struct EncodedPhoto {
  std::string bytes;
  WriteReport report;
};

/// The same into memory; options.format must be set.
[[nodiscard]] EncodedPhoto encode_photo(const Photo& photo, const WriteOptions& options,
                                        const RunContext& context = {});

}  // namespace v4e
