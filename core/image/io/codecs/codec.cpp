// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/codec.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace v4e {
namespace {

struct KnownFormat {
  std::size_t offset;
  std::string_view magic;
  std::string_view name;
  std::string_view advice = "save it as PNG, TIFF, JPEG or WebP first";
};

using namespace std::string_view_literals;

// What people have but is not read: a name helps more than "not a picture".
constexpr std::array kKnownFormats{
    KnownFormat{4, "ftyp"sv, "a video", "take a picture out of it first"},
    KnownFormat{0, "gimp xcf"sv, "a GIMP document",
                "open it in GIMP and export it as OpenRaster (.ora), TIFF or PNG"},
    KnownFormat{0, "%PDF"sv, "a PDF document", "save its page as PNG or TIFF first"},
    KnownFormat{0, "BM"sv, "a BMP picture of an unknown kind"},
    KnownFormat{0, "PK\3\4"sv, "a ZIP archive", "unpack it and open a picture inside it"},
};

const KnownFormat* known_format(std::string_view bytes) {
  for (const KnownFormat& known : kKnownFormats) {
    if (bytes.size() > known.offset && bytes.substr(known.offset).starts_with(known.magic)) return &known;
  }
  return nullptr;
}

/// As a lower-case ending; empty where there is none.
std::string ending_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return extension;
}

bool can_write(const Codec& codec) {
  return codec.encode && (!codec.can_encode || codec.can_encode());
}

PhotoKind described(const Codec& codec) {
  PhotoKind kind = codec.kind;
  kind.is_read = codec.decode != nullptr;
  kind.is_written = can_write(codec);
  return kind;
}

/// The usual endings of those formats, as a sentence lists them.
template <typename Choice>
std::string list_endings(const Choice& is_listed) {
  std::string list;
  for (const Codec& codec : codecs()) {
    if (!is_listed(codec)) continue;
    list += (list.empty() ? "" : ", ") + std::string(codec.kind.extensions.front());
  }
  return list;
}

}  // namespace

const Codec& codec_of(PhotoFormat format) {
  for (const Codec& codec : codecs()) {
    if (codec.kind.format == format) return codec;
  }
  V4E_ASSERT(false);
}

const Codec& detect_codec(std::string_view bytes, std::string_view name) {
  // Raw files wear TIFF clothing, so they are looked for first.
  if (const Codec& raw = codec_of(PhotoFormat::Raw); raw.matches(bytes)) return raw;
  for (const Codec& codec : codecs()) {
    // Without a mark in front it is the last guess.
    if (codec.kind.format != PhotoFormat::Tga && codec.matches(bytes)) return codec;
  }
  if (bytes.empty()) {
    throw Error(ErrorCode::FileMalformed,
                std::string(name) + " is empty; copy it again from the camera or from a backup");
  }
  if (const KnownFormat* known = known_format(bytes)) {
    throw Error(ErrorCode::Unsupported, std::string(name) + " is " + std::string(known->name) +
                                            ", which is not read; " + std::string(known->advice));
  }
  if (const Codec& tga = codec_of(PhotoFormat::Tga); tga.matches(bytes)) return tga;
  throw Error(ErrorCode::FileMalformed,
              std::string(name) + " is not a picture; choose a JPEG, PNG, HEIC, camera raw or other photo");
}

void fail_without_library(const PhotoKind& kind, std::string_view what) {
  throw Error(ErrorCode::Unsupported, std::string(what) +
                                          ", for which this program was built without its "
                                          "library; install the package " +
                                          std::string(kind.package) + " and build the program again");
}

std::vector<PhotoKind> photo_kinds() {
  std::vector<PhotoKind> kinds;
  for (const Codec& codec : codecs()) kinds.push_back(described(codec));
  return kinds;
}

PhotoKind kind_of(PhotoFormat format) {
  return described(codec_of(format));
}

bool is_read_only_name(const Codec& codec, const std::filesystem::path& path) {
  const auto endings = codec.kind.extensions.last(codec.read_only_extensions);
  return std::ranges::find(endings, ending_of(path)) != endings.end();
}

bool is_written(PhotoFormat format) {
  return can_write(codec_of(format));
}

std::string output_extension(const std::filesystem::path& photo) {
  const auto format = format_of_extension(photo);
  if (format && is_written(*format) && !is_read_only_name(codec_of(*format), photo)) return photo.extension().string();
  return format == PhotoFormat::Raw ? ".tif" : ".png";
}

std::string written_extensions() {
  return list_endings(can_write);
}

bool writes_layers(PhotoFormat format) {
  return codec_of(format).has_layers;
}

std::string layered_extensions() {
  return list_endings([](const Codec& codec) { return codec.has_layers; });
}

std::string_view to_string(PhotoFormat format) {
  return codec_of(format).kind.name;
}

std::optional<PhotoFormat> format_of_extension(const std::filesystem::path& path) {
  const std::string extension = ending_of(path);
  for (const Codec& codec : codecs()) {
    if (std::ranges::find(codec.kind.extensions, extension) != codec.kind.extensions.end())
      return codec.kind.format;
  }
  return std::nullopt;
}

std::vector<std::string_view> photo_extensions() {
  std::vector<std::string_view> all;
  for (const Codec& codec : codecs())
    all.insert(all.end(), codec.kind.extensions.begin(), codec.kind.extensions.end());
  return all;
}

ColourHint still_colours(int primaries, int transfer) {
  constexpr std::array kVideo{1, 2, 6, 14, 15};
  constexpr int kUnstated = 2;
  ColourHint hint;
  hint.code_points =
      CodePoints{.primaries = primaries == kUnstated ? 1 : primaries,
                 .transfer = std::ranges::find(kVideo, transfer) != kVideo.end() ? 13 : transfer};
  return hint;
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
