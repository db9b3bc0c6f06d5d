// SPDX-License-Identifier: GPL-3.0-or-later
// Reads TIFF through libtiff: 8 and 16 bit grey, RGB and CMYK sample by sample; palettes, bitmaps, YCbCr and
// Lab through its 8-bit RGBA interface.
#include <cstring>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

constexpr std::uint32_t kTagDngVersion = 50706;
constexpr std::uint16_t kPhotometricCfa = 32803;

struct Layout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint16_t bits = 1;
  std::uint16_t samples = 1;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t planar = PLANARCONFIG_CONTIG;
  std::uint16_t sample_format = SAMPLEFORMAT_UINT;
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  int colours = 1;  ///< samples of colour: 1, 3 or 4 inks
  bool has_alpha = false;
  bool is_premultiplied = false;

  [[nodiscard]] bool is_plain() const {
    return (bits == 8 || bits == 16) && sample_format == SAMPLEFORMAT_UINT &&
           (photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE ||
            photometric == PHOTOMETRIC_RGB || photometric == PHOTOMETRIC_SEPARATED);
  }
  [[nodiscard]] bool is_cmyk() const { return photometric == PHOTOMETRIC_SEPARATED; }
  [[nodiscard]] bool is_grey() const {
    return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
  }
  [[nodiscard]] int kept() const { return colours + (has_alpha ? 1 : 0); }
};

Layout read_layout(const TiffFile& file) {
  Layout layout;
  layout.width = file.field<std::uint32_t>(TIFFTAG_IMAGEWIDTH, 0);
  layout.height = file.field<std::uint32_t>(TIFFTAG_IMAGELENGTH, 0);
  layout.bits = file.field<std::uint16_t>(TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = file.field<std::uint16_t>(TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.photometric = file.field<std::uint16_t>(TIFFTAG_PHOTOMETRIC, layout.photometric);
  layout.planar = file.field<std::uint16_t>(TIFFTAG_PLANARCONFIG, layout.planar);
  layout.sample_format = file.field<std::uint16_t>(TIFFTAG_SAMPLEFORMAT, layout.sample_format);
  if (layout.sample_format == SAMPLEFORMAT_VOID) layout.sample_format = SAMPLEFORMAT_UINT;
  layout.orientation = file.field<std::uint16_t>(TIFFTAG_ORIENTATION, layout.orientation);
  // libtiff converts YCbCr inside JPEG strips itself when asked to.
  if (layout.photometric == PHOTOMETRIC_YCBCR && layout.planar == PLANARCONFIG_CONTIG &&
      file.field<std::uint16_t>(TIFFTAG_COMPRESSION, COMPRESSION_NONE) == COMPRESSION_JPEG) {
    TIFFSetField(file.handle(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    layout.photometric = PHOTOMETRIC_RGB;
  }
  layout.colours = layout.is_cmyk() ? 4 : layout.is_grey() ? 1 : 3;
  std::uint16_t extra_count = 0;
  std::uint16_t* extras = nullptr;
  if (layout.samples > layout.colours &&
      TIFFGetFieldDefaulted(file.handle(), TIFFTAG_EXTRASAMPLES, &extra_count, &extras) != 0 &&
      extra_count > 0) {
    layout.has_alpha = !layout.is_cmyk();
    layout.is_premultiplied = extras[0] == EXTRASAMPLE_ASSOCALPHA;
  }
  return layout;
}

void refuse_foreign(const TiffFile& file, const Layout& layout, std::string_view name) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::Unsupported, std::string(name) + " is " + what);
  };
  std::uint16_t count = 0;
  void* data = nullptr;
  if (layout.photometric == kPhotometricCfa ||
      TIFFGetField(file.handle(), kTagDngVersion, &count, &data) != 0) {
    refuse("a camera raw file; develop it to a TIFF or JPEG first");
  }
  if (layout.sample_format != SAMPLEFORMAT_UINT || layout.bits > 16) {
    refuse("a TIFF with floating-point, signed or " + std::to_string(layout.bits) +
           "-bit samples; save it with 8 or 16 bits per channel first");
  }
  if (layout.is_plain() && layout.samples < layout.colours) {
    fail_damaged(name, "it has " + std::to_string(layout.samples) + " samples per pixel");
  }
}

/// Where one strip or tile of decoded samples goes.
struct Block {
  std::uint32_t x = 0;
  std::uint32_t y = 0;
  std::uint32_t width = 0;  ///< pixels between two rows of the block
  std::uint32_t height = 0;
  int plane = -1;  ///< the one sample it holds, or -1: all of them, interleaved
};

template <typename Sample>
void copy_block(const Layout& layout, const Block& block, const std::byte* source, Image& image) {
  const std::uint32_t columns = std::min(block.width, layout.width - block.x);
  const std::uint32_t rows = std::min(block.height, layout.height - block.y);
  const std::size_t source_step = block.plane < 0 ? layout.samples : 1;
  const auto target_step = static_cast<std::size_t>(image.channels());
  const std::size_t count = block.plane < 0 ? target_step : 1;
  auto* pixels = reinterpret_cast<Sample*>(image.mutable_data());
  for (std::uint32_t row = 0; row < rows; ++row) {
    const auto* from = reinterpret_cast<const Sample*>(source) + std::size_t{row} * block.width * source_step;
    Sample* to = pixels + (std::size_t{block.y + row} * layout.width + block.x) * target_step +
                 (block.plane < 0 ? 0 : static_cast<std::size_t>(block.plane));
    if (source_step == target_step && source_step == count) {
      std::memcpy(to, from, columns * count * sizeof(Sample));
      continue;
    }
    for (std::uint32_t x = 0; x < columns; ++x, from += source_step, to += target_step) {
      for (std::size_t c = 0; c < count; ++c) to[c] = from[c];
    }
  }
}

class PlainReader {
 public:
  PlainReader(const TiffFile& file, const Layout& layout, const DecodeRequest& request)
      : file_(file),
        layout_(layout),
        request_(request),
        image_(static_cast<int>(layout.width), static_cast<int>(layout.height), layout.kept(),
               layout.bits == 16 ? SampleType::U16 : SampleType::U8) {}

  Image read() {
    const bool is_tiled = TIFFIsTiled(file_.handle()) != 0;
    block_width_ = layout_.width;
    block_height_ =
        std::min(layout_.height, file_.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, layout_.height));
    if (is_tiled) {
      block_width_ = file_.field<std::uint32_t>(TIFFTAG_TILEWIDTH, 0);
      block_height_ = file_.field<std::uint32_t>(TIFFTAG_TILELENGTH, 0);
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
          read_block({x, y, block_width_, block_height_, planes > 1 ? plane : -1}, is_tiled);
          if (block_width_ >= layout_.width) break;  // no overflow of x near 2^32
        }
        if (block_height_ >= layout_.height) break;
      }
    }
    return std::move(image_);
  }

 private:
  void read_block(const Block& block, bool is_tiled) {
    const auto sample = static_cast<std::uint16_t>(std::max(block.plane, 0));
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
  const Layout& layout_;
  const DecodeRequest& request_;
  Image image_;
  std::vector<std::byte> buffer_;
  std::uint32_t block_width_ = 0;
  std::uint32_t block_height_ = 0;
};

