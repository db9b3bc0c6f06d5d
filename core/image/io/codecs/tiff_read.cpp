// SPDX-License-Identifier: GPL-3.0-or-later
// Reads TIFF through libtiff: grey, RGB, CMYK and Lab sample by sample; palettes and YCbCr through its 8-bit
// RGBA interface.
#include <cstring>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/colour/foreign_colours.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/codecs/tiff_layout.h"
#include "core/image/io/metadata.h"
#include "core/image/photo_layout.h"

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
      : file_(file), layout_(layout), request_(request) {}

  Image read() {
    choose_blocks();
    image_ = Image(static_cast<int>(layout_.width), static_cast<int>(layout_.height), layout_.kept(),
                   layout_.sample.is_deep() ? SampleType::U16 : SampleType::U8);
    for (int plane = 0; plane < planes(); ++plane) {
      for (std::uint32_t y = 0; y < layout_.height; y += block_height_) {
        for (std::uint32_t x = 0; x < layout_.width; x += block_width_) {
          request_.context.check();
          read_block({x, y, block_width_, block_height_, is_separate() ? plane : -1});
          if (block_width_ >= layout_.width) break;  // no overflow of x near 2^32
        }
        if (block_height_ >= layout_.height) break;
      }
    }
    return std::move(image_);
  }

  /// Whether floating-point samples above 1 were cut to it.
  [[nodiscard]] bool has_clipped() const { return has_clipped_; }

 private:
  [[nodiscard]] bool is_separate() const { return layout_.planar == PLANARCONFIG_SEPARATE; }
  [[nodiscard]] int planes() const { return is_separate() ? layout_.kept() : 1; }

  void choose_blocks() {
    is_tiled_ = TIFFIsTiled(file_.handle()) != 0;
    block_width_ = is_tiled_ ? file_.get(tiff::kTileWidth, 0U) : layout_.width;
    block_height_ = is_tiled_ ? file_.get(tiff::kTileHeight, 0U)
                              : std::min(layout_.height, file_.get(tiff::kRowsPerStrip, layout_.height));
    const std::uint64_t step = is_separate() ? 1 : layout_.samples;
    row_samples_ = block_width_ * step;
    row_bytes_ = (row_samples_ * layout_.sample.bits + 7) / 8;
    const std::uint64_t plane_bytes =
        (layout_.width * step * layout_.sample.bits + 7) / 8 * std::uint64_t{layout_.height};
    // Tiles may stand out over a small picture, but have no reason to take the machine's memory.
    constexpr std::uint64_t kMaxSpareBytes = std::uint64_t{64} << 20;
    if (block_width_ == 0 || block_height_ == 0 ||
        row_bytes_ > std::max(kMaxSpareBytes, 4 * plane_bytes) / block_height_) {
      fail_damaged(request_.name, "its tile or strip size is wrong");
    }
    if (layout_.compression == COMPRESSION_NONE &&
        plane_bytes * static_cast<std::uint64_t>(planes()) > request_.bytes.size()) {
      fail_damaged(request_.name, "its picture data ends too early");
    }
    buffer_.resize(row_bytes_ * block_height_);
  }

  void read_block(const Block& block) {
    const auto sample = static_cast<std::uint16_t>(block.channel < 0 ? 0 : layout_.sample_of(block.channel));
    const std::uint32_t index = is_tiled_ ? TIFFComputeTile(file_.handle(), block.x, block.y, 0, sample)
                                          : TIFFComputeStrip(file_.handle(), block.y, sample);
    const std::uint32_t rows = std::min(block.height, layout_.height - block.y);
    const std::size_t wanted = row_bytes_ * (is_tiled_ ? block.height : rows);
    const tmsize_t got =
        is_tiled_
            ? TIFFReadEncodedTile(file_.handle(), index, buffer_.data(), static_cast<tmsize_t>(wanted))
            : TIFFReadEncodedStrip(file_.handle(), index, buffer_.data(), static_cast<tmsize_t>(wanted));
    if (got < 0 || static_cast<std::size_t>(got) < wanted) {
      fail_damaged(request_.name,
                   file_.message().empty() ? "its picture data ends too early" : file_.message());
    }
    if (image_.type() == SampleType::U16) {
      place<std::uint16_t>(block, rows);
    } else {
      place<std::uint8_t>(block, rows);
    }
  }

  template <typename Sample>
  void place(const Block& block, std::uint32_t rows) {
    if (layout_.sample.is_direct()) {
      copy_block<Sample>(layout_, block, buffer_.data(), image_);
      return;
    }
    row_.resize(row_samples_ * sizeof(Sample));
    const std::span<Sample> samples(reinterpret_cast<Sample*>(row_.data()), row_samples_);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (unpack_tiff_samples(layout_.sample, buffer_.data() + row_bytes_ * row, samples))
        has_clipped_ = true;
      copy_block<Sample>(layout_, {block.x, block.y + row, block.width, 1, block.channel}, row_.data(),
                         image_);
    }
  }

  const TiffFile& file_;
  const TiffLayout& layout_;
  const DecodeRequest& request_;
  Image image_;
  std::vector<std::byte> buffer_;  ///< a block as libtiff hands it over
  std::vector<std::byte> row_;     ///< one row of it, unpacked
  std::uint64_t row_samples_ = 0;  ///< of a block
  std::uint64_t row_bytes_ = 0;    ///< of a block in buffer_
  std::uint32_t block_width_ = 0;
  std::uint32_t block_height_ = 0;
  bool is_tiled_ = false;
  bool has_clipped_ = false;
};

