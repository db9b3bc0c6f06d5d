// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/project/picture_blob.h"

#include <zlib.h>

#include <vector>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 31;

/// Sample planes by byte: all first bytes of all first channels of a row, then the second … Neighbours in a
/// plane are alike, so their difference is small.
void split_row(const std::uint8_t* row, std::uint8_t* planes, std::size_t pixels, std::size_t pixel_bytes) {
  for (std::size_t plane = 0; plane < pixel_bytes; ++plane) {
    std::uint8_t left = 0;
    for (std::size_t x = 0; x < pixels; ++x) {
      const std::uint8_t value = row[x * pixel_bytes + plane];
      planes[plane * pixels + x] = static_cast<std::uint8_t>(value - left);
      left = value;
    }
  }
}

void join_row(const std::uint8_t* planes, std::uint8_t* row, std::size_t pixels, std::size_t pixel_bytes) {
  for (std::size_t plane = 0; plane < pixel_bytes; ++plane) {
    std::uint8_t left = 0;
    for (std::size_t x = 0; x < pixels; ++x) {
      left = static_cast<std::uint8_t>(left + planes[plane * pixels + x]);
      row[x * pixel_bytes + plane] = left;
    }
  }
}

}  // namespace

std::string pack_picture(const Image& image) {
  if (image.size_bytes() > kMaxBytes) {
    throw Error(ErrorCode::InvalidArgument, "a picture of this size cannot be stored in a project");
  }
  const std::size_t row_bytes = image.row_bytes();
  const auto rows = static_cast<std::size_t>(image.height());
  std::vector<std::uint8_t> planes(image.size_bytes());
  const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.data());
  const auto width = static_cast<std::size_t>(image.width());
  for (std::size_t y = 0; y < rows; ++y) {
    split_row(pixels + y * row_bytes, planes.data() + y * row_bytes, width, row_bytes / width);
  }
  uLongf packed_bytes = compressBound(static_cast<uLong>(planes.size()));
  std::string packed(packed_bytes, '\0');
  V4E_ASSERT(compress2(reinterpret_cast<Bytef*>(packed.data()), &packed_bytes, planes.data(),
                       static_cast<uLong>(planes.size()), Z_BEST_SPEED) == Z_OK);
  packed.resize(packed_bytes);
  return packed;
}

Image unpack_picture(std::string_view bytes, const PictureLayout& layout, std::string_view name) {
  const auto fail = [&](const std::string& detail) {
    throw Error(ErrorCode::FileMalformed, std::string(name) + " is damaged: " + detail);
  };
  const bool sane = layout.width_px > 0 && layout.height_px > 0 && layout.channels >= 1 &&
                    layout.channels <= 4 && layout.width_px <= 1 << 20 && layout.height_px <= 1 << 20;
  const std::size_t wanted =
      !sane ? 0
            : static_cast<std::size_t>(layout.width_px) * static_cast<std::size_t>(layout.height_px) *
                  static_cast<std::size_t>(layout.channels) * bytes_per_sample(layout.type);
  // Deflate makes at most about 1032 bytes of one: a small blob cannot ask for gigabytes.
  if (!sane || wanted > kMaxBytes || wanted / 1100 > bytes.size()) fail("its size cannot be right");
  std::vector<std::uint8_t> planes(wanted);
  uLongf unpacked = static_cast<uLongf>(wanted);
  const int result = uncompress(planes.data(), &unpacked, reinterpret_cast<const Bytef*>(bytes.data()),
                                static_cast<uLong>(bytes.size()));
  if (result != Z_OK || unpacked != wanted) fail("its pixels cannot be read");
  Image image(layout.width_px, layout.height_px, layout.channels, layout.type);
  auto* pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  const std::size_t row_bytes = image.row_bytes();
  const auto width = static_cast<std::size_t>(image.width());
  for (std::size_t y = 0; y < static_cast<std::size_t>(image.height()); ++y) {
    join_row(planes.data() + y * row_bytes, pixels + y * row_bytes, width, row_bytes / width);
  }
  return image;
}

}  // namespace v4e
