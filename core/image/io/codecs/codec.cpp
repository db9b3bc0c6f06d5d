// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/codec.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::array<std::string_view, 4> kJpegExtensions{".jpg", ".jpeg", ".jpe", ".jfif"};
constexpr std::array<std::string_view, 1> kPngExtensions{".png"};
constexpr std::array<std::string_view, 1> kWebpExtensions{".webp"};
constexpr std::array<std::string_view, 2> kTiffExtensions{".tif", ".tiff"};
constexpr std::array<std::string_view, 1> kGifExtensions{".gif"};

constexpr std::array<Codec, 5> kCodecs{{
    {.format = PhotoFormat::Jpeg,
     .extensions = kJpegExtensions,
     .matches = is_jpeg,
     .decode = decode_jpeg,
     .encode = encode_jpeg,
     .max_side_px = 65500,
     .has_grey = true},
    {.format = PhotoFormat::Png,
     .extensions = kPngExtensions,
     .matches = is_png,
     .decode = decode_png,
     .encode = encode_png,
     .max_side_px = 0x7fffffff,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true},
    {.format = PhotoFormat::WebP,
     .extensions = kWebpExtensions,
     .matches = is_webp,
     .decode = decode_webp,
     .encode = encode_webp,
     .max_side_px = 16383,
     .has_alpha = true},
    {.format = PhotoFormat::Tiff,
     .extensions = kTiffExtensions,
     .matches = is_tiff,
     .decode = decode_tiff,
     .encode = encode_tiff,
     .max_side_px = 0x7fffffff,
     .has_alpha = true,
     .has_16_bit = true,
     .has_grey = true},
    {.format = PhotoFormat::Gif,
     .extensions = kGifExtensions,
     .matches = is_gif,
     .decode = decode_gif,
     .encode = nullptr,
     .max_side_px = 65535,
     .has_alpha = true},
}};

struct KnownFormat {
  std::size_t offset;
  std::string_view magic;
  std::string_view name;
};

using namespace std::string_view_literals;

// Formats that artists have but that are not read: a name helps more than "not a picture".
constexpr std::array kKnownFormats{
    KnownFormat{4, "ftypheic"sv, "a HEIC picture"},
    KnownFormat{4, "ftypheix"sv, "a HEIC picture"},
    KnownFormat{4, "ftypheim"sv, "a HEIC picture"},
    KnownFormat{4, "ftypheis"sv, "a HEIC picture"},
    KnownFormat{4, "ftyphevc"sv, "a HEIC sequence"},
    KnownFormat{4, "ftyphevx"sv, "a HEIC sequence"},
    KnownFormat{4, "ftypmif1"sv, "a HEIF picture"},
    KnownFormat{4, "ftypmif2"sv, "a HEIF picture"},
    KnownFormat{4, "ftypmsf1"sv, "a HEIF sequence"},
    KnownFormat{4, "ftypavif"sv, "an AVIF picture"},
    KnownFormat{4, "ftypavis"sv, "an AVIF sequence"},
    KnownFormat{4, "ftypjxl "sv, "a JPEG XL picture"},
    KnownFormat{4, "ftypcrx "sv, "a camera raw file"},
    KnownFormat{4, "ftyp"sv, "a video"},
    KnownFormat{4, "jP  \r\n"sv, "a JPEG 2000 picture"},
    KnownFormat{4, "JXL \r\n"sv, "a JPEG XL picture"},
    KnownFormat{0, "\xff\x0a"sv, "a JPEG XL picture"},
    KnownFormat{0, "\xff\x4f\xff\x51"sv, "a JPEG 2000 picture"},
    KnownFormat{0, "\x76\x2f\x31\x01"sv, "an OpenEXR picture"},
    KnownFormat{0, "#?RADIANCE"sv, "a Radiance HDR picture"},
    KnownFormat{0, "#?RGBE"sv, "a Radiance HDR picture"},
    KnownFormat{0, "IIU\0"sv, "a camera raw file"},
    KnownFormat{0, "IIRO"sv, "a camera raw file"},
    KnownFormat{0, "IIRS"sv, "a camera raw file"},
    KnownFormat{0, "MMOR"sv, "a camera raw file"},
    KnownFormat{0, "FUJIFILMCCD-RAW"sv, "a camera raw file"},
    KnownFormat{0, "FOVb"sv, "a camera raw file"},
    KnownFormat{6, "HEAPCCDR"sv, "a camera raw file"},
    KnownFormat{0, "\0MRM"sv, "a camera raw file"},
    KnownFormat{0, "BM"sv, "a BMP picture"},
    KnownFormat{0, "8BPS"sv, "a Photoshop document"},
    KnownFormat{0, "gimp xcf"sv, "a GIMP document"},
    KnownFormat{0, "%PDF"sv, "a PDF document"},
    KnownFormat{0, "\0\0\1\0"sv, "a Windows icon"},
    KnownFormat{30, "mimetypeimage/openraster"sv, "an OpenRaster document"},
    KnownFormat{30, "mimetypeapplication/x-krita"sv, "a Krita document"},
};

