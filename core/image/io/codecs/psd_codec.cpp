// SPDX-License-Identifier: GPL-3.0-or-later
// The merged picture of Photoshop documents (PSD and PSB). Our own: the libraries that read them lose 16
// bits, PSB, Lab or the metadata.
#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/image/colour/foreign_colours.h"
#include "core/image/io/codecs/byte_reader.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

enum Mode : unsigned { kBitmap = 0, kGrey = 1, kIndexed = 2, kRgb = 3, kCmyk = 4, kDuotone = 8, kLab = 9 };
enum Resource : unsigned { kResolution = 1005, kIptc = 1028, kIcc = 1039, kExif = 1058, kXmp = 1060 };

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request), reader_(request.bytes, request.name, ByteOrder::Big) {}

  Decoded read() {
    read_header();
    palette_ = reader_.take(reader_.number(4));
    read_resources();
    read_layer_section();
    packing_ = static_cast<unsigned>(reader_.number(2));
    if (packing_ > 1) refuse("packed as ZIP");
    read_pixels();
    finish();
    return std::move(decoded_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::Unsupported,
                std::string(request_.name) + " is a Photoshop document " + what +
                    ", which is not read; save it as TIFF or PNG in Photoshop or GIMP first");
  }

  void read_header() {
    reader_.skip(4);
    is_large_ = reader_.number(2) == 2;
    reader_.skip(6);
    stored_ = static_cast<unsigned>(reader_.number(2));
    height_ = reader_.number(4);
    width_ = reader_.number(4);
    bits_ = static_cast<unsigned>(reader_.number(2));
    mode_ = static_cast<unsigned>(reader_.number(2));
    const bool is_known = mode_ <= kCmyk || mode_ == kDuotone || mode_ == kLab;
    if (!is_known) refuse("in colour mode " + std::to_string(mode_));
    if (bits_ != 1 && bits_ != 8 && bits_ != 16)
      refuse("with " + std::to_string(bits_) + " bits per channel");
    if ((bits_ == 1) != (mode_ == kBitmap)) fail_damaged(request_.name, "its depth does not fit its colours");
    colours_ = mode_ == kCmyk ? 4 : mode_ == kRgb || mode_ == kLab ? 3 : 1;
    if (stored_ < colours_ || stored_ > 56)
      fail_damaged(request_.name, "it has " + std::to_string(stored_) + " channels");
    check_picture_size(request_, width_, height_, 4 * (bits_ == 16 ? 2 : 1));
  }

  void read_resources() {
    ByteReader block(reader_.take(reader_.number(4)), request_.name, ByteOrder::Big);
    while (block.left() >= 12) {
      if (block.take(4) != "8BIM") return;
      const auto number = static_cast<unsigned>(block.number(2));
      const unsigned name_bytes = block.byte();
      block.skip(name_bytes + (name_bytes % 2 == 0 ? 1 : 0));
      const std::uint64_t size_bytes = block.number(4);
      take_resource(number, block.take(size_bytes));
      if (size_bytes % 2 != 0 && block.left() > 0) block.skip(1);
    }
  }

  void take_resource(unsigned number, std::string_view bytes) {
    Photo& photo = decoded_.photo;
    if (number == kIcc) photo.icc_profile = bytes;
    if (number == kXmp) photo.metadata.xmp = bytes;
    if (number == kExif) photo.metadata.exif = bytes;
    if (number == kIptc) photo.metadata.iptc = bytes;
    if (number == kResolution && bytes.size() >= 12) {
      const auto fixed = [&](std::size_t at) { return read_be(bytes, at, 4) / 65536.0; };
      if (fixed(0) > 0 && fixed(8) > 0) photo.density = PixelDensity{fixed(0), fixed(8)};
    }
  }

  void read_layer_section() {
    ByteReader block(reader_.take(reader_.number(is_large_ ? 8 : 4)), request_.name, ByteOrder::Big);
    const std::size_t word = is_large_ ? 8 : 4;
    if (block.left() < word + 2) return;
    const bool has_layers = block.number(word) > 0;
    // A negative number of layers: the first channel behind the colours is the whole picture's transparency.
    const auto count = static_cast<std::int16_t>(block.number(2));
    has_alpha_ = has_layers && count < 0 && stored_ > colours_ && colours_ != 4;
    if (has_layers && count != 0)
      decoded_.photo.notes.emplace_back("its layers are not kept; the merged picture is read");
  }

  [[nodiscard]] std::size_t row_bytes() const {
    return static_cast<std::size_t>(bits_ == 1 ? (width_ + 7) / 8 : width_ * bits_ / 8);
  }

  void read_pixels() {
    kept_ = colours_ + (has_alpha_ ? 1 : 0);
    const std::uint64_t rows = height_ * stored_;
    std::vector<std::uint64_t> packed_bytes;
    if (packing_ == 1) {
      if (rows * 2 > reader_.left()) fail_damaged(request_.name, "its pixels are missing");
      for (std::uint64_t i = 0; i < rows; ++i) packed_bytes.push_back(reader_.number(is_large_ ? 4 : 2));
    } else if (height_ * row_bytes() * kept_ > reader_.left()) {
      fail_damaged(request_.name, "its pixels are missing");
    }
    Image& image = decoded_.photo.image;
    image = Image(static_cast<int>(width_), static_cast<int>(height_), static_cast<int>(kept_),
                  bits_ == 16 ? SampleType::U16 : SampleType::U8);
    std::byte* pixels = image.mutable_data();
    std::vector<unsigned char> row(row_bytes());
    for (std::size_t c = 0; c < kept_; ++c) {
      for (std::uint64_t y = 0; y < height_; ++y) {
        packing_ == 1 ? unpack_row(reader_.take(packed_bytes[c * height_ + y]), row) : read_row(row);
        put_row(row, pixels + y * image.row_bytes(), c);
      }
    }
  }

  void read_row(std::vector<unsigned char>& row) {
    std::memcpy(row.data(), reader_.take(row.size()).data(), row.size());
  }

  /// PackBits.
  void unpack_row(std::string_view packed, std::vector<unsigned char>& row) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < packed.size() && at < row.size();) {
      const int head = static_cast<signed char>(packed[i++]);
      if (head == -128) continue;
      const std::size_t count = static_cast<std::size_t>(head >= 0 ? head + 1 : 1 - head);
      const std::size_t needed = head >= 0 ? count : 1;
      if (needed > packed.size() - i || count > row.size() - at)
        fail_damaged(request_.name, "a row of pixels does not unpack");
      if (head >= 0) {
        std::memcpy(&row[at], &packed[i], count);
      } else {
        std::memset(&row[at], packed[i], count);
      }
      i += needed;
      at += count;
    }
    if (at != row.size()) fail_damaged(request_.name, "a row of pixels is too short");
  }

  void put_row(const std::vector<unsigned char>& row, std::byte* target, std::size_t channel) const {
    if (bits_ == 16) {
      auto* samples = reinterpret_cast<std::uint16_t*>(target) + channel;
      for (std::size_t x = 0; x < width_; ++x)
        samples[x * kept_] = static_cast<std::uint16_t>(row[x * 2] << 8 | row[x * 2 + 1]);
      return;
    }
    auto* samples = reinterpret_cast<std::uint8_t*>(target) + channel;
    for (std::size_t x = 0; x < width_; ++x)
      samples[x * kept_] = bits_ == 8 ? row[x] : ((row[x / 8] >> (7 - x % 8)) & 1) != 0 ? 0 : 255;
  }

  void finish() {
    Photo& photo = decoded_.photo;
    photo.source_format = PhotoFormat::Psd;
    photo.source_bits = static_cast<int>(bits_);
    decoded_.orientation = 1;  // Photoshop turns the pixels, and the tag stays behind
    if (mode_ == kIndexed) apply_palette();
    if (mode_ == kCmyk) {
      decoded_.is_cmyk = true;  // stored as what the paper shows through: 0 = all ink
      invert();
    }
    if (mode_ == kLab) {
      photo.image = convert_lab(photo.image, LabEncoding::Icc, request_.context);
      photo.icc_profile.clear();
      photo.notes.emplace_back("its Lab colours were converted to sRGB");
    }
    if (has_alpha_) blend_out_white();
    if (mode_ == kDuotone) photo.notes.emplace_back("it is a duotone; its grey picture is read");
    if (stored_ > kept_) photo.notes.emplace_back("its extra channels are not kept");
  }

  void invert() {
    Image& image = decoded_.photo.image;
    auto* bytes = reinterpret_cast<std::uint8_t*>(image.mutable_data());
    for (std::size_t i = 0; i < image.size_bytes(); ++i) bytes[i] = static_cast<std::uint8_t>(~bytes[i]);
  }

  /// All reds, then all greens, then all blues.
  void apply_palette() {
    if (palette_.size() < 768) fail_damaged(request_.name, "its palette is missing");
    const Image indices = decoded_.photo.image;
    Image rgb(indices.width(), indices.height(), 3 + (has_alpha_ ? 1 : 0), SampleType::U8);
    const auto* source = indices.row<std::uint8_t>(0);
    auto* target = reinterpret_cast<std::uint8_t*>(rgb.mutable_data());
    for (std::uint64_t i = 0; i < width_ * height_; ++i, source += kept_) {
      for (std::size_t c = 0; c < 3; ++c)
        *target++ = static_cast<std::uint8_t>(palette_[c * 256 + source[0]]);
      if (has_alpha_) *target++ = source[1];
    }
    decoded_.photo.image = rgb;
  }

  /// Photoshop stores the colours laid on white.
  void blend_out_white() {
    Image& image = decoded_.photo.image;
    image.type() == SampleType::U16 ? blend_out<std::uint16_t>(image) : blend_out<std::uint8_t>(image);
  }

  template <typename Sample>
  static void blend_out(Image& image) {
    constexpr std::int64_t kMax = static_cast<Sample>(-1);
    auto* pixel = reinterpret_cast<Sample*>(image.mutable_data());
    const auto step = static_cast<std::size_t>(image.channels());
    const std::size_t count = image.size_bytes() / sizeof(Sample) / step;
    for (std::size_t i = 0; i < count; ++i, pixel += step) {
      const std::int64_t alpha = pixel[step - 1];
      if (alpha == 0 || alpha == kMax) continue;
      for (std::size_t c = 0; c + 1 < step; ++c) {
        const std::int64_t own = kMax - ((kMax - pixel[c]) * kMax + alpha / 2) / alpha;
        pixel[c] = static_cast<Sample>(std::clamp<std::int64_t>(own, 0, kMax));
      }
    }
  }

  const DecodeRequest& request_;
  ByteReader reader_;
  Decoded decoded_;
  bool is_large_ = false;
  bool has_alpha_ = false;
  unsigned stored_ = 0;
  unsigned bits_ = 0;
  unsigned mode_ = 0;
  unsigned packing_ = 0;
  std::size_t colours_ = 0;
  std::size_t kept_ = 0;
  std::uint64_t width_ = 0;
  std::uint64_t height_ = 0;
  std::string_view palette_;
};

}  // namespace

Decoded decode_psd(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
