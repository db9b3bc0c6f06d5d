// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/plain_png.h"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::size_t kMaxFileBytes = 256U << 20U;
constexpr std::uint32_t kMaxSide = 1U << 14U;
constexpr std::size_t kPixelBytes = 3;

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i)
    value = value << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return value;
}

struct Png {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::string compressed;
};

void read_header(std::string_view body, const std::string& name, Png& png) {
  if (body.size() != 13) throw Error(ErrorCode::FileMalformed, name + ": wrong PNG header");
  png.width = big_endian(body);
  png.height = big_endian(body.substr(4));
  if (body.substr(8) != std::string_view("\x08\x02\x00\x00\x00", 5)) {
    throw Error(ErrorCode::Unsupported, name + ": only 8-bit RGB PNG without interlace can be read here");
  }
  if (png.width == 0 || png.height == 0 || png.width > kMaxSide || png.height > kMaxSide) {
    throw Error(ErrorCode::FileMalformed, name + ": impossible picture size");
  }
}

Png parse_chunks(std::string_view bytes, const std::string& name) {
  if (!bytes.starts_with("\x89PNG\r\n\x1a\n"))
    throw Error(ErrorCode::FileMalformed, name + ": not a PNG file");
  Png png;
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::size_t length = big_endian(bytes.substr(at));
    if (length > bytes.size() - at - 12) break;
    const std::string_view type = bytes.substr(at + 4, 4);
    const std::string_view body = bytes.substr(at + 8, length);
    if (type == "IHDR") read_header(body, name, png);
    if (type == "IDAT") png.compressed += body;
    if (type == "IEND" && png.width > 0) return png;
    at += 12 + length;
  }
  throw Error(ErrorCode::FileMalformed, name + ": the PNG file is cut off");
}

std::uint8_t paeth(int left, int up, int corner) {
  const int estimate = left + up - corner;
  const int to_left = std::abs(estimate - left);
  const int to_up = std::abs(estimate - up);
  const int to_corner = std::abs(estimate - corner);
  if (to_left <= to_up && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_up <= to_corner ? up : corner);
}

/// Undoes the prediction of one row in place; `above` is the finished row before, or zeros.
bool unfilter(int filter, const std::uint8_t* above, std::uint8_t* row, std::size_t length) {
  if (filter > 4) return false;
  for (std::size_t i = 0; i < length; ++i) {
    const int left = i >= kPixelBytes ? row[i - kPixelBytes] : 0;
    const int corner = i >= kPixelBytes ? above[i - kPixelBytes] : 0;
    const int guess = filter == 1   ? left
                      : filter == 2 ? above[i]
                      : filter == 3 ? (left + above[i]) / 2
                      : filter == 4 ? paeth(left, above[i], corner)
                                    : 0;
    row[i] = static_cast<std::uint8_t>(row[i] + guess);
  }
  return true;
}

void append_u32(std::string& out, std::uint32_t value) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out.push_back(static_cast<char>(value >> shift));
}

void append_chunk(std::string& png, std::string_view type, std::string_view data) {
  append_u32(png, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = png.size();
  png += type;
  png += data;
  const uLong crc =
      crc32(0, reinterpret_cast<const Bytef*>(png.data() + start), static_cast<uInt>(png.size() - start));
  append_u32(png, static_cast<std::uint32_t>(crc));
}

}  // namespace

PlainPicture read_plain_png(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const Png png = parse_chunks(read_file(file, kMaxFileBytes), name);
  const std::size_t stride = png.width * kPixelBytes;
  std::vector<std::uint8_t> raw((stride + 1) * png.height);
  auto size = static_cast<uLongf>(raw.size());
  const int status = uncompress(raw.data(), &size, reinterpret_cast<const Bytef*>(png.compressed.data()),
                                static_cast<uLong>(png.compressed.size()));
  if (status != Z_OK || size != raw.size())
    throw Error(ErrorCode::FileMalformed, name + ": damaged picture data");

  PlainPicture picture{png.width, png.height, std::vector<std::uint8_t>(stride * png.height)};
  const std::vector<std::uint8_t> zeros(stride);
  for (std::size_t y = 0; y < png.height; ++y) {
    const std::uint8_t* source = raw.data() + y * (stride + 1);
    std::uint8_t* row = picture.rgb.data() + y * stride;
    std::copy(source + 1, source + 1 + stride, row);
    if (!unfilter(source[0], y == 0 ? zeros.data() : row - stride, row, stride)) {
      throw Error(ErrorCode::FileMalformed, name + ": unknown PNG filter");
    }
  }
  return picture;
}

void write_plain_png(const std::filesystem::path& file, const PlainPicture& picture) {
  const std::size_t stride = std::size_t{picture.width} * kPixelBytes;
  V4E_ASSERT(picture.width > 0 && picture.height > 0 && picture.rgb.size() == stride * picture.height);
  std::string raw;
  raw.reserve((stride + 1) * picture.height);
  for (std::size_t y = 0; y < picture.height; ++y) {
    raw.push_back(0);  // no filter
    raw.append(reinterpret_cast<const char*>(picture.rgb.data() + y * stride), stride);
  }
  uLongf size = compressBound(static_cast<uLong>(raw.size()));
  std::string packed(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size()), 1);
  V4E_ASSERT(status == Z_OK);
  packed.resize(size);

  std::string header;
  append_u32(header, picture.width);
  append_u32(header, picture.height);
  header += std::string_view("\x08\x02\x00\x00\x00", 5);  // 8-bit RGB
  std::string png("\x89PNG\r\n\x1a\n", 8);
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", packed);
  append_chunk(png, "IEND", "");
  AtomicFile target(file);
  target.write(png);
  target.commit();
}

}  // namespace v4e
