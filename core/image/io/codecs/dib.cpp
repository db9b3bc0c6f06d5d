// SPDX-License-Identifier: GPL-3.0-or-later
// Bitmaps of Windows (BITMAPINFOHEADER to BITMAPV5HEADER) and OS/2. Our own: the format is small, and the
// libraries that read it lose the transparency or the profile.
#include "core/image/io/codecs/dib.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"

namespace v4e {
namespace {

enum Compression : std::uint32_t {
  kRgb = 0,
  kRle8 = 1,
  kRle4 = 2,
  kBitFields = 3,
  kJpeg = 4,
  kPng = 5,
  kAlphaBitFields = 6
};
constexpr std::uint32_t kEmbeddedProfile = 0x4d424544;  // "MBED"

/// The bits of a pixel that one channel has.
struct Field {
  std::uint32_t mask = 0;

  [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const {
    if (mask == 0) return 0;
    const int shift = std::countr_zero(mask);
    return spread_to_8_bit((pixel & mask) >> shift, mask >> shift);
  }
};

struct Header {
  std::uint32_t size = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool is_top_down = false;
  unsigned bits = 0;
  std::uint32_t compression = kRgb;
  std::uint32_t colours = 0;
  std::array<Field, 4> fields;  ///< red, green, blue, alpha
  std::string icc;
};

using Colour = std::array<std::uint8_t, 3>;

class Reader {
 public:
  Reader(const DecodeRequest& request, const DibPlace& place)
      : request_(request), place_(place), reader_(request.bytes, request.name, ByteOrder::Little) {}

  Decoded read() {
    read_header();
    if (header_.compression == kJpeg || header_.compression == kPng) return read_wrapped();
    check_picture_size(request_, static_cast<std::uint64_t>(header_.width),
                       static_cast<std::uint64_t>(header_.height), 4);
    read_palette();
    if (place_.pixels != 0) reader_.go_to(place_.pixels);
    decoded_.photo.image = Image(static_cast<int>(header_.width), static_cast<int>(header_.height),
                                 has_alpha() ? 4 : 3, SampleType::U8);
    pixels_ = reinterpret_cast<std::uint8_t*>(decoded_.photo.image.mutable_data());
    const bool is_packed = header_.compression == kRle8 || header_.compression == kRle4;
    is_packed ? read_runs() : read_rows();
    if (place_.is_icon) read_icon_mask();
    decoded_.photo.icc_profile = header_.icc;
    return std::move(decoded_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::Unsupported, std::string(request_.name) + " is a bitmap " + what +
                                            ", which is not read; save it as PNG first");
  }

  [[nodiscard]] bool has_alpha() const { return place_.is_icon || header_.fields[3].mask != 0; }

  void read_header() {
    reader_.go_to(place_.header);
    header_.size = static_cast<std::uint32_t>(reader_.number(4));
    const bool is_old = header_.size == 12;
    if (!is_old && header_.size < 16) fail_damaged(request_.name, "its header is too short");
    const std::size_t side = is_old ? 2 : 4;
    header_.width = static_cast<std::int32_t>(reader_.number(side));
    header_.height = static_cast<std::int32_t>(reader_.number(side));
    reader_.skip(2);
    header_.bits = static_cast<unsigned>(reader_.number(2));
    if (header_.size >= 40) {
      header_.compression = static_cast<std::uint32_t>(reader_.number(4));
      reader_.skip(12);
      header_.colours = static_cast<std::uint32_t>(reader_.number(4));
      reader_.skip(4);
    }
    header_.is_top_down = header_.height < 0;
    if (header_.is_top_down) header_.height = -header_.height;
    if (place_.is_icon) header_.height /= 2;
    if (header_.width < 0) fail_damaged(request_.name, "its width is negative");
    read_fields();
    read_profile();
    check_depth();
  }