/// Palettes, bitmaps, YCbCr and Lab: libtiff makes 8-bit RGBA of them, in the file's own orientation.
Image read_converted(const TiffFile& file, const Layout& layout, const DecodeRequest& request) {
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
              colours + (layout.has_alpha ? 1 : 0), SampleType::U8);
  auto* target = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (const std::uint32_t pixel : raster) {
    for (int c = 0; c < colours; ++c) *target++ = static_cast<std::uint8_t>(pixel >> 8 * c & 255);
    if (layout.has_alpha) *target++ = static_cast<std::uint8_t>(TIFFGetA(pixel));
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
  const auto unit = file.field<std::uint16_t>(TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  const auto x = file.field<float>(TIFFTAG_XRESOLUTION, 0.0f);
  const auto y = file.field<float>(TIFFTAG_YRESOLUTION, 0.0f);
  if (unit == RESUNIT_NONE || !(x > 0) || !(y > 0)) return;
  const double per_inch = unit == RESUNIT_CENTIMETER ? 2.54 : 1.0;
  photo.density = PixelDensity{x * per_inch, y * per_inch};
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
  const Layout layout = read_layout(file);
  refuse_foreign(file, layout, request.name);
  check_picture_size(request, layout.width, layout.height, layout.kept() * (layout.bits > 8 ? 2 : 1));

  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Tiff;
  photo.source_bits = layout.bits;
  photo.image =
      layout.is_plain() ? PlainReader(file, layout, request).read() : read_converted(file, layout, request);
  decoded.is_cmyk = layout.is_plain() && layout.is_cmyk();
  decoded.orientation = layout.orientation;
  if (layout.is_plain() && layout.photometric == PHOTOMETRIC_MINISWHITE) invert(photo.image);
  if (layout.has_alpha && layout.is_premultiplied) {
    layout.bits == 16 ? unpremultiply<std::uint16_t>(photo.image) : unpremultiply<std::uint8_t>(photo.image);
    photo.notes.emplace_back("its colours were multiplied by the transparency, which is undone by rounding");
  }
  if (layout.is_plain() && layout.samples > layout.kept()) {
    photo.notes.emplace_back("its extra channels are not kept");
  }
  std::uint32_t icc_bytes = 0;
  void* icc = nullptr;
  if (TIFFGetField(file.handle(), TIFFTAG_ICCPROFILE, &icc_bytes, &icc) != 0) {
    photo.icc_profile.assign(static_cast<const char*>(icc), icc_bytes);
  }
  take_density(file, photo);
  photo.metadata = read_tiff_metadata(request.bytes, photo.notes);
  if (TIFFReadDirectory(file.handle()) != 0)
    photo.notes.emplace_back("it has more pages; only the first is read");
  return decoded;
}

}  // namespace v4e
