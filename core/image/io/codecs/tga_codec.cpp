// SPDX-License-Identifier: GPL-3.0-or-later
// TGA (Truevision TGA 2.0). Our own: the format is small, and no library for it is left.
#include <array>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

using Pixel = std::array<std::uint8_t, 4>;

/// What a file's extension area says of the fourth channel.
enum class Alpha { Unstated, Ignored, Straight, Premultiplied };

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request), reader_(request.bytes, request.name, ByteOrder::Little) {}

  Decoded read() {
    read_header();
    check_picture_size(request_, width_, height_, 4);
    const std::size_t channels = is_grey_ ? 1 : has_alpha_ ? 4 : 3;
    Decoded decoded;
    Photo& photo = decoded.photo;
    photo.source_format = PhotoFormat::Tga;
    photo.source_bits = bits_ == 15 || bits_ == 16 ? 5 : 8;
    photo.image = Image(static_cast<int>(width_), static_cast<int>(height_), static_cast<int>(channels),
                        SampleType::U8);
    auto* target = reinterpret_cast<std::uint8_t*>(photo.image.mutable_data());
    for (std::uint64_t y = 0; y < height_; ++y) {
      for (std::uint64_t x = 0; x < width_; ++x) {
        const std::uint64_t row = is_top_down_ ? y : height_ - 1 - y;
        const std::uint64_t column = is_right_first_ ? width_ - 1 - x : x;
        std::memcpy(target + (row * width_ + column) * channels, next_pixel().data(), channels);
      }
    }
    if (has_alpha_ && alpha_ == Alpha::Premultiplied) photo.image = unpremultiplied(photo.image);
    return decoded;
  }

 private:
  void read_header() {
    const std::uint64_t id_bytes = reader_.byte();
    const bool has_map = reader_.byte() == 1;
    const unsigned kind = reader_.byte();
    is_packed_ = (kind & 8) != 0;
    is_indexed_ = (kind & 7) == 1;
    is_grey_ = (kind & 7) == 3;
    const std::uint64_t map_start = reader_.number(2);
    const std::uint64_t map_length = reader_.number(2);
    const unsigned map_bits = reader_.byte();
    reader_.skip(4);
    width_ = reader_.number(2);
    height_ = reader_.number(2);
    bits_ = reader_.byte();
    const unsigned descriptor = reader_.byte();
    is_right_first_ = (descriptor & 0x10) != 0;
    is_top_down_ = (descriptor & 0x20) != 0;
    reader_.skip(id_bytes);
    alpha_ = stated_alpha();
    has_alpha_ = !is_grey_ && (descriptor & 15) != 0 && alpha_ != Alpha::Ignored &&
                 (is_indexed_ ? map_bits == 32 : bits_ == 32 || bits_ == 16);
    check_depth(map_bits);
    if (has_map) read_map(map_start, map_length, map_bits);
  }

  void check_depth(unsigned map_bits) const {
    const bool is_right = is_grey_      ? bits_ == 8
                          : is_indexed_ ? bits_ == 8 || bits_ == 16
                                        : bits_ == 15 || bits_ == 16 || bits_ == 24 || bits_ == 32;
    if (is_right && (!is_indexed_ || (map_bits >= 15 && map_bits <= 32))) return;
    throw Error(ErrorCode::Unsupported, std::string(request_.name) + " is a TGA picture with " +
                                            std::to_string(bits_) +
                                            " bits of a kind that is not read; save it as PNG first");
  }

  void read_map(std::uint64_t start, std::uint64_t length, unsigned bits) {
    const std::size_t size = (bits + 7) / 8;
    if (!is_indexed_) return reader_.skip(length * size);
    map_.resize(start + length);
    for (std::uint64_t i = start; i < map_.size(); ++i) map_[i] = pixel_of(reader_.take(size), bits);
  }

  [[nodiscard]] Alpha stated_alpha() const {
    constexpr std::size_t kAttributes = 494;
    const std::string_view bytes = request_.bytes;
    if (bytes.size() < 44 || !bytes.substr(bytes.size() - 18).starts_with("TRUEVISION-XFILE"))
      return Alpha::Unstated;
    const std::size_t area = read_le(bytes, bytes.size() - 26, 4);
    if (area == 0 || area + kAttributes >= bytes.size()) return Alpha::Unstated;
    switch (static_cast<unsigned char>(bytes[area + kAttributes])) {
      case 0:
      case 1:
      case 2:
        return Alpha::Ignored;
      case 4:
        return Alpha::Premultiplied;
      default:
        return Alpha::Straight;
    }
  }

  [[nodiscard]] Pixel pixel_of(std::string_view bytes, unsigned bits) const {
    const std::uint32_t value = read_le(bytes, 0, bytes.size());
    if (bytes.size() == 2) {
      Pixel pixel{};
      for (std::size_t c = 0; c < 3; ++c) pixel[c] = spread_to_8_bit(value >> (10 - 5 * c) & 31, 31);
      pixel[3] = bits == 16 && (value & 0x8000) == 0 ? 0 : 255;
      return pixel;
    }
    const auto byte = [&](int shift) { return static_cast<std::uint8_t>(value >> shift); };
    return {byte(16), byte(8), byte(0), bits == 32 ? byte(24) : std::uint8_t{255}};
  }

  Pixel plain_pixel() {
    const std::string_view bytes = reader_.take((bits_ + 7) / 8);
    if (is_grey_) return {static_cast<std::uint8_t>(bytes[0])};
    if (!is_indexed_) return pixel_of(bytes, bits_);
    const std::size_t index = read_le(bytes, 0, bytes.size());
    return index < map_.size() ? map_[index] : Pixel{0, 0, 0, 255};
  }

  /// Runs may go on over the end of a row, which the specification forbids and writers do.
  Pixel next_pixel() {
    if (!is_packed_) return plain_pixel();
    if (run_left_ == 0) {
      const unsigned head = reader_.byte();
      run_left_ = (head & 127) + 1;
      is_same_ = (head & 128) != 0;
      if (is_same_) same_ = plain_pixel();
    }
    --run_left_;
    return is_same_ ? same_ : plain_pixel();
  }

  const DecodeRequest& request_;
  ByteReader reader_;
  std::uint64_t width_ = 0;
  std::uint64_t height_ = 0;
  unsigned bits_ = 0;
  bool is_packed_ = false;
  bool is_indexed_ = false;
  bool is_grey_ = false;
  bool is_top_down_ = false;
  bool is_right_first_ = false;
  bool has_alpha_ = false;
  Alpha alpha_ = Alpha::Unstated;
  std::vector<Pixel> map_;
  unsigned run_left_ = 0;
  bool is_same_ = false;
  Pixel same_{};
};

}  // namespace

Decoded decode_tga(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
