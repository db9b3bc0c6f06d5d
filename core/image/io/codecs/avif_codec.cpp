// SPDX-License-Identifier: GPL-3.0-or-later
// AVIF through libavif. It hands over crop, turn and mirror as numbers; the pixels are brought into place
// here.
#include <avif/avif.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

constexpr int kUsualQuality = 90;
constexpr int kSpeed = 6;  // 0 slowest … 10

struct Free {
  void operator()(avifDecoder* decoder) const { avifDecoderDestroy(decoder); }
  void operator()(avifEncoder* encoder) const { avifEncoderDestroy(encoder); }
  void operator()(avifImage* image) const { avifImageDestroy(image); }
};

int threads() {
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
}

void require(avifResult status, const avifDecoder& decoder, const DecodeRequest& request) {
  if (status == AVIF_RESULT_OK) return;
  if (status == AVIF_RESULT_OUT_OF_MEMORY) throw std::bad_alloc();
  const std::string why = std::string(avifResultToString(status)) +
                          (decoder.diag.error[0] != '\0' ? ": " + std::string(decoder.diag.error) : "");
  if (status == AVIF_RESULT_NO_CODEC_AVAILABLE)
    throw Error(ErrorCode::Unsupported, std::string(request.name) +
                                            " is an AVIF picture, for which libavif has no "
                                            "decoder (" +
                                            why + "); install libdav1d or save it as JPEG first");
  fail_damaged(request.name, why);
}

/// The orientation of EXIF that turns as irot and then mirrors as imir do (ISO/IEC 23000-22, 7.3.6.7).
int orientation_of(const avifImage& image) {
  const int turns = (image.transformFlags & AVIF_TRANSFORM_IROT) != 0 ? image.irot.angle & 3 : 0;
  int mirror = -1;
  if ((image.transformFlags & AVIF_TRANSFORM_IMIR) != 0) {
#if AVIF_VERSION_MAJOR >= 1
    mirror = image.imir.axis;
#else
    mirror = image.imir.mode;
#endif
  }
  // Anti-clockwise by quarters; 0 exchanges top and bottom, 1 left and right.
  constexpr int kPlain[4] = {1, 8, 3, 6};
  constexpr int kTopBottom[4] = {4, 5, 2, 7};
  constexpr int kLeftRight[4] = {2, 7, 4, 5};
  return mirror < 0 ? kPlain[turns] : mirror == 0 ? kTopBottom[turns] : kLeftRight[turns];
}

Image cropped(const Image& image, const avifCropRect& part) {
  Image result(static_cast<int>(part.width), static_cast<int>(part.height), image.channels(), image.type());
  const std::size_t pixel = image.row_bytes() / static_cast<std::size_t>(image.width());
  std::byte* target = result.mutable_data();
  for (std::uint32_t y = 0; y < part.height; ++y, target += result.row_bytes())
    std::memcpy(target, image.row<std::byte>(static_cast<int>(part.y + y)) + part.x * pixel,
                result.row_bytes());
  return result;
}

/// The rectangle of a clean aperture by ISO/IEC 14496-12 12.1.4: about the centre, which need not meet whole
/// pixels (libavif refuses odd ones in subsampled pictures, which others show).
bool crop_of(const avifImage& image, avifCropRect& part) {
  const avifCleanApertureBox& box = image.clap;
  const auto ratio = [](std::uint32_t above, std::uint32_t below) {
    return below == 0 ? 0.0 : double(static_cast<std::int32_t>(above)) / static_cast<std::int32_t>(below);
  };
  const double width = ratio(box.widthN, box.widthD);
  const double height = ratio(box.heightN, box.heightD);
  const double x = ratio(box.horizOffN, box.horizOffD) + (image.width - width) / 2;
  const double y = ratio(box.vertOffN, box.vertOffD) + (image.height - height) / 2;
  if (!(width >= 1) || !(height >= 1) || x < -0.5 || y < -0.5 || x + width > image.width + 0.5 ||
      y + height > image.height + 0.5)
    return false;
  part.x = static_cast<std::uint32_t>(std::max(0.0, x));
  part.y = static_cast<std::uint32_t>(std::max(0.0, y));
  part.width = std::min(static_cast<std::uint32_t>(width + 0.5), image.width - part.x);
  part.height = std::min(static_cast<std::uint32_t>(height + 0.5), image.height - part.y);
  return true;
}