  void read_fields() {
    constexpr std::uint32_t k5Bits[3] = {0x7c00, 0x3e0, 0x1f};
    constexpr std::uint32_t k8Bits[3] = {0xff0000, 0xff00, 0xff};
    const bool is_stated = header_.compression == kBitFields || header_.compression == kAlphaBitFields;
    if (!is_stated) {
      for (std::size_t i = 0; i < 3; ++i) header_.fields[i].mask = header_.bits == 16 ? k5Bits[i] : k8Bits[i];
      // A plain bitmap's fourth byte means nothing, that of an icon always has.
      if (place_.is_icon && header_.bits == 32) header_.fields[3].mask = 0xff000000;
      return;
    }
    reader_.go_to(place_.header + 40);
    const bool has_fourth = header_.size >= 56 || header_.compression == kAlphaBitFields;
    for (std::size_t i = 0; i < (has_fourth ? 4U : 3U); ++i)
      header_.fields[i].mask = static_cast<std::uint32_t>(reader_.number(4));
  }

  void read_profile() {
    if (header_.size < 124) return;
    reader_.go_to(place_.header + 56);
    if (reader_.number(4) != kEmbeddedProfile) return;
    reader_.go_to(place_.header + 112);
    const std::uint64_t offset = reader_.number(4);
    const std::uint64_t size_bytes = reader_.number(4);
    reader_.go_to(place_.header + offset);
    header_.icc = std::string(reader_.take(size_bytes));
  }

  void check_depth() const {
    const unsigned bits = header_.bits;
    const bool is_known =
        bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
    const bool is_wrapped = header_.compression == kJpeg || header_.compression == kPng;
    if (!is_known && !is_wrapped) refuse("with " + std::to_string(bits) + " bits");
    if (header_.compression > kAlphaBitFields)
      refuse("in compression " + std::to_string(header_.compression));
    if ((header_.compression == kRle8 && bits != 8) || (header_.compression == kRle4 && bits != 4))
      fail_damaged(request_.name, "its depth does not fit its compression");
  }

  /// Printers' bitmaps are whole JPEG or PNG files behind a header.
  Decoded read_wrapped() const {
    DecodeRequest inner = request_;
    inner.bytes = request_.bytes.substr(std::min(place_.pixels, request_.bytes.size()));
    if (is_jpeg(inner.bytes)) return decode_jpeg(inner);
    if (is_png(inner.bytes)) return decode_png(inner);
    fail_damaged(request_.name, "the picture that it should hold is not there");
  }

  void read_palette() {
    if (header_.bits > 8) {
      // A palette of a picture without one is only a hint.
      reader_.go_to(place_.header + header_.size + std::uint64_t{header_.colours} * 4 +
                    (header_.size == 40 && header_.compression == kBitFields ? 12 : 0));
      return;
    }
    const std::size_t entry = header_.size == 12 ? 3 : 4;
    const std::uint32_t most = 1U << header_.bits;
    const std::uint32_t count = header_.colours == 0 ? most : std::min(header_.colours, most);
    reader_.go_to(place_.header + header_.size);
    for (std::uint32_t i = 0; i < count && reader_.left() >= entry; ++i) {
      const std::string_view bgr = reader_.take(entry);
      for (std::size_t c = 0; c < 3; ++c) palette_[i][c] = static_cast<std::uint8_t>(bgr[2 - c]);
    }
  }

  /// Where row `y` of the file, counted from its start, stands in the picture.
  [[nodiscard]] std::uint8_t* row(std::int64_t y) const {
    const std::int64_t target = header_.is_top_down ? y : header_.height - 1 - y;
    return pixels_ + static_cast<std::size_t>(target) * decoded_.photo.image.row_bytes();
  }

  void put(std::uint8_t* pixel, const Colour& colour) const {
    std::memcpy(pixel, colour.data(), 3);
    if (has_alpha()) pixel[3] = 255;
  }

  void read_rows() {
    const std::size_t channels = has_alpha() ? 4 : 3;
    const std::uint64_t row_bytes = (static_cast<std::uint64_t>(header_.width) * header_.bits + 31) / 32 * 4;
    for (std::int64_t y = 0; y < header_.height; ++y) {
      const std::string_view source = reader_.take(row_bytes);
      std::uint8_t* target = row(y);
      for (std::int64_t x = 0; x < header_.width; ++x, target += channels)
        put_pixel(source, static_cast<std::size_t>(x), target);
    }
  }

