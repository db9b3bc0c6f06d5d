// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/tiff_file.h"
#include "core/image/io/codecs/tiff_layers.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

constexpr std::size_t kStripBytes = std::size_t{1} << 20;
// Offsets of classic TIFF have 32 bits; compression may make data a little larger.
constexpr std::size_t kMaxClassicBytes = std::size_t{4'000'000'000};

void set_fields(const TiffFile& file, const EncodeRequest& request) {
  const Photo& photo = request.photo;
  const Image& image = photo.image;
  file.set(tiff::kWidth, static_cast<std::uint32_t>(image.width()));
  file.set(tiff::kHeight, static_cast<std::uint32_t>(image.height()));
  file.set(tiff::kBits, static_cast<std::uint16_t>(image.type() == SampleType::U16 ? 16 : 8));
  file.set(tiff::kSamples, static_cast<std::uint16_t>(image.channels()));
  file.set(tiff::kPhotometric,
           static_cast<std::uint16_t>(image.channels() < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB));
  file.set(tiff::kPlanar, std::uint16_t{PLANARCONFIG_CONTIG});
  file.set(tiff::kOrientation, std::uint16_t{ORIENTATION_TOPLEFT});
  if (image.has_alpha()) {
    const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    file.set(tiff::kExtraSamples, std::span<const std::uint16_t>(&kind, 1));
  }
  if (request.options.png_compression > 0) {
    file.set(tiff::kCompression, std::uint16_t{COMPRESSION_ADOBE_DEFLATE});
    file.set(tiff::kPredictor, std::uint16_t{PREDICTOR_HORIZONTAL});
    file.set(tiff::kZipQuality, request.options.png_compression);
  }
  const std::size_t rows = std::max<std::size_t>(1, kStripBytes / image.row_bytes());
  file.set(tiff::kRowsPerStrip,
           static_cast<std::uint32_t>(std::min<std::size_t>(rows, static_cast<std::size_t>(image.height()))));
  if (photo.density) {
    file.set(tiff::kResolutionUnit, std::uint16_t{RESUNIT_INCH});
    file.set(tiff::kXResolution, static_cast<float>(photo.density->x));
    file.set(tiff::kYResolution, static_cast<float>(photo.density->y));
  }
  if (!photo.icc_profile.empty()) file.set(tiff::kIccProfile, std::as_bytes(std::span(photo.icc_profile)));
}

void write_strips(const TiffFile& file, const EncodeRequest& request) {
  const Image& image = request.photo.image;
  const auto rows = file.get(tiff::kRowsPerStrip, 1U);
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
  const bool has_layers = !request.layers.empty();
  const std::string layers = has_layers ? photoshop_layers(request) : std::string();
  const bool is_big = request.photo.image.size_bytes() > kMaxClassicBytes;
  if (has_layers && request.photo.image.size_bytes() + layers.size() > kMaxClassicBytes) {
    throw Error(ErrorCode::InvalidArgument,
                "the picture and its layers take more than the 4 GB that a TIFF file with layers may have; choose "
                "a smaller size or 8 bits per channel, or write the picture without layers");
  }
  TiffFile file(is_big, has_layers);
  if (!file.handle()) throw Error(ErrorCode::Internal, "the TIFF encoder does not start: " + file.message());
  set_fields(file, request);
  if (has_layers) {
    file.define_layers();
    file.set(tiff::kImageSourceData, std::as_bytes(std::span(layers)));
  }
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