std::string to_bytes(const avifRWData& data) {
  return {reinterpret_cast<const char*>(data.data), data.size};
}

Image to_image(const avifImage& picture, const DecodeRequest& request) {
  const bool is_deep = picture.depth > 8;
  const bool has_alpha = picture.alphaPlane != nullptr;
  Image image(static_cast<int>(picture.width), static_cast<int>(picture.height), has_alpha ? 4 : 3,
              is_deep ? SampleType::U16 : SampleType::U8);
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, &picture);
  rgb.format = has_alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.depth = is_deep ? 16 : 8;
  rgb.chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BEST_QUALITY;
  rgb.pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  rgb.rowBytes = static_cast<std::uint32_t>(image.row_bytes());
  const avifResult status = avifImageYUVToRGB(&picture, &rgb);
  if (status != AVIF_RESULT_OK) fail_damaged(request.name, avifResultToString(status));
  return image;
}

void take_transforms(const avifImage& picture, Decoded& decoded) {
  avifCropRect part{};
  if ((picture.transformFlags & AVIF_TRANSFORM_CLAP) != 0) {
    if (crop_of(picture, part)) {
      decoded.photo.image = cropped(decoded.photo.image, part);
    } else {
      decoded.photo.notes.emplace_back("its crop lies outside of the picture; the whole is read");
    }
  }
  decoded.orientation = orientation_of(picture);  // counts instead of the EXIF tag
}

Image to_colours_alone(const Image& image) {
  // Grey is read as RGB by libavif; a grey picture has grey profiles.
  const int channels = image.has_alpha() ? 2 : 1;
  Image grey(image.width(), image.height(), channels, image.type());
  const std::size_t size = bytes_per_sample(image.type());
  const std::byte* source = image.data();
  std::byte* target = grey.mutable_data();
  const std::size_t step = size * static_cast<std::size_t>(image.channels());
  for (std::size_t at = 0; at < image.size_bytes(); at += step) {
    std::memcpy(target, source + at, size);
    if (channels == 2) std::memcpy(target + size, source + at + 3 * size, size);
    target += size * static_cast<std::size_t>(channels);
  }
  return grey;
}

avifRWData data_of(const std::string& bytes) {
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data())), bytes.size()};
}

void set_quality(avifEncoder& encoder, int quality) {
#if AVIF_VERSION_MAJOR >= 1
  encoder.quality = quality;
  encoder.qualityAlpha = AVIF_QUALITY_LOSSLESS;
#else
  const int quantizer = ((100 - quality) * AVIF_QUANTIZER_WORST_QUALITY + 50) / 100;
  encoder.minQuantizer = encoder.maxQuantizer = quantizer;
  encoder.minQuantizerAlpha = encoder.maxQuantizerAlpha = AVIF_QUANTIZER_LOSSLESS;
#endif
}

void require_written(avifResult status) {
  if (status == AVIF_RESULT_OK) return;
  if (status == AVIF_RESULT_OUT_OF_MEMORY) throw std::bad_alloc();
  throw Error(ErrorCode::Unsupported, std::string("the AVIF encoder refuses the picture (") +
                                          avifResultToString(status) + "); choose TIFF, PNG or JPEG");
}

/// A picture of the same layout as ours.
std::unique_ptr<avifImage, Free> to_picture(const Photo& photo) {
  const Image rgb_image = photo.image.channels() < 3 ? expand_grey(photo.image) : photo.image;
  const bool is_grey = photo.image.channels() < 3;
  const bool is_deep = rgb_image.type() == SampleType::U16;
  std::unique_ptr<avifImage, Free> picture(avifImageCreate(
      static_cast<std::uint32_t>(rgb_image.width()), static_cast<std::uint32_t>(rgb_image.height()),
      is_deep ? 12 : 8, is_grey ? AVIF_PIXEL_FORMAT_YUV400 : AVIF_PIXEL_FORMAT_YUV444));
  if (!picture) throw std::bad_alloc();
  picture->yuvRange = AVIF_RANGE_FULL;
  picture->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT601;
  picture->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
  picture->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
  avifRGBImage rgb;
  avifRGBImageSetDefaults(&rgb, picture.get());
  rgb.format = rgb_image.has_alpha() ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
  rgb.depth = is_deep ? 16 : 8;
  rgb.pixels = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(rgb_image.data()));
  rgb.rowBytes = static_cast<std::uint32_t>(rgb_image.row_bytes());
  require_written(avifImageRGBToYUV(picture.get(), &rgb));
  return picture;
}

}  // namespace

