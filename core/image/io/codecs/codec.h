// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/image/io/byte_order.h"
#include "core/image/io/photo_layers.h"
#include "core/image/photo_kinds.h"

namespace v4e {

/// Colours that a file states without a profile.
struct ColourHint {
  std::optional<CodePoints> code_points = {};  ///< count before the others
  double gamma = 0;                            ///< decoding exponent, e.g. 2.2; 0 = not stated
  double white_xy[2] = {0, 0};                 ///< 0 = not stated
  double primaries_xy[3][2] = {};
};

/// By code points of HEIF and AVIF. Those of cameras' video (BT.709, 601, 2020) count as sRGB's curve, as all
/// programs show such stills; what is left unstated is sRGB's.
[[nodiscard]] ColourHint still_colours(int primaries, int transfer);

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
  int drawing_side_px = 0;    ///< see ReadOptions
  bool is_raw_draft = false;  ///< see ReadOptions
};

/// A layer as it is written: in size, channels, depth and colours like the photo.
struct FittedLayer {
  Image image;
  Image cover;  ///< see PhotoLayer
};

struct EncodeRequest {
  const Photo& photo;  ///< already in a layout that the codec's capabilities allow
  const WriteOptions& options;
  const RunContext& context;
  std::span<const PhotoLayer> layers = {};
  /// Makes one of them ready; null where there are none.
  std::function<FittedLayer(const PhotoLayer& layer)> fitted = {};
};

/// One file format. Adding a format is a file with these functions and a line in codecs().
struct Codec {
  PhotoKind kind;
  bool (*matches)(std::string_view bytes);
  /// Null: the library is missing.
  Decoded (*decode)(const DecodeRequest& request);
  /// Appends to `notes` what the format cannot hold. Null: the format is only read.
  std::string (*encode)(const EncodeRequest& request, std::vector<std::string>& notes);
  int max_side_px;
  bool has_alpha = false;
  bool has_16_bit = false;
  bool has_grey = false;
  bool has_layers = false;  ///< in what is written
  /// Of kind.extensions those that are read only; the last ones.
  std::size_t read_only_extensions = 0;
  bool (*can_encode)() = nullptr;  ///< where the library may come without an encoder; null: always
};

/// Whether a file's name ends as one of this format that is only read, as Krita's own documents.
[[nodiscard]] bool is_read_only_name(const Codec& codec, const std::filesystem::path& path);

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

/// "the AVIF library is missing …": for a kind that this build cannot open or write.
[[noreturn]] void fail_without_library(const PhotoKind& kind, std::string_view what);

#define V4E_DECLARE_READER(name)          \
  bool is_##name(std::string_view bytes); \
  Decoded decode_##name(const DecodeRequest& request)
#define V4E_DECLARE_CODEC(name) \
  V4E_DECLARE_READER(name);     \
  std::string encode_##name(const EncodeRequest& request, std::vector<std::string>& notes)

V4E_DECLARE_CODEC(jpeg);
V4E_DECLARE_CODEC(png);
V4E_DECLARE_CODEC(webp);
V4E_DECLARE_CODEC(tiff);
V4E_DECLARE_CODEC(heif);
V4E_DECLARE_CODEC(avif);
V4E_DECLARE_CODEC(jxl);
V4E_DECLARE_CODEC(ora);
V4E_DECLARE_READER(gif);
V4E_DECLARE_READER(raw);
V4E_DECLARE_READER(bmp);
V4E_DECLARE_READER(pnm);
V4E_DECLARE_READER(tga);
V4E_DECLARE_READER(jp2);
V4E_DECLARE_READER(exr);
V4E_DECLARE_READER(hdr);
V4E_DECLARE_READER(psd);
V4E_DECLARE_READER(ico);
V4E_DECLARE_READER(svg);

bool can_encode_heif();
bool can_encode_avif();

#undef V4E_DECLARE_CODEC
#undef V4E_DECLARE_READER

}  // namespace v4e
