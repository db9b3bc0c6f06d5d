// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

constexpr std::size_t kStripBytes = std::size_t{1} << 20;
// Offsets of classic TIFF have 32 bits; compression may make data a little larger.
constexpr std::size_t kMaxClassicBytes = std::size_t{4'000'000'000};

void set_fields(const TiffFile& file, const EncodeRequest& request) {
  const Photo& photo = request.photo;
  const Image& image = photo.image;
  TIFF* tiff = file.handle();
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(image.width()));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(image.height()));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, image.type() == SampleType::U16 ? 16 : 8);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, image.channels());
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, image.channels() < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (image.has_alpha()) {
    const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  if (request.options.png_compression > 0) {
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
    TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, request.options.png_compression);
  }
  const std::size_t rows = std::max<std::size_t>(1, kStripBytes / image.row_bytes());
  TIFFSetField(
      tiff, TIFFTAG_ROWSPERSTRIP,
      static_cast<std::uint32_t>(std::min<std::size_t>(rows, static_cast<std::size_t>(image.height()))));
  if (photo.density) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, photo.density->x);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, photo.density->y);
  }
  if (!photo.icc_profile.empty()) {
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(photo.icc_profile.size()),
                 photo.icc_profile.data());
  }
}

void write_strips(const TiffFile& file, const EncodeRequest& request) {
  const Image& image = request.photo.image;
  const auto rows = file.field<std::uint32_t>(TIFFTAG_ROWSPERSTRIP, 1);
  std::vector<std::byte> strip;
  for (std::uint32_t y = 0; y < static_cast<std::uint32_t>(image.height()); y += rows) {
    request.context.check();
    const std::uint32_t count = std::min(rows, static_cast<std::uint32_t>(image.height()) - y);
    // A copy: libtiff takes differences of neighbours in the buffer that it is given.
    const std::byte* source = image.data() + image.row_bytes() * y;
    strip.assign(source, source + image.row_bytes() * count);
    if (TIFFWriteEncodedStrip(file.handle(), y / rows, strip.data(), static_cast<tmsize_t>(strip.size())) <
        0) {
      throw Error(ErrorCode::OutOfMemory, "the TIFF encoder failed: " + file.message());
    }
  }
}

}  // namespace

std::string encode_tiff(const EncodeRequest& request, std::vector<std::string>& notes) {
  const bool is_big = request.photo.image.size_bytes() > kMaxClassicBytes;
  TiffFile file(is_big);
  if (!file.handle()) throw Error(ErrorCode::Internal, "the TIFF encoder does not start: " + file.message());
  set_fields(file, request);
  write_strips(file, request);
  if (TIFFWriteDirectory(file.handle()) == 0) {
    throw Error(ErrorCode::Internal, "the TIFF encoder failed: " + file.message());
  }
  std::string bytes = file.take_bytes();
  const PhotoMetadata& metadata = request.photo.metadata;
  if (metadata.exif.empty() && metadata.xmp.empty() && metadata.iptc.empty()) return bytes;
  if (is_big) {
    notes.emplace_back("the metadata is left out: the file is larger than 4 GB");
    return bytes;
  }
  return add_tiff_metadata(std::move(bytes), metadata, notes);
}

}  // namespace v4e
