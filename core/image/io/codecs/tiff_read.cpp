// SPDX-License-Identifier: GPL-3.0-or-later
// Reads TIFF through libtiff: 8 and 16 bit grey, RGB, CMYK and Lab sample by sample; palettes, bitmaps and
// YCbCr through its 8-bit RGBA interface.
#include <cstring>

#include "core/base/error.h"
#include "core/image/colour/foreign_colours.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/codecs/tiff_layout.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

/// Where one strip or tile of decoded samples goes.
struct Block {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t width = 0;  ///< pixels between two rows of the block
  std::uint32_t height = 0;
  int channel = -1;  ///< the one channel of the picture that it holds, or -1: all samples, interleaved
};

template <typename Sample>
void copy_block(const TiffLayout& layout, const Block& block, const std::byte* source, Image& image) {
  const std::uint32_t columns = std::min(block.width, layout.width - block.x);
  const std::uint32_t rows = std::min(block.height, layout.height - block.y);
  const auto target_step = static_cast<std::size_t>(image.channels());
  // A plane holds one channel; else a pixel's samples stand side by side, and some may stay unread.
  const int first = std::max(block.channel, 0);
  const int count = block.channel < 0 ? image.channels() : 1;
  const std::size_t source_step = block.channel < 0 ? layout.samples : 1;
  const bool is_whole = block.channel < 0 && source_step == target_step;
  auto* pixels = reinterpret_cast<Sample*>(image.mutable_data());
  for (std::uint32_t row = 0; row < rows; ++row) {
    const auto* from = reinterpret_cast<const Sample*>(source) + std::size_t{row} * block.width * source_step;
    Sample* to = pixels + (std::size_t{block.y + row} * layout.width + block.x) * target_step;
    if (is_whole) {
      std::memcpy(to, from, columns * target_step * sizeof(Sample));
      continue;
    }
    for (std::uint32_t x = 0; x < columns; ++x, from += source_step, to += target_step) {
      for (int c = first; c < first + count; ++c) to[c] = from[block.channel < 0 ? layout.sample_of(c) : 0];
    }
  }
}

class PlainReader {
 public:
  PlainReader(const TiffFile& file, const TiffLayout& layout, const DecodeRequest& request)
      : file_(file),
        layout_(layout),
        request_(request),
        image_(static_cast<int>(layout.width), static_cast<int>(layout.height), layout.kept(),
               layout.bits == 16 ? SampleType::U16 : SampleType::U8) {}

  Image read() {
    const bool is_tiled = TIFFIsTiled(file_.handle()) != 0;
    block_width_ = layout_.width;
    block_height_ = std::min(layout_.height, file_.get(tiff::kRowsPerStrip, layout_.height));
    if (is_tiled) {
      block_width_ = file_.get(tiff::kTileWidth, 0U);
      block_height_ = file_.get(tiff::kTileHeight, 0U);
    }
    const std::uint64_t step = layout_.planar == PLANARCONFIG_SEPARATE ? 1 : layout_.samples;
    const std::uint64_t needed = std::uint64_t{block_width_} * block_height_ * step * (layout_.bits / 8);
    if (block_width_ == 0 || block_height_ == 0 || needed > std::uint64_t{2} << 30) {
      fail_damaged(request_.name, "its tile or strip size is wrong");
    }
    buffer_.resize(needed);
    const int planes = layout_.planar == PLANARCONFIG_SEPARATE ? layout_.kept() : 1;
    for (int plane = 0; plane < planes; ++plane) {
      for (std::uint32_t y = 0; y < layout_.height; y += block_height_) {
        for (std::uint32_t x = 0; x < layout_.width; x += block_width_) {
          request_.context.check();
          read_block(
              {x, y, block_width_, block_height_, layout_.planar == PLANARCONFIG_SEPARATE ? plane : -1},
              is_tiled);
          if (block_width_ >= layout_.width) break;  // no overflow of x near 2^32
        }
        if (block_height_ >= layout_.height) break;
      }
    }
    return std::move(image_);
  }

