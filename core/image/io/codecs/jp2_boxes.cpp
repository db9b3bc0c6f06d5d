// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/jp2_boxes.h"

#include <algorithm>

#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kExifId = "JpgTiffExif->JP2"sv;
// Photoshop has its own for both.
constexpr std::string_view kAdobeExifId =
    "\x05\x37\xcd\xab\x9d\x0c\x44\x31\xa7\x2a\xfa\x56\x1f\x2a\x11\x3e"sv;
constexpr std::string_view kAdobeIptcId =
    "\x09\xa1\x4e\x97\xc0\xb4\x42\xe0\xbe\xbf\x36\xdf\x6f\x0c\xe3\x6f"sv;
constexpr std::string_view kIptcId = "\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38"sv;
constexpr std::string_view kXmpId = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"sv;
constexpr std::size_t kIdBytes = 16;

void take(std::string_view content, PhotoMetadata& metadata) {
  if (content.size() <= kIdBytes) return;
  const std::string_view id = content.substr(0, kIdBytes);
  const std::string_view data = content.substr(kIdBytes);
  if (id == kXmpId) metadata.xmp = data;
  if (id == kIptcId || id == kAdobeIptcId) metadata.iptc = data;
  if (id == kExifId || id == kAdobeExifId) {
    // Some writers put JPEG's name in front.
    metadata.exif = data.starts_with("Exif\0\0"sv) ? data.substr(6) : data;
  }
}

}  // namespace

PhotoMetadata read_jp2_metadata(std::string_view bytes) {
  PhotoMetadata metadata;
  for (std::size_t at = 0; at + 8 <= bytes.size();) {
    std::uint64_t size = read_be(bytes, at, 4);
    std::size_t head = 8;
    if (size == 1 && at + 16 <= bytes.size()) {
      size = std::uint64_t{read_be(bytes, at + 8, 4)} << 32 | read_be(bytes, at + 12, 4);
      head = 16;
    }
    if (size == 0) size = bytes.size() - at;
    if (size < head || size > bytes.size() - at) break;
    if (bytes.substr(at + 4, 4) == "uuid")
      take(bytes.substr(at + head, static_cast<std::size_t>(size) - head), metadata);
    at += static_cast<std::size_t>(size);
  }
  return metadata;
}

}  // namespace v4e