/// Palettes and YCbCr: libtiff makes 8-bit RGBA of them, in the file's own orientation.
Image read_converted(const TiffFile& file, const TiffLayout& layout, const DecodeRequest& request) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::Unsupported, std::string(request.name) + " is a TIFF of an unusual kind (" + why +
                                            "); save it as RGB with 8 or 16 bits per channel first");
  };
  char message[1024] = "";
  if (TIFFRGBAImageOK(file.handle(), message) == 0) refuse(message);
  std::vector<std::uint32_t> raster(std::size_t{layout.width} * layout.height);
  if (TIFFReadRGBAImageOriented(file.handle(), layout.width, layout.height, raster.data(), layout.orientation,
                                1) == 0) {
    // What it has no conversion for comes out only here.
    if (file.message().find("an not handle") != std::string::npos) refuse(file.message());
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

/// The colours of its red, green and blue, with the gamma of 2.2 that TIFF 6.0 means where it states none;
/// floating-point numbers with primaries of their own are light.
void take_primaries(const TiffFile& file, const TiffLayout& layout, ColourHint& hint) {
  const auto white = file.get(tiff::kWhitePoint);
  const auto primaries = file.get(tiff::kPrimaries);
  if (white.empty() || primaries.empty()) return;
  hint.gamma = layout.sample.is_float() ? 1.0 : 2.2;
  for (std::size_t i = 0; i < 2; ++i) hint.white_xy[i] = white[i];
  for (std::size_t i = 0; i < 6; ++i) hint.primaries_xy[i / 2][i % 2] = primaries[i];
}

/// The file's profile or primaries. Floating-point numbers without either are light where they go beyond
/// white, as HDR pictures do; else they are 8-bit pictures' numbers more often than not.
void take_colours(const TiffFile& file, const TiffLayout& layout, TiffFirstPage& first, bool has_clipped,
                  Decoded& decoded) {
  Photo& photo = decoded.photo;
  const auto icc = file.get(tiff::kIccProfile);
  photo.icc_profile.assign(reinterpret_cast<const char*>(icc.data()), icc.size());
  if (photo.icc_profile.empty()) photo.icc_profile = std::move(first.icc_profile);
  if (has_clipped) photo.notes.emplace_back("what is brighter than white in it was clipped");
  if (!photo.icc_profile.empty()) return;
  if (layout.photometric == PHOTOMETRIC_RGB) take_primaries(file, layout, decoded.colour_hint);
  if (file.has(tiff::kTransferFunction))
    photo.notes.emplace_back("its own tone curve (TransferFunction) is not read; a usual one is assumed");
  if (!layout.sample.is_float() || decoded.colour_hint.gamma > 0) return;
  if (has_clipped) photo.icc_profile = layout.is_grey() ? make_grey_profile(1.0) : make_rgb_profile({}, 1.0);
  photo.notes.push_back("it does not say what its floating-point numbers mean; " +
                        std::string(has_clipped ? "linear light" : "sRGB") + " is assumed");
}

void convert_lab_colours(const TiffLayout& layout, const RunContext& context, Photo& photo) {
  const LabEncoding encoding = layout.photometric == PHOTOMETRIC_ICCLAB   ? LabEncoding::Icc
                               : layout.photometric == PHOTOMETRIC_ITULAB ? LabEncoding::Itu
                                                                          : LabEncoding::Cie;
  photo.image = convert_lab(photo.image, encoding, context);
  photo.icc_profile.clear();
  photo.notes.emplace_back("its Lab colours were converted to sRGB");
}

void undo_premultiplication(Photo& photo) {
  photo.image = unpremultiplied(std::move(photo.image));
  photo.notes.emplace_back("its colours were multiplied by the transparency, which is undone by rounding");
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
  TiffFirstPage first = choose_tiff_page(file, request.bytes, request.name, photo.notes);
  TiffLayout layout = read_tiff_layout(file);
  if (first.orientation && !file.stated(tiff::kOrientation)) layout.orientation = *first.orientation;
  check_tiff_layout(file, layout, request.name);
  check_picture_size(request, layout.width, layout.height, layout.kept() * (layout.sample.is_deep() ? 2 : 1));

  photo.source_format = PhotoFormat::Tiff;
  photo.source_bits = layout.sample.bits;
  PlainReader reader(file, layout, request);
  photo.image = layout.is_plain() ? reader.read() : read_converted(file, layout, request);
  decoded.is_cmyk = layout.is_plain() && layout.is_cmyk();
  decoded.orientation = layout.orientation;
  if (layout.is_plain() && layout.photometric == PHOTOMETRIC_MINISWHITE) invert(photo.image);
  if (layout.has_alpha() && layout.is_premultiplied) undo_premultiplication(photo);
  if (layout.is_plain() && layout.samples > layout.kept())
    photo.notes.emplace_back("its extra channels are not kept");
  if (file.has_private(tiff::kImageSourceData.number)) photo.notes.emplace_back("its Photoshop layers are not kept");
  take_colours(file, layout, first, reader.has_clipped(), decoded);
  if (layout.is_plain() && layout.is_lab()) convert_lab_colours(layout, request.context, photo);
  take_density(file, photo);
  photo.metadata = read_tiff_metadata(request.bytes, photo.notes);
  if (layout.is_lab()) state_srgb(photo.metadata);
  return decoded;
}

}  // namespace v4e