 private:
  void read_block(const Block& block, bool is_tiled) {
    const auto sample = static_cast<std::uint16_t>(block.channel < 0 ? 0 : layout_.sample_of(block.channel));
    const std::uint32_t index = is_tiled ? TIFFComputeTile(file_.handle(), block.x, block.y, 0, sample)
                                         : TIFFComputeStrip(file_.handle(), block.y, sample);
    std::size_t wanted = buffer_.size();
    if (!is_tiled) wanted = wanted / block.height * std::min(block.height, layout_.height - block.y);
    const tmsize_t got =
        is_tiled ? TIFFReadEncodedTile(file_.handle(), index, buffer_.data(), static_cast<tmsize_t>(wanted))
                 : TIFFReadEncodedStrip(file_.handle(), index, buffer_.data(), static_cast<tmsize_t>(wanted));
    if (got < 0 || static_cast<std::size_t>(got) < wanted) {
      fail_damaged(request_.name,
                   file_.message().empty() ? "its picture data ends too early" : file_.message());
    }
    if (layout_.bits == 16) {
      copy_block<std::uint16_t>(layout_, block, buffer_.data(), image_);
    } else {
      copy_block<std::uint8_t>(layout_, block, buffer_.data(), image_);
    }
  }

  const TiffFile& file_;
  const TiffLayout& layout_;
  const DecodeRequest& request_;
  Image image_;
  std::vector<std::byte> buffer_;
  std::uint32_t block_width_ = 0;
  std::uint32_t block_height_ = 0;
};

/// Palettes, bitmaps and YCbCr: libtiff makes 8-bit RGBA of them, in the file's own orientation.
Image read_converted(const TiffFile& file, const TiffLayout& layout, const DecodeRequest& request) {
  char message[1024] = "";
  if (TIFFRGBAImageOK(file.handle(), message) == 0) {
    throw Error(ErrorCode::Unsupported, std::string(request.name) + " is a TIFF of an unusual kind (" +
                                            message +
                                            "); save it as RGB with 8 or 16 bits per channel first");
  }
  std::vector<std::uint32_t> raster(std::size_t{layout.width} * layout.height);
  if (TIFFReadRGBAImageOriented(file.handle(), layout.width, layout.height, raster.data(), layout.orientation,
                                1) == 0) {
    fail_damaged(request.name, file.message());
  }
  const int colours = layout.is_grey() ? 1 : 3;
  Image image(static_cast<int>(layout.width), static_cast<int>(layout.height),
              colours + (layout.has_alpha() ? 1 : 0), SampleType::U8);
  auto* target = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (const std::uint32_t pixel : raster) {
    for (int c = 0; c < colours; ++c) *target++ = static_cast<std::uint8_t>(pixel >> 8 * c & 255);
    if (layout.has_alpha()) *target++ = static_cast<std::uint8_t>(TIFFGetA(pixel));
  }
  return image;
}

template <typename Sample>
void unpremultiply(Image& image) {
  constexpr std::uint32_t kMax = std::numeric_limits<Sample>::max();
  auto* pixel = reinterpret_cast<Sample*>(image.mutable_data());
  const auto step = static_cast<std::size_t>(image.channels());
  const auto count = static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
  for (std::size_t i = 0; i < count; ++i, pixel += step) {
    const std::uint32_t alpha = pixel[step - 1];
    if (alpha == 0 || alpha == kMax) continue;
    for (std::size_t c = 0; c + 1 < step; ++c) {
      pixel[c] = static_cast<Sample>(std::min(kMax, (pixel[c] * kMax + alpha / 2) / alpha));
    }
  }
}

void invert(Image& image) {
  // Grey with or without alpha; the bits of an unsigned sample flipped are its maximum minus it.
  const std::size_t size = bytes_per_sample(image.type());
  const std::size_t step = size * static_cast<std::size_t>(image.channels());
  std::byte* bytes = image.mutable_data();
  for (std::size_t at = 0; at < image.size_bytes(); at += step) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = ~bytes[at + i];
  }
}

