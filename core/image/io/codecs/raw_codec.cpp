// SPDX-License-Identifier: GPL-3.0-or-later
// Raw files of cameras through LibRaw: the camera's white balance, sRGB with 16 bits.
#include <libraw/libraw.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/os/process.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

constexpr unsigned kMostMemoryMb = 8192;  // the library stops there by itself

struct FreePicture {
  void operator()(libraw_processed_image_t* picture) const { LibRaw::dcraw_clear_mem(picture); }
};

[[noreturn]] void fail(const DecodeRequest& request, int status) {
  const std::string name(request.name);
  if (status == LIBRAW_UNSUFFICIENT_MEMORY || status == LIBRAW_TOO_BIG) throw std::bad_alloc();
  if (status == LIBRAW_CANCELLED_BY_CALLBACK) throw Cancelled();
  if (status == LIBRAW_FILE_UNSUPPORTED || status == LIBRAW_NOT_IMPLEMENTED)
    throw Error(ErrorCode::Unsupported, name + " is a camera raw file that LibRaw " + LibRaw::version() +
                                            " does not know; develop it to a TIFF or JPEG with the camera's "
                                            "own program first");
  fail_damaged(request.name, std::string("LibRaw says '") + LibRaw::strerror(status) + "'");
}

int go_on(void* data, LibRaw_progress, int, int) {
  return static_cast<const RunContext*>(data)->stop.stop_requested() ? 1 : 0;
}

/// What the library should make of the sensor's numbers.
void set_up(LibRaw& library, const DecodeRequest& request) {
  libraw_output_params_t& wanted = library.imgdata.params;
  wanted.use_camera_wb = 1;
  wanted.output_bps = 16;
  wanted.output_color = 1;  // sRGB
  wanted.gamm[0] = 1 / 2.4;
  wanted.gamm[1] = 12.92;
  wanted.half_size = request.is_raw_draft ? 1 : 0;
#if LIBRAW_COMPILE_CHECK_VERSION_NOTLESS(0, 21)
  library.imgdata.rawparams.max_raw_memory_mb = kMostMemoryMb;
#else
  wanted.max_raw_memory_mb = kMostMemoryMb;
#endif
  library.set_dataerror_handler([](void*, const char*, auto) {}, nullptr);  // else it writes to the terminal
  library.set_progress_handler(go_on, const_cast<RunContext*>(&request.context));
}

Image to_image(const libraw_processed_image_t& picture) {
  const bool is_deep = picture.bits == 16;
  Image image(picture.width, picture.height, picture.colors, is_deep ? SampleType::U16 : SampleType::U8);
  if (picture.data_size < image.size_bytes()) throw std::length_error("raw picture");
  std::memcpy(image.mutable_data(), picture.data, image.size_bytes());
  return image;
}

/// True where most rows of the sensor are of one number: LibRaw goes on without its data.
bool lacks_sensor_data(const libraw_data_t& raw) {
  const ushort* row = raw.rawdata.raw_image;
  if (!row) return false;
  const std::size_t width = raw.sizes.raw_width;
  int filled = 0;
  for (int y = 0; y < raw.sizes.raw_height; ++y, row += width)
    filled += std::any_of(row, row + width, [&](ushort sample) { return sample != row[0]; }) ? 1 : 0;
  return filled < raw.sizes.raw_height / 2;
}

std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6g", value);
  return text.data();
}

/// "1234567/1000000": Exiv2 takes rationals as that.
std::string rational(double value) {
  constexpr double kParts = 1'000'000;
  return std::to_string(std::llround(std::clamp(value, 0.0, 2000.0) * kParts)) + "/1000000";
}

std::string date_of(std::time_t taken) {
  const std::optional<std::tm> local = taken > 0 ? os::local_time(taken) : std::nullopt;
  if (!local) return {};
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y:%m:%d %H:%M:%S", &*local)};
}

/// What LibRaw knows of the shot, for kinds of raw that Exiv2 does not read.
void describe_shot(const libraw_data_t& raw, PhotoMetadata& metadata) {
  const libraw_imgother_t& shot = raw.other;
  std::vector<MetadataProperty> known;
  const auto add = [&](const char* key, const std::string& value, bool is_known) {
    if (is_known && !value.empty()) known.push_back({key, value});
  };
  add("Exif.Image.Make", raw.idata.make, true);
  add("Exif.Image.Model", raw.idata.model, true);
  add("Exif.Photo.DateTimeOriginal", date_of(shot.timestamp), true);
  add("Exif.Photo.ISOSpeedRatings", number(shot.iso_speed), shot.iso_speed >= 1 && shot.iso_speed < 65536);
  add("Exif.Photo.ExposureTime", rational(shot.shutter), shot.shutter > 0);
  add("Exif.Photo.FNumber", rational(shot.aperture), shot.aperture > 0);
  add("Exif.Photo.FocalLength", rational(shot.focal_len), shot.focal_len > 0);
  add("Exif.Image.Artist", shot.artist, true);
  set_properties(metadata, known);
}

}  // namespace

Decoded decode_raw(const DecodeRequest& request) {
  const auto library = std::make_unique<LibRaw>();  // too large for a stack
  set_up(*library, request);
  const auto require = [&](int status) {
    if (status != LIBRAW_SUCCESS) fail(request, status);
  };
  require(library->open_buffer(const_cast<char*>(request.bytes.data()), request.bytes.size()));
  const libraw_image_sizes_t& sizes = library->imgdata.sizes;
  check_picture_size(request, sizes.raw_width, sizes.raw_height, 16);
  check_picture_size(request, sizes.width, sizes.height, 16);
  require(library->unpack());
  request.context.check();
  if (library->error_count() > 0 && lacks_sensor_data(library->imgdata))
    fail_damaged(request.name, "its sensor data is missing");
  require(library->dcraw_process());
  int status = LIBRAW_SUCCESS;
  const std::unique_ptr<libraw_processed_image_t, FreePicture> picture(
      library->dcraw_make_mem_image(&status));
  require(status);
  if (!picture || picture->type != LIBRAW_IMAGE_BITMAP || (picture->colors != 1 && picture->colors != 3))
    fail(request, LIBRAW_NOT_IMPLEMENTED);

  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Raw;
  photo.source_bits = 16;
  photo.image = to_image(*picture);
  decoded.orientation = 1;  // turned by the library
  // Kept by the library where its decoder went on in spite of broken data.
  if (library->error_count() > 0) photo.notes.emplace_back("a part of its sensor data is damaged");
  photo.notes.emplace_back(request.is_raw_draft
                               ? "a raw file, developed at half its size"
                               : "a raw file, developed with the camera's white balance; it stays as it is");
  photo.metadata = read_raw_metadata(request.bytes, photo.notes);
  if (photo.metadata.exif.empty()) describe_shot(library->imgdata, photo.metadata);
  return decoded;
}

}  // namespace v4e
