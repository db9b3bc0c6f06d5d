// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/image/io/byte_order.h"
#include "core/image/io/photo_io.h"

namespace v4e {

/// Colours that a file states without a profile.
struct ColourHint {
  std::optional<CodePoints> code_points = {};  ///< count before the others
  double gamma = 0;                            ///< decoding exponent, e.g. 2.2; 0 = not stated
  double white_xy[2] = {0, 0};                 ///< 0 = not stated
  double primaries_xy[3][2] = {};
};

/// What a codec makes of a file: not yet upright, metadata not yet adapted.
struct Decoded {
  Photo photo;
  bool is_cmyk = false;  ///< the four channels are inks, 0 = none
  int orientation = 0;   ///< EXIF orientation 1..8; 0: it stands in the EXIF data
  ColourHint colour_hint;
};

struct DecodeRequest {
  std::string_view bytes;
  std::string_view name;  ///< for messages
  std::size_t max_pixels;
  const RunContext& context;
};

struct EncodeRequest {
  const Photo& photo;  ///< already in a layout that the codec's capabilities allow
  const WriteOptions& options;
  const RunContext& context;
};

/// One file format. Adding a format is a file with these functions and a line in codecs().
struct Codec {
  PhotoFormat format;
  std::span<const std::string_view> extensions;  ///< lower case, with the dot; the first is the usual one
  bool (*matches)(std::string_view bytes);
  Decoded (*decode)(const DecodeRequest& request);
  /// Appends to `notes` what the format cannot hold. Null: the format is only read.
  std::string (*encode)(const EncodeRequest& request, std::vector<std::string>& notes);
  int max_side_px;
  bool has_alpha = false;
  bool has_16_bit = false;
  bool has_grey = false;
};

/// All formats.
[[nodiscard]] std::span<const Codec> codecs();
[[nodiscard]] const Codec& codec_of(PhotoFormat format);

/// The codec whose magic bytes a file starts with.
/// Throws Error(FileMalformed), or Error(Unsupported) naming a known format that is not read.
[[nodiscard]] const Codec& detect_codec(std::string_view bytes, std::string_view name);

/// Throws Error(FileUnreadable) naming the memory need if a picture of this size is over the limit, so that
/// nothing is allocated on a header's word alone.
void check_picture_size(const DecodeRequest& request, std::uint64_t width, std::uint64_t height,
                        int bytes_per_pixel);

/// Error(FileMalformed): "<name> is damaged or cut short: <detail>; …".
[[noreturn]] void fail_damaged(std::string_view name, std::string_view detail);

/// Big- and little-endian integers of up to 4 bytes; the caller has checked the bounds.
[[nodiscard]] inline std::uint32_t read_be(std::string_view bytes, std::size_t at, std::size_t size) {
  return static_cast<std::uint32_t>(number_of(bytes.substr(at, size), ByteOrder::Big));
}
[[nodiscard]] inline std::uint32_t read_le(std::string_view bytes, std::size_t at, std::size_t size) {
  return static_cast<std::uint32_t>(number_of(bytes.substr(at, size), ByteOrder::Little));
}

bool is_jpeg(std::string_view bytes);
Decoded decode_jpeg(const DecodeRequest& request);
std::string encode_jpeg(const EncodeRequest& request, std::vector<std::string>& notes);

bool is_png(std::string_view bytes);
Decoded decode_png(const DecodeRequest& request);
std::string encode_png(const EncodeRequest& request, std::vector<std::string>& notes);

bool is_webp(std::string_view bytes);
Decoded decode_webp(const DecodeRequest& request);
std::string encode_webp(const EncodeRequest& request, std::vector<std::string>& notes);

bool is_tiff(std::string_view bytes);
Decoded decode_tiff(const DecodeRequest& request);
std::string encode_tiff(const EncodeRequest& request, std::vector<std::string>& notes);

bool is_gif(std::string_view bytes);
Decoded decode_gif(const DecodeRequest& request);

}  // namespace v4e