void take_density(const TiffFile& file, Photo& photo) {
  const auto unit = file.get(tiff::kResolutionUnit, std::uint16_t{RESUNIT_INCH});
  const auto x = file.get(tiff::kXResolution, 0.0f);
  const auto y = file.get(tiff::kYResolution, 0.0f);
  if (unit == RESUNIT_NONE || !(x > 0) || !(y > 0)) return;
  const double per_inch = unit == RESUNIT_CENTIMETER ? 2.54 : 1.0;
  photo.density = PixelDensity{x * per_inch, y * per_inch};
}

/// The colours of its red, green and blue, with the gamma of 2.2 that TIFF 6.0 means where it states none.
void take_primaries(const TiffFile& file, ColourHint& hint) {
  const auto white = file.get(tiff::kWhitePoint);
  const auto primaries = file.get(tiff::kPrimaries);
  if (white.empty() || primaries.empty()) return;
  hint.gamma = 2.2;
  for (std::size_t i = 0; i < 2; ++i) hint.white_xy[i] = white[i];
  for (std::size_t i = 0; i < 6; ++i) hint.primaries_xy[i / 2][i % 2] = primaries[i];
}

}  // namespace

bool is_tiff(std::string_view bytes) {
  using namespace std::string_view_literals;
  return bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv) || bytes.starts_with("II+\0"sv) ||
         bytes.starts_with("MM\0+"sv);
}

Decoded decode_tiff(const DecodeRequest& request) {
  const TiffFile file(request.bytes);
  if (!file.handle()) fail_damaged(request.name, file.message());
  Decoded decoded;
  Photo& photo = decoded.photo;
  choose_tiff_page(file, request.bytes, request.name, photo.notes);
  const TiffLayout layout = read_tiff_layout(file);
  check_tiff_layout(layout, request.name);
  check_picture_size(request, layout.width, layout.height, layout.kept() * (layout.bits > 8 ? 2 : 1));

  photo.source_format = PhotoFormat::Tiff;
  photo.source_bits = layout.bits;
  photo.image =
      layout.is_plain() ? PlainReader(file, layout, request).read() : read_converted(file, layout, request);
  decoded.is_cmyk = layout.is_plain() && layout.is_cmyk();
  decoded.orientation = layout.orientation;
  if (layout.is_plain() && layout.photometric == PHOTOMETRIC_MINISWHITE) invert(photo.image);
  if (layout.has_alpha() && layout.is_premultiplied) {
    layout.bits == 16 ? unpremultiply<std::uint16_t>(photo.image) : unpremultiply<std::uint8_t>(photo.image);
    photo.notes.emplace_back("its colours were multiplied by the transparency, which is undone by rounding");
  }
  if (layout.is_plain() && layout.samples > layout.kept()) {
    photo.notes.emplace_back("its extra channels are not kept");
  }
  const auto icc = file.get(tiff::kIccProfile);
  photo.icc_profile.assign(reinterpret_cast<const char*>(icc.data()), icc.size());
  if (layout.is_plain() && layout.is_lab()) {
    photo.image = convert_lab(photo.image,
                              layout.photometric == PHOTOMETRIC_ICCLAB ? LabEncoding::Icc : LabEncoding::Cie,
                              request.context);
    photo.icc_profile.clear();
    photo.notes.emplace_back("its Lab colours were converted to sRGB");
  }
  if (photo.icc_profile.empty() && layout.photometric == PHOTOMETRIC_RGB)
    take_primaries(file, decoded.colour_hint);
  take_density(file, photo);
  photo.metadata = read_tiff_metadata(request.bytes, photo.notes);
  if (layout.is_lab()) state_srgb(photo.metadata);
  return decoded;
}

}  // namespace v4e
