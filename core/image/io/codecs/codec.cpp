// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/codec.h"

#include <array>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::array<Codec, 5> kCodecs{{
    {PhotoFormat::Jpeg, is_jpeg, decode_jpeg, encode_jpeg, 65500, false, false, true},
    {PhotoFormat::Png, is_png, decode_png, encode_png, 0x7fffffff, true, true, true},
    {PhotoFormat::WebP, is_webp, decode_webp, encode_webp, 16383, true, false, false},
    {PhotoFormat::Tiff, is_tiff, decode_tiff, encode_tiff, 0x7fffffff, true, true, true},
    {PhotoFormat::Gif, is_gif, decode_gif, nullptr, 65535, true, false, false},
}};

struct KnownFormat {
  std::size_t offset;
  std::string_view magic;
  std::string_view name;
};

// Formats that artists have but that are not read: a name helps more than "not a picture".
constexpr std::array<KnownFormat, 12> kKnownFormats{{
    {4, "ftypheic", "a HEIC picture"},
    {4, "ftypheix", "a HEIC picture"},
    {4, "ftypmif1", "a HEIF picture"},
    {4, "ftypavif", "an AVIF picture"},
    {4, "ftypcrx ", "a camera raw file"},
    {4, "ftyp", "a video"},
    {0, "BM", "a BMP picture"},
    {0, "8BPS", "a Photoshop document"},
    {0, "gimp xcf", "a GIMP document"},
    {0, "%PDF", "a PDF document"},
    {0, "\xff\x0a", "a JPEG XL picture"},
    {4, "JXL ", "a JPEG XL picture"},
}};

}  // namespace

std::span<const Codec> codecs() {
  return kCodecs;
}

const Codec& codec_of(PhotoFormat format) {
  for (const Codec& codec : kCodecs) {
    if (codec.format == format) return codec;
  }
  V4E_ASSERT(false);
}

const Codec& detect_codec(std::string_view bytes, std::string_view name) {
  for (const Codec& codec : kCodecs) {
    if (codec.matches(bytes)) return codec;
  }
  if (bytes.empty()) {
    throw Error(ErrorCode::FileMalformed,
                std::string(name) + " is empty; copy it again from the camera or from a backup");
  }
  for (const KnownFormat& known : kKnownFormats) {
    if (bytes.size() > known.offset && bytes.substr(known.offset).starts_with(known.magic)) {
      throw Error(ErrorCode::Unsupported,
                  std::string(name) + " is " + std::string(known.name) +
                      ", which is not read; save it as PNG, TIFF, JPEG or WebP first");
    }
  }
  throw Error(ErrorCode::FileMalformed,
              std::string(name) + " is not a picture; choose a JPEG, PNG, WebP, TIFF or GIF file");
}

void check_picture_size(const DecodeRequest& request, std::uint64_t width, std::uint64_t height,
                        int bytes_per_pixel) {
  if (width == 0 || height == 0 || width > 0x7fffffff || height > 0x7fffffff) {
    fail_damaged(request.name,
                 "its header states " + std::to_string(width) + " x " + std::to_string(height) + " pixels");
  }
  // Both sides are below 2^31, so the product fits.
  const std::uint64_t pixels = width * height;
  if (pixels <= request.max_pixels) return;
  const std::uint64_t mebibytes = (pixels >> 10) * static_cast<std::uint64_t>(bytes_per_pixel) >> 10;
  throw Error(ErrorCode::FileUnreadable,
              std::string(request.name) + " has " + std::to_string(width) + " x " + std::to_string(height) +
                  " pixels (" + std::to_string(pixels / 1'000'000) + " megapixels), more than the limit of " +
                  std::to_string(request.max_pixels / 1'000'000) + "; it would need " +
                  std::to_string(mebibytes) + " MiB of memory to open; make a smaller copy of it first");
}

void fail_damaged(std::string_view name, std::string_view detail) {
  throw Error(ErrorCode::FileMalformed, std::string(name) +
                                            " is damaged or cut short: " + std::string(detail) +
                                            "; copy it again from the camera or from a backup");
}

}  // namespace v4e
