// SPDX-License-Identifier: GPL-3.0-or-later
// Radiance HDR (RGBE and XYZE). Our own: the format is small, and the libraries that read it refuse pictures
// that its resolution line turns.
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/base/error.h"
#include "core/image/colour/tone_map.h"
#include "core/image/io/codecs/byte_reader.h"

namespace v4e {
namespace {

/// One side of the resolution line: "-Y 512".
struct Side {
  char axis = 0;
  bool is_rising = false;
  std::uint32_t length = 0;
};

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request), reader_(request.bytes, request.name, ByteOrder::Big) {}

  Decoded read() {
    read_header();
    const Side outer = side();
    const Side inner = side();
    if (outer.axis == inner.axis) fail_damaged(request_.name, "its resolution line names one axis twice");
    const bool has_rows = outer.axis == 'Y';
    const Side& across = has_rows ? inner : outer;
    const Side& down = has_rows ? outer : inner;
    check_picture_size(request_, across.length, down.length, 12);
    // The shortest code of a line: run lengths of 127, of four bytes each 2.
    if (reader_.left() / 8 < std::uint64_t{outer.length} * inner.length / 1024)
      fail_damaged(request_.name, "its pixels are missing");
    Image light(static_cast<int>(across.length), static_cast<int>(down.length), 3, SampleType::F32);
    auto* target = reinterpret_cast<float*>(light.mutable_data());
    std::vector<std::uint8_t> line(std::size_t{inner.length} * 4);
    for (std::uint32_t i = 0; i < outer.length; ++i) {
      read_line(line, inner.length);
      for (std::uint32_t k = 0; k < inner.length; ++k) {
        // Y rises upwards, X to the right.
        const std::uint32_t x_at = has_rows ? k : i;
        const std::uint32_t y_at = has_rows ? i : k;
        const std::size_t x = across.is_rising ? x_at : across.length - 1 - x_at;
        const std::size_t y = down.is_rising ? down.length - 1 - y_at : y_at;
        put(&line[std::size_t{k} * 4], target + (y * across.length + x) * 3);
      }
    }
    Decoded decoded;
    decoded.photo.source_format = PhotoFormat::Hdr;
    decoded.photo.source_bits = 32;
    decoded.photo.image = tone_mapped(light, decoded.photo.notes, request_.context);
    return decoded;
  }

 private:
  std::string line() {
    constexpr std::size_t kLongest = 4096;
    std::string text;
    for (unsigned c = reader_.byte(); c != '\n'; c = reader_.byte()) {
      text += static_cast<char>(c);
      if (text.size() > kLongest) fail_damaged(request_.name, "its header does not end");
    }
    return text;
  }

  void read_header() {
    for (std::string text = line(); !text.empty(); text = line()) {
      if (text.starts_with("FORMAT=")) is_xyz_ = text.find("xyze") != std::string::npos;
      if (!text.starts_with("EXPOSURE=")) continue;
      const double exposure = std::strtod(text.c_str() + 9, nullptr);
      if (exposure > 0 && std::isfinite(exposure)) exposure_ *= exposure;
    }
    resolution_ = line() + " ";
  }

  /// Takes "-Y 512 " off the resolution line.
  Side side() {
    const std::size_t end = resolution_.find(' ', 3);
    const bool is_side = resolution_.size() > 4 && (resolution_[0] == '-' || resolution_[0] == '+') &&
                         (resolution_[1] == 'X' || resolution_[1] == 'Y') && end != std::string::npos;
    if (!is_side) fail_damaged(request_.name, "its resolution line cannot be understood");
    Side side{resolution_[1], resolution_[0] == '+'};
    const long length = std::strtol(resolution_.c_str() + 2, nullptr, 10);
    if (length > 0 && length < 0x7fffffff) side.length = static_cast<std::uint32_t>(length);
    resolution_.erase(0, end + 1);
    return side;
  }

  void read_line(std::vector<std::uint8_t>& line, std::uint32_t length) {
    const std::string_view head = reader_.take(4);
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(head[i]); };
    const bool is_new = length >= 8 && length < 32768 && byte(0) == 2 && byte(1) == 2 &&
                        (std::uint32_t{byte(2)} << 8 | byte(3)) == length;
    if (is_new) return read_runs(line, length);
    reader_.go_to(reader_.at() - 4);
    read_old(line, length);
  }

  /// Each of the four bytes of a line on its own.
  void read_runs(std::vector<std::uint8_t>& line, std::uint32_t length) {
    for (std::size_t c = 0; c < 4; ++c) {
      for (std::uint32_t x = 0; x < length;) {
        unsigned count = reader_.byte();
        const bool is_same = count > 128;
        if (is_same) count -= 128;
        if (count == 0 || count > length - x)
          fail_damaged(request_.name, "a run of pixels goes over its line");
        const unsigned same = is_same ? reader_.byte() : 0;
        for (unsigned i = 0; i < count; ++i)
          line[std::size_t{x++} * 4 + c] = static_cast<std::uint8_t>(is_same ? same : reader_.byte());
      }
    }
  }

  /// Whole pixels, with counts in place of colours where one is repeated.
  void read_old(std::vector<std::uint8_t>& line, std::uint32_t length) {
    unsigned shift = 0;
    for (std::uint32_t x = 0; x < length;) {
      std::array<std::uint8_t, 4> pixel{};
      for (std::uint8_t& part : pixel) part = static_cast<std::uint8_t>(reader_.byte());
      if (pixel[0] == 1 && pixel[1] == 1 && pixel[2] == 1) {
        const std::uint64_t count = shift < 32 ? std::uint64_t{pixel[3]} << shift : ~std::uint64_t{0};
        if (x == 0 || count > length - x) fail_damaged(request_.name, "a run of pixels goes over its line");
        for (std::uint64_t i = 0; i < count; ++i, ++x)
          for (std::size_t c = 0; c < 4; ++c) line[std::size_t{x} * 4 + c] = line[std::size_t{x - 1} * 4 + c];
        shift += 8;
      } else {
        for (std::size_t c = 0; c < 4; ++c) line[std::size_t{x} * 4 + c] = pixel[c];
        ++x;
        shift = 0;
      }
    }
  }

  void put(const std::uint8_t* rgbe, float* rgb) const {
    const double scale = rgbe[3] == 0 ? 0 : std::ldexp(1.0, int{rgbe[3]} - 136) / exposure_;
    double value[3];
    for (int c = 0; c < 3; ++c) value[c] = rgbe[3] == 0 ? 0 : (rgbe[c] + 0.5) * scale;
    if (is_xyz_) {
      const double x = value[0], y = value[1], z = value[2];
      value[0] = 3.2404542 * x - 1.5371385 * y - 0.4985314 * z;
      value[1] = -0.9692660 * x + 1.8760108 * y + 0.0415560 * z;
      value[2] = 0.0556434 * x - 0.2040259 * y + 1.0572252 * z;
    }
    for (int c = 0; c < 3; ++c) rgb[c] = static_cast<float>(value[c]);
  }

  const DecodeRequest& request_;
  ByteReader reader_;
  std::string resolution_;
  double exposure_ = 1;
  bool is_xyz_ = false;
};

}  // namespace

Decoded decode_hdr(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
