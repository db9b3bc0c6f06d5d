// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

enum class PhotoFormat { Jpeg, Png, WebP, Tiff, Gif };

/// "JPEG", "PNG", "WebP", "TIFF" or "GIF".
[[nodiscard]] std::string_view to_string(PhotoFormat format);

/// The format that a file name's extension stands for; nothing for an unknown one.
[[nodiscard]] std::optional<PhotoFormat> format_of_extension(const std::filesystem::path& path);

/// One text entry of a PNG file; the JPEG comment has the key "Comment". UTF-8.
struct TextEntry {
  std::string key;
  std::string value;
  bool operator==(const TextEntry&) const = default;
};

/// One property by its Exiv2 key, e.g. {"Xmp.dc.source", "…"} or {"Exif.Photo.UserComment", "…"}. UTF-8.
struct MetadataProperty {
  std::string key;
  std::string value;
};

/// Metadata blobs as the file held them, but for the orientation and size tags.
struct PhotoMetadata {
  std::string exif;  ///< TIFF structure without the "Exif\0\0" in front
  std::string xmp;   ///< XMP packet
  std::string iptc;  ///< IPTC-IIM data sets
  std::vector<TextEntry> texts;
};

/// Pixels per inch.
struct PixelDensity {
  double x = 0;
  double y = 0;
};

/// How a JPEG source was encoded.
struct JpegTraits {
  int quality = 0;     ///< 1..100, the libjpeg setting whose table is nearest to the file's
  int h_sampling = 1;  ///< 2 = colour at half the width
  int v_sampling = 1;  ///< 2 = colour at half the height
};

/// A photo with all that a faithful copy of its file needs.
struct Photo {
  Image image;  ///< U8 or U16 in the photo's own profile, upright (the EXIF orientation is applied)
  PhotoMetadata metadata;
  std::string icc_profile;  ///< bytes as read; empty means sRGB
  PhotoFormat source_format = PhotoFormat::Png;
  int source_bits = 8;  ///< bits per sample in the file
  std::optional<PixelDensity> density;
  std::optional<JpegTraits> jpeg;
  std::vector<std::string> notes;  ///< what is not as the file had it, for people
};

struct ReadOptions {
  std::size_t max_pixels = 250'000'000;  ///< more is refused by the header, before anything is decoded
  std::size_t max_file_bytes = 4ull << 30;
};

/// The colours that a picture is written in.
enum class OutputProfile { Own, Srgb, DisplayP3, AdobeRgb };

struct WriteOptions {
  std::optional<PhotoFormat> format = {};  ///< default: by the target's extension
  std::optional<int> long_side_px = {};    ///< scaled to that; default: the photo's size
  std::optional<int> bits = {};            ///< 8 or 16 a sample, in PNG and TIFF; default: the photo's
  OutputProfile profile = OutputProfile::Own;
  /// 1..100 for JPEG and WebP. Default: for JPEG 95, or the source's quality where that is higher;
  /// for WebP lossless.
  std::optional<int> quality = {};
  int png_compression = 6;  ///< 0..9, PNG and TIFF: size against time, never pixels
  bool keep_metadata = true;
  bool strip_gps = false;
  std::vector<TextEntry> extra_texts = {};              ///< written to PNG only, as iTXt
  std::vector<MetadataProperty> extra_properties = {};  ///< XMP, EXIF or IPTC, any format that has the block
};

/// What a write could not keep, for people ("the transparency became white: JPEG has none").
struct WriteReport {
  std::vector<std::string> notes;
};

/// Reads a photo; the format is told by its first bytes, never by its name.
/// Throws Error(FileUnreadable, also for too many pixels | FileMalformed | Unsupported | OutOfMemory),
/// Cancelled.
[[nodiscard]] Photo read_photo(const std::filesystem::path& path, const ReadOptions& options = {},
                               const RunContext& context = {});

/// The same for a file in memory; `name` stands for it in messages.
[[nodiscard]] Photo decode_photo(std::string_view bytes, std::string_view name,
                                 const ReadOptions& options = {}, const RunContext& context = {});

/// Writes a photo whole or not at all. PNG, TIFF and WebP without a quality keep every pixel bit for bit
/// (16 bit in PNG and TIFF) unless the options ask otherwise. JPEG keeps the chroma sampling of a JPEG source
/// and is 4:4:4 otherwise. Throws Error(FileUnwritable | InvalidArgument), Cancelled.
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