Decoded decode_avif(const DecodeRequest& request) {
  const std::unique_ptr<avifDecoder, Free> decoder(avifDecoderCreate());
  if (!decoder) throw std::bad_alloc();
  decoder->maxThreads = threads();
  decoder->strictFlags = AVIF_STRICT_DISABLED;  // what can be shown is shown
  require(avifDecoderSetIOMemory(decoder.get(), reinterpret_cast<const std::uint8_t*>(request.bytes.data()),
                                 request.bytes.size()),
          *decoder, request);
  require(avifDecoderParse(decoder.get()), *decoder, request);
  check_picture_size(request, decoder->image->width, decoder->image->height, 16);
  request.context.check();
  require(avifDecoderNextImage(decoder.get()), *decoder, request);
  const avifImage& picture = *decoder->image;

  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Avif;
  photo.source_bits = static_cast<int>(picture.depth);
  photo.image = to_image(picture, request);
  if (picture.yuvFormat == AVIF_PIXEL_FORMAT_YUV400) photo.image = to_colours_alone(photo.image);
  take_transforms(picture, decoded);
  photo.icc_profile = to_bytes(picture.icc);
  if (photo.icc_profile.empty())
    decoded.colour_hint = still_colours(picture.colorPrimaries, picture.transferCharacteristics);
  photo.metadata.exif = to_bytes(picture.exif);
  photo.metadata.xmp = to_bytes(picture.xmp);
  if (decoder->imageCount > 1) photo.notes.emplace_back("it is animated; only the first frame is read");
  return decoded;
}

bool can_encode_avif() {
  return avifCodecName(AVIF_CODEC_CHOICE_AUTO, AVIF_CODEC_FLAG_CAN_ENCODE) != nullptr;
}

std::string encode_avif(const EncodeRequest& request, std::vector<std::string>& notes) {
  const Photo& photo = request.photo;
  const PhotoMetadata& metadata = photo.metadata;
  const std::unique_ptr<avifImage, Free> picture = to_picture(photo);
  if (photo.image.type() == SampleType::U16)
    notes.emplace_back("the 16 bits per channel became 12: AVIF has no more");
  const auto set = [](const std::string& bytes, auto action) {
    if (!bytes.empty()) action(data_of(bytes));
  };
  set(photo.icc_profile, [&](const avifRWData& data) {
    picture->colorPrimaries = AVIF_COLOR_PRIMARIES_UNSPECIFIED;
    picture->transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_UNSPECIFIED;
    (void)avifImageSetProfileICC(picture.get(), data.data, data.size);
  });
  set(metadata.exif,
      [&](const avifRWData& data) { (void)avifImageSetMetadataExif(picture.get(), data.data, data.size); });
  set(metadata.xmp,
      [&](const avifRWData& data) { (void)avifImageSetMetadataXMP(picture.get(), data.data, data.size); });
  if (!metadata.iptc.empty()) notes.emplace_back("the IPTC data is left out: AVIF has no place for it");
  // The pixels are upright; some versions take the turn out of EXIF.
  picture->transformFlags = AVIF_TRANSFORM_NONE;
  const std::unique_ptr<avifEncoder, Free> encoder(avifEncoderCreate());
  if (!encoder) throw std::bad_alloc();
  encoder->maxThreads = threads();
  encoder->speed = kSpeed;
  encoder->autoTiling = AVIF_TRUE;
  set_quality(*encoder, request.options.quality.value_or(kUsualQuality));
  request.context.check();
  avifRWData output = AVIF_DATA_EMPTY;
  const avifResult status = avifEncoderWrite(encoder.get(), picture.get(), &output);
  std::string bytes = to_bytes(output);
  avifRWDataFree(&output);
  require_written(status);
  return bytes;
}

}  // namespace v4e
