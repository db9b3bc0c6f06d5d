// SPDX-License-Identifier: GPL-3.0-or-later
// The Netpbm family: PBM, PGM and PPM as text and binary, PAM, and PFM's floating-point light. Our own: the
// format is small, and the libraries that read it stop at 8 bits or leave PAM out.
#include <bit>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/image/colour/tone_map.h"
#include "core/image/io/codecs/byte_reader.h"

namespace v4e {
namespace {

constexpr std::uint32_t kMostNumber = 0x7fffffff;

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request), reader_(request.bytes, request.name, ByteOrder::Big) {}

  Decoded read() {
    reader_.skip(1);
    kind_ = static_cast<char>(reader_.byte());
    is_text_ = kind_ >= '1' && kind_ <= '3';
    if (kind_ == 'f' || kind_ == 'F') return read_light();
    kind_ == '7' ? read_pam_header() : read_header();
    if (largest_ == 0 || largest_ > 65535 || channels_ < 1 || channels_ > 4)
      fail_damaged(request_.name, "its header states " + std::to_string(channels_) + " channels up to " +
                                      std::to_string(largest_));
    const bool is_deep = largest_ > 255;
    check_picture_size(request_, width_, height_, static_cast<int>(channels_) * (is_deep ? 2 : 1));
    check_length();
    Decoded decoded;
    Photo& photo = decoded.photo;
    photo.source_format = PhotoFormat::Pnm;
    photo.source_bits = std::bit_width(largest_);
    photo.image = Image(static_cast<int>(width_), static_cast<int>(height_), static_cast<int>(channels_),
                        is_deep ? SampleType::U16 : SampleType::U8);
    is_deep ? read_samples<std::uint16_t>(photo.image) : read_samples<std::uint8_t>(photo.image);
    return decoded;
  }

 private:
  [[nodiscard]] static bool is_space(unsigned c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  /// Takes a word and the one character behind it; comments count as space.
  std::string word() {
    constexpr std::size_t kLongest = 64;
    std::string text;
    for (;;) {
      if (reader_.left() == 0 && !text.empty()) return text;
      const unsigned c = reader_.byte();
      if (c == '#') {
        while (reader_.byte() != '\n') {
        }
      } else if (!is_space(c)) {
        text += static_cast<char>(c);
        if (text.size() > kLongest) fail_damaged(request_.name, "its header has no numbers");
        continue;
      }
      if (!text.empty()) return text;
    }
  }

  std::uint32_t number() {
    std::uint64_t value = 0;
    for (const char c : word()) {
      if (c < '0' || c > '9') fail_damaged(request_.name, "there is text where a number should stand");
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(c - '0'), kMostNumber);
    }
    return static_cast<std::uint32_t>(value);
  }

  void read_header() {
    width_ = number();
    height_ = number();
    is_bitmap_ = kind_ == '1' || kind_ == '4';
    largest_ = is_bitmap_ ? 1 : number();
    channels_ = kind_ == '3' || kind_ == '6' ? 3 : 1;
  }

  void read_pam_header() {
    for (std::string key = word(); key != "ENDHDR"; key = word()) {
      if (key == "WIDTH") {
        width_ = number();
      } else if (key == "HEIGHT") {
        height_ = number();
      } else if (key == "DEPTH") {
        channels_ = number();
      } else if (key == "MAXVAL") {
        largest_ = number();
      } else {
        (void)word();  // TUPLTYPE: the number of channels says the same
      }
    }
  }

  /// A header alone must not cost the memory of its picture.
  void check_length() const {
    const std::uint64_t samples = std::uint64_t{width_} * height_ * channels_;
    const std::uint64_t least = is_bitmap_ && !is_text_       ? samples / 8
                                : largest_ > 255 && !is_text_ ? samples * 2
                                                              : samples;
    if (reader_.left() < least) fail_damaged(request_.name, "its pixels are missing");
  }

  template <typename Sample>
  void read_samples(Image& image) {
    const std::size_t per_row = static_cast<std::size_t>(width_) * channels_;
    auto* target = reinterpret_cast<Sample*>(image.mutable_data());
    for (std::uint32_t y = 0; y < height_; ++y) {
      unsigned bits = 0;
      for (std::size_t i = 0; i < per_row; ++i) {
        if (is_bitmap_) {
          if (!is_text_ && i % 8 == 0) bits = reader_.byte();
          const bool is_black = is_text_ ? digit() : ((bits >> (7 - i % 8)) & 1) != 0;
          *target++ = is_black ? Sample{0} : static_cast<Sample>(-1);
        } else {
          const auto value =
              is_text_ ? number() : static_cast<std::uint32_t>(reader_.number(largest_ > 255 ? 2 : 1));
          if constexpr (sizeof(Sample) == 2) {
            *target++ = spread_to_16_bit(value, largest_);
          } else {
            *target++ = spread_to_8_bit(value, largest_);
          }
        }
      }
    }
  }

  /// The digits of a bitmap may stand without space between them.
  bool digit() {
    for (;;) {
      const unsigned c = reader_.byte();
      if (c == '0' || c == '1') return c == '1';
      if (!is_space(c)) fail_damaged(request_.name, "there is text where a number should stand");
    }
  }

  Decoded read_light() {
    const bool is_grey = kind_ == 'f';
    width_ = number();
    height_ = number();
    const double scale = std::strtod(word().c_str(), nullptr);
    const ByteOrder order = scale < 0 ? ByteOrder::Little : ByteOrder::Big;
    check_picture_size(request_, width_, height_, 12);
    Image light(static_cast<int>(width_), static_cast<int>(height_), 3, SampleType::F32);
    auto* target = reinterpret_cast<float*>(light.mutable_data());
    const std::size_t stored = is_grey ? 1 : 3;
    for (std::uint32_t y = height_; y-- > 0;) {  // from the bottom up
      const std::string_view row = reader_.take(std::uint64_t{width_} * stored * 4);
      for (std::size_t i = 0; i < std::size_t{width_} * 3; ++i) {
        const std::size_t at = (is_grey ? i / 3 : i) * 4;
        target[std::size_t{y} * width_ * 3 + i] =
            std::bit_cast<float>(static_cast<std::uint32_t>(number_of(row.substr(at, 4), order)));
      }
    }
    Decoded decoded;
    decoded.photo.source_format = PhotoFormat::Pnm;
    decoded.photo.source_bits = 32;
    decoded.photo.image = tone_mapped(light, decoded.photo.notes, request_.context);
    return decoded;
  }

  const DecodeRequest& request_;
  ByteReader reader_;
  char kind_ = 0;
  bool is_text_ = false;
  bool is_bitmap_ = false;
  std::uint32_t width_ = 0;
  std::uint32_t height_ = 0;
  std::uint32_t channels_ = 0;
  std::uint32_t largest_ = 0;
};

}  // namespace

Decoded decode_pnm(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