  void put_pixel(std::string_view source, std::size_t x, std::uint8_t* target) const {
    if (header_.bits <= 8) {
      const std::size_t per_byte = 8 / header_.bits;
      const auto byte = static_cast<unsigned char>(source[x / per_byte]);
      const std::size_t shift = 8 - header_.bits * (x % per_byte + 1);
      return put(target, palette_[(byte >> shift) & ((1U << header_.bits) - 1)]);
    }
    const std::size_t size = header_.bits / 8;
    const std::uint32_t pixel = read_le(source, x * size, size);
    for (std::size_t c = 0; c < (has_alpha() ? 4U : 3U); ++c) target[c] = header_.fields[c].of(pixel);
    if (has_alpha() && header_.fields[3].mask == 0) target[3] = 255;
  }

  /// Pixels that the runs leave out have the first colour, as most programs show them.
  void read_runs() {
    for (std::int64_t y = 0; y < header_.height; ++y) {
      for (std::int64_t x = 0; x < header_.width; ++x) put_index(x, y, 0);
    }
    std::int64_t x = 0;
    std::int64_t y = 0;
    while (y < header_.height && reader_.left() >= 2) {
      const unsigned count = reader_.byte();
      const unsigned value = reader_.byte();
      if (count > 0) {
        for (unsigned i = 0; i < count; ++i) put_index(x++, y, index_of(value, i));
      } else if (value == 0) {
        x = 0;
        ++y;
      } else if (value == 1) {
        return;
      } else if (value == 2) {
        x += reader_.byte();
        y += reader_.byte();
      } else {
        read_plain_run(value, x, y);
      }
    }
    if (y < header_.height) fail_damaged(request_.name, "its last rows are missing");
  }

  void read_plain_run(unsigned count, std::int64_t& x, std::int64_t y) {
    const unsigned bytes = header_.bits == 8 ? count : (count + 1) / 2;
    const std::string_view run = reader_.take(bytes + (bytes & 1));
    for (unsigned i = 0; i < count; ++i) {
      const auto value = static_cast<unsigned char>(run[header_.bits == 8 ? i : i / 2]);
      put_index(x++, y, index_of(value, i));
    }
  }

  [[nodiscard]] unsigned index_of(unsigned value, unsigned i) const {
    if (header_.bits == 8) return value;
    return i % 2 == 0 ? value >> 4 : value & 15;
  }

  void put_index(std::int64_t x, std::int64_t y, unsigned index) const {
    if (x >= header_.width || y >= header_.height) return;
    put(row(y) + static_cast<std::size_t>(x) * (has_alpha() ? 4 : 3), palette_[index]);
  }

  /// Icons with their own transparency may have no mask, or one that only repeats it.
  void read_icon_mask() {
    const std::size_t row_bytes = (static_cast<std::size_t>(header_.width) + 31) / 32 * 4;
    const Image& image = decoded_.photo.image;
    const bool has_own = header_.bits == 32 && std::any_of(pixels_, pixels_ + image.size_bytes(),
                                                           [&, i = 0](std::uint8_t sample) mutable {
                                                             return i++ % 4 == 3 && sample != 0;
                                                           });
    if (has_own) return;
    for (std::int64_t y = 0; y < header_.height; ++y) {
      if (reader_.left() < row_bytes) {
        for (std::int64_t x = 0; x < header_.width; ++x) row(y)[x * 4 + 3] = 255;
        continue;
      }
      const std::string_view mask = reader_.take(row_bytes);
      for (std::int64_t x = 0; x < header_.width; ++x) {
        const auto byte = static_cast<unsigned char>(mask[static_cast<std::size_t>(x / 8)]);
        row(y)[x * 4 + 3] = ((byte >> (7 - x % 8)) & 1) != 0 ? 0 : 255;
      }
    }
  }

  const DecodeRequest& request_;
  DibPlace place_;
  ByteReader reader_;
  Header header_;
  std::array<Colour, 256> palette_{};
  Decoded decoded_;
  std::uint8_t* pixels_ = nullptr;
};

}  // namespace

Decoded decode_dib(const DecodeRequest& request, const DibPlace& place) {
  return Reader(request, place).read();
}

Decoded decode_bmp(const DecodeRequest& request) {
  Decoded decoded = decode_dib(request, {.header = 14, .pixels = read_le(request.bytes, 10, 4)});
  decoded.photo.source_format = PhotoFormat::Bmp;
  return decoded;
}

}  // namespace v4e
