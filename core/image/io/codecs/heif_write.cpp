// SPDX-License-Identifier: GPL-3.0-or-later
// HEIC through libheif and its HEVC encoder, with 8 or 10 bits and colours at full resolution.
#include <libheif/heif.h>

#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr int kUsualQuality = 90;
constexpr int kDeepBits = 10;  // more than that hardly any program opens

struct Free {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_encoder* encoder) const { heif_encoder_release(encoder); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_encoding_options* options) const { heif_encoding_options_free(options); }
  void operator()(heif_color_profile_nclx* colours) const { heif_nclx_color_profile_free(colours); }
};
template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

void require(const heif_error& status) {
  if (status.code == heif_error_Ok) return;
  if (status.code == heif_error_Memory_allocation_error) throw std::bad_alloc();
  throw Error(ErrorCode::Unsupported, std::string("the HEIC encoder refuses the picture (") +
                                          (status.message ? status.message : "no reason given") +
                                          "); choose AVIF, TIFF or JPEG");
}

Owned<heif_image> to_raster(const Image& image) {
  const bool is_deep = image.type() == SampleType::U16;
  const heif_chroma layout =
      is_deep ? image.has_alpha() ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE
      : image.has_alpha() ? heif_chroma_interleaved_RGBA
                          : heif_chroma_interleaved_RGB;
  heif_image* made = nullptr;
  require(heif_image_create(image.width(), image.height(), heif_colorspace_RGB, layout, &made));
  Owned<heif_image> raster(made);
  require(heif_image_add_plane(made, heif_channel_interleaved, image.width(), image.height(),
                               is_deep ? kDeepBits : 8));
  int stride = 0;
  std::uint8_t* rows = heif_image_get_plane(made, heif_channel_interleaved, &stride);
  constexpr std::uint32_t kLargest = (1U << kDeepBits) - 1;
  for (int y = 0; y < image.height(); ++y) {
    std::uint8_t* target = rows + std::ptrdiff_t{y} * stride;
    if (!is_deep) {
      std::memcpy(target, image.row<std::byte>(y), image.row_bytes());
      continue;
    }
    const auto* source = image.row<std::uint16_t>(y);
    for (std::size_t i = 0; i < image.row_bytes() / 2; ++i) {
      const auto sample = static_cast<std::uint16_t>((source[i] * kLargest + 32767U) / 65535U);
      std::memcpy(target + i * 2, &sample, 2);
    }
  }
  return raster;
}

Owned<heif_color_profile_nclx> srgb_colours() {
  Owned<heif_color_profile_nclx> colours(heif_nclx_color_profile_alloc());
  if (!colours) throw std::bad_alloc();
  colours->color_primaries = heif_color_primaries_ITU_R_BT_709_5;
  colours->transfer_characteristics = heif_transfer_characteristic_IEC_61966_2_1;
  colours->matrix_coefficients = heif_matrix_coefficients_ITU_R_BT_601_6;
  colours->full_range_flag = 1;
  return colours;
}

heif_error append(heif_context*, const void* data, std::size_t size_bytes, void* target) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(data), size_bytes);
  return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

}  // namespace

bool can_encode_heif() {
  return heif_have_encoder_for_format(heif_compression_HEVC) != 0;
}

std::string encode_heif(const EncodeRequest& request, std::vector<std::string>& notes) {
  if (!can_encode_heif())
    throw Error(
        ErrorCode::Unsupported,
        "there is no HEIC encoder; install libheif-plugin-x265 where your system has it, or choose AVIF");
  const Photo& photo = request.photo;
  const PhotoMetadata& metadata = photo.metadata;
  const Owned<heif_context> file(heif_context_alloc());
  heif_encoder* found = nullptr;
  require(heif_context_get_encoder_for_format(file.get(), heif_compression_HEVC, &found));
  const Owned<heif_encoder> encoder(found);
  require(heif_encoder_set_lossy_quality(found, request.options.quality.value_or(kUsualQuality)));
  (void)heif_encoder_set_parameter_string(found, "chroma", "444");  // encoders other than x265 may have none

  const Owned<heif_image> raster = to_raster(photo.image);
  if (photo.image.type() == SampleType::U16)
    notes.emplace_back("the 16 bits per channel became 10: HEIC has no more");
  const Owned<heif_encoding_options> options(heif_encoding_options_alloc());
  const Owned<heif_color_profile_nclx> colours = srgb_colours();
  options->output_nclx_profile = colours.get();
  if (!photo.icc_profile.empty())
    require(heif_image_set_raw_color_profile(raster.get(), "prof", photo.icc_profile.data(),
                                             photo.icc_profile.size()));
  request.context.check();
  heif_image_handle* written = nullptr;
  require(heif_context_encode_image(file.get(), raster.get(), found, options.get(), &written));
  const Owned<heif_image_handle> handle(written);
  request.context.check();
  if (!metadata.exif.empty())
    require(heif_context_add_exif_metadata(file.get(), written, metadata.exif.data(),
                                           static_cast<int>(metadata.exif.size())));
  if (!metadata.xmp.empty())
    require(heif_context_add_XMP_metadata(file.get(), written, metadata.xmp.data(),
                                          static_cast<int>(metadata.xmp.size())));
  if (!metadata.iptc.empty()) notes.emplace_back("the IPTC data is left out: HEIC has no place for it");
  std::string bytes;
  heif_writer writer{.writer_api_version = 1, .write = append};
  require(heif_context_write(file.get(), &writer, &bytes));
  return bytes;
}

}  // namespace v4e