/// "P1" to "P7" and white space: the Netpbm family.
bool is_netpbm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' &&
         ((bytes[1] >= '1' && bytes[1] <= '7') || bytes[1] == 'F' || bytes[1] == 'f') &&
         (bytes[2] == '\n' || bytes[2] == ' ' || bytes[2] == '\t' || bytes[2] == '\r' || bytes[2] == '#');
}

/// Text that begins as XML and soon names its root.
bool is_svg(std::string_view bytes) {
  const std::string_view start = bytes.substr(0, 4096);
  const auto first = start.find_first_not_of("\xef\xbb\xbf \t\r\n");
  return first != std::string_view::npos && start[first] == '<' &&
         start.find("<svg") != std::string_view::npos;
}

/// TGA has no mark in front: the fields of its header must be possible together.
bool is_tga(std::string_view bytes) {
  if (bytes.size() < 18) return false;
  if (bytes.size() >= 44 && bytes.substr(bytes.size() - 18).starts_with("TRUEVISION-XFILE.")) return true;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const int kind = byte(2);
  const bool has_map = byte(1) == 1;
  const bool is_kind =
      has_map ? kind == 1 || kind == 9 : byte(1) == 0 && (kind == 2 || kind == 3 || kind == 10 || kind == 11);
  const int depth = byte(16);
  return is_kind && (depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32) &&
         read_le(bytes, 12, 2) > 0 && read_le(bytes, 14, 2) > 0 && (byte(17) & 0xc0) == 0;
}

/// The name of a picture format that is not read, empty for what is none.
std::string_view known_format(std::string_view bytes) {
  for (const KnownFormat& known : kKnownFormats) {
    if (bytes.size() > known.offset && bytes.substr(known.offset).starts_with(known.magic)) return known.name;
  }
  if (is_netpbm(bytes)) return "a Netpbm picture";
  if (is_svg(bytes)) return "an SVG drawing";
  if (is_tga(bytes)) return "a TGA picture";
  return {};
}

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
  if (const std::string_view known = known_format(bytes); !known.empty()) {
    throw Error(
        ErrorCode::Unsupported,
        std::string(name) + " is " + std::string(known) +
            (known == "a camera raw file" ? "; develop it to a TIFF or JPEG first"
                                          : ", which is not read; save it as PNG, TIFF, JPEG or WebP first"));
  }
  throw Error(ErrorCode::FileMalformed,
              std::string(name) + " is not a picture; choose a JPEG, PNG, WebP, TIFF or GIF file");
}

std::string_view to_string(PhotoFormat format) {
  switch (format) {
    case PhotoFormat::Jpeg:
      return "JPEG";
    case PhotoFormat::Png:
      return "PNG";
    case PhotoFormat::WebP:
      return "WebP";
    case PhotoFormat::Tiff:
      return "TIFF";
    case PhotoFormat::Gif:
      return "GIF";
  }
  V4E_ASSERT(false);
}

std::optional<PhotoFormat> format_of_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  for (const Codec& codec : kCodecs) {
    if (std::ranges::find(codec.extensions, extension) != codec.extensions.end()) return codec.format;
  }
  return std::nullopt;
}

std::vector<std::string_view> photo_extensions() {
  std::vector<std::string_view> all;
  for (const Codec& codec : kCodecs) all.insert(all.end(), codec.extensions.begin(), codec.extensions.end());
  return all;
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
