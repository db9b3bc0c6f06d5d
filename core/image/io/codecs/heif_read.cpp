// SPDX-License-Identifier: GPL-3.0-or-later
// HEIC and HEIF through libheif, which turns, mirrors, crops and joins grids as the file says.
#include <libheif/heif.h>

#include <cstring>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

struct Free {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_color_profile_nclx* colours) const { heif_nclx_color_profile_free(colours); }
};
using Handle = std::unique_ptr<heif_image_handle, Free>;

void require(const heif_error& status, const DecodeRequest& request) {
  if (status.code == heif_error_Ok) return;
  const std::string why = status.message ? status.message : "no reason given";
  const bool lacks_decoder =
      status.code == heif_error_Unsupported_feature || status.code == heif_error_Unsupported_filetype ||
      status.subcode == heif_suberror_Unsupported_codec || status.code == heif_error_Plugin_loading_error;
  if (status.code == heif_error_Memory_allocation_error &&
      status.subcode != heif_suberror_Security_limit_exceeded)
    throw std::bad_alloc();
  if (lacks_decoder)
    throw Error(
        ErrorCode::Unsupported,
        std::string(request.name) + " is a HEIF picture that libheif " + heif_get_version() +
            " cannot decode (" + why +
            "); install libheif-plugin-libde265 where your system has it, or save it as JPEG or PNG first");
  fail_damaged(request.name, why);
}

/// A grid's or a single picture's own bits; libheif answers -1 where it does not know before decoding.
int bits_of(const heif_image_handle& handle) {
  return std::max(8, heif_image_handle_get_luma_bits_per_pixel(&handle));
}

Image to_image(const heif_image& raster, bool has_alpha, int& bits, const DecodeRequest& request) {
  int stride = 0;
  const std::uint8_t* rows = heif_image_get_plane_readonly(&raster, heif_channel_interleaved, &stride);
  const int width = heif_image_get_width(&raster, heif_channel_interleaved);
  const int height = heif_image_get_height(&raster, heif_channel_interleaved);
  if (!rows || width < 1 || height < 1) fail_damaged(request.name, "its picture data does not decode");
  const bool is_deep = bits > 8;
  bits = is_deep ? heif_image_get_bits_per_pixel_range(&raster, heif_channel_interleaved) : 8;
  Image image(width, height, has_alpha ? 4 : 3, is_deep ? SampleType::U16 : SampleType::U8);
  std::byte* target = image.mutable_data();
  const std::uint32_t largest = (1U << std::clamp(bits, 9, 16)) - 1;
  for (int y = 0; y < height; ++y, target += image.row_bytes()) {
    const std::uint8_t* row = rows + std::ptrdiff_t{y} * stride;
    std::memcpy(target, row, image.row_bytes());
    if (!is_deep) continue;
    auto* samples = reinterpret_cast<std::uint16_t*>(target);
    for (std::size_t i = 0; i < image.row_bytes() / 2; ++i)
      samples[i] = spread_to_16_bit(samples[i], largest);
  }
  return image;
}

void take_colours(const heif_image_handle& handle, Decoded& decoded) {
  if (const std::size_t size = heif_image_handle_get_raw_color_profile_size(&handle); size > 0) {
    decoded.photo.icc_profile.resize(size);
    if (heif_image_handle_get_raw_color_profile(&handle, decoded.photo.icc_profile.data()).code !=
        heif_error_Ok)
      decoded.photo.icc_profile.clear();
  }
  if (!decoded.photo.icc_profile.empty()) return;
  heif_color_profile_nclx* said = nullptr;
  if (heif_image_handle_get_nclx_color_profile(&handle, &said).code != heif_error_Ok || !said) return;
  const std::unique_ptr<heif_color_profile_nclx, Free> colours(said);
  decoded.colour_hint = still_colours(colours->color_primaries, colours->transfer_characteristics);
}

std::string block(const heif_image_handle& handle, heif_item_id id) {
  std::string bytes(heif_image_handle_get_metadata_size(&handle, id), '\0');
  if (bytes.empty() || heif_image_handle_get_metadata(&handle, id, bytes.data()).code != heif_error_Ok)
    return {};
  return bytes;
}

/// EXIF in HEIF begins with how far behind its TIFF header stands.
std::string without_offset(const std::string& exif) {
  if (exif.size() < 4) return {};
  const std::uint64_t offset = 4 + std::uint64_t{read_be(exif, 0, 4)};
  return offset < exif.size() ? exif.substr(static_cast<std::size_t>(offset)) : std::string();
}

void take_metadata(const heif_image_handle& handle, PhotoMetadata& metadata) {
  const int count = std::max(0, heif_image_handle_get_number_of_metadata_blocks(&handle, nullptr));
  std::vector<heif_item_id> ids(static_cast<std::size_t>(count));
  ids.resize(static_cast<std::size_t>(
      heif_image_handle_get_list_of_metadata_block_IDs(&handle, nullptr, ids.data(), count)));
  for (const heif_item_id id : ids) {
    const std::string_view type = heif_image_handle_get_metadata_type(&handle, id);
    const std::string_view content = heif_image_handle_get_metadata_content_type(&handle, id);
    if (type == "Exif" && metadata.exif.empty()) metadata.exif = without_offset(block(handle, id));
    if (type == "mime" && content == "application/rdf+xml" && metadata.xmp.empty())
      metadata.xmp = block(handle, id);
  }
}

}  // namespace

Decoded decode_heif(const DecodeRequest& request) {
  const std::unique_ptr<heif_context, Free> file(heif_context_alloc());
  if (!file) throw std::bad_alloc();
  require(heif_context_read_from_memory_without_copy(file.get(), request.bytes.data(), request.bytes.size(),
                                                     nullptr),
          request);
  heif_image_handle* primary = nullptr;
  require(heif_context_get_primary_image_handle(file.get(), &primary), request);
  const Handle handle(primary);
  const auto side = [](int px) { return static_cast<std::uint64_t>(std::max(0, px)); };
  check_picture_size(request, side(heif_image_handle_get_width(primary)),
                     side(heif_image_handle_get_height(primary)), 16);
  request.context.check();

  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Heif;
  photo.source_bits = bits_of(*handle);
  const bool is_deep = photo.source_bits > 8;
  const bool has_alpha = heif_image_handle_has_alpha_channel(primary) != 0;
  const heif_chroma layout =
      is_deep     ? has_alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE
      : has_alpha ? heif_chroma_interleaved_RGBA
                  : heif_chroma_interleaved_RGB;
  heif_image* raster = nullptr;
  require(heif_decode_image(primary, &raster, heif_colorspace_RGB, layout, nullptr), request);
  const std::unique_ptr<heif_image, Free> picture(raster);
  photo.image = to_image(*picture, has_alpha, photo.source_bits, request);
  if (has_alpha && heif_image_handle_is_premultiplied_alpha(primary) != 0)
    photo.image = unpremultiplied(std::move(photo.image));
  decoded.orientation = 1;  // libheif has turned it; the EXIF tag repeats that
  take_colours(*handle, decoded);
  take_metadata(*handle, photo.metadata);
  if (heif_context_get_number_of_top_level_images(file.get()) > 1)
    photo.notes.emplace_back("it holds several pictures; the main one is read");
  return decoded;
}

}  // namespace v4e
