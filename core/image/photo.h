// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace v4e {

/// Their numbers stand in settings: new ones go to the end.
enum class PhotoFormat {
  Jpeg,
  Png,
  WebP,
  Tiff,
  Gif,
  Heif,
  Avif,
  JpegXl,
  Raw,
  Bmp,
  Pnm,
  Tga,
  Jpeg2000,
  Exr,
  Hdr,
  Psd,
  OpenRaster,
  Ico,
  Svg
};

/// "JPEG", "HEIC", "JPEG XL" …: the name in core/image/photo_kinds.h.
[[nodiscard]] std::string_view to_string(PhotoFormat format);

/// The format that a file name's extension stands for; nothing for an unknown one.
[[nodiscard]] std::optional<PhotoFormat> format_of_extension(const std::filesystem::path& path);

/// What names of photos that can be read end in: lower case, with the dot.
[[nodiscard]] std::vector<std::string_view> photo_extensions();

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

/// Metadata blobs as the file held them, except for the orientation and size tags.
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
  std::vector<std::string> notes;  ///< what is not as the file had it, human-readable
};

}  // namespace v4e
