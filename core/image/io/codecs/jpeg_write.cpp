// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdlib>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/jpeg_common.h"
#include "core/image/io/extended_xmp.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

using namespace jpeg;

/// Owns a compressor and its output buffer.
class Writer {
 public:
  explicit Writer(const EncodeRequest& request) : request_(request) {
    set_up(error_);
    set_up(progress_, request.context);
    info_.err = &error_.base;
  }
  ~Writer() {
    jpeg_destroy_compress(&info_);
    std::free(buffer_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool start(int quality, const JpegTraits& sampling) {
    if (setjmp(error_.jump) != 0) return false;
    const Image& image = request_.photo.image;
    jpeg_create_compress(&info_);
    info_.progress = &progress_.base;
    jpeg_mem_dest(&info_, &buffer_, &size_bytes_);
    info_.image_width = static_cast<JDIMENSION>(image.width());
    info_.image_height = static_cast<JDIMENSION>(image.height());
    info_.input_components = image.channels();
    info_.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.optimize_coding = TRUE;
    info_.comp_info[0].h_samp_factor = image.channels() == 1 ? 1 : sampling.h_sampling;
    info_.comp_info[0].v_samp_factor = image.channels() == 1 ? 1 : sampling.v_sampling;
    if (request_.photo.density) {
      info_.density_unit = 1;
      info_.X_density = to_density(request_.photo.density->x);
      info_.Y_density = to_density(request_.photo.density->y);
    }
    jpeg_start_compress(&info_, TRUE);
    return true;
  }

  bool write_marker(int marker, std::string_view data) {
    if (setjmp(error_.jump) != 0) return false;
    jpeg_write_marker(&info_, marker, reinterpret_cast<const JOCTET*>(data.data()),
                      static_cast<unsigned>(data.size()));
    return true;
  }

  bool write_icc(std::string_view data) {
    if (setjmp(error_.jump) != 0) return false;
    jpeg_write_icc_profile(&info_, reinterpret_cast<const JOCTET*>(data.data()),
                           static_cast<unsigned>(data.size()));
    return true;
  }

  bool write_pixels() {
    if (setjmp(error_.jump) != 0) return false;
    while (info_.next_scanline < info_.image_height) {
      // libjpeg does not write to the rows it is given.
      auto* row =
          const_cast<JSAMPROW>(request_.photo.image.row<JSAMPLE>(static_cast<int>(info_.next_scanline)));
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
  }

  [[noreturn]] void fail() const {
    if (progress_.is_cancelled) throw Cancelled();
    throw Error(ErrorCode::Internal, std::string("the JPEG encoder failed: ") + error_.message);
  }

  [[nodiscard]] std::string bytes() const { return {reinterpret_cast<const char*>(buffer_), size_bytes_}; }

 private:
  static UINT16 to_density(double value) {
    return static_cast<UINT16>(std::clamp(std::lround(value), 1L, 65535L));
  }

  const EncodeRequest& request_;
  jpeg_compress_struct info_{};
  ErrorManager error_{};
  ProgressManager progress_{};
  unsigned char* buffer_ = nullptr;
  unsigned long size_bytes_ = 0;
};

std::string photoshop_marker(std::string_view iptc) {
  std::string data(kPhotoshopMark);
  data.append("8BIM\x04\x04\0\0", 8);
  for (int shift = 24; shift >= 0; shift -= 8) data.push_back(static_cast<char>(iptc.size() >> shift & 255));
  data += iptc;
  if (iptc.size() % 2 != 0) data.push_back('\0');
  return data;
}

std::vector<std::string> extended_segments(const XmpParts& xmp) {
  constexpr std::size_t kShareBytes = 65000;
  std::vector<std::string> segments;
  const auto big_endian = [](std::size_t value) { return bytes_of_number(value, 4, ByteOrder::Big); };
  for (std::size_t at = 0; at < xmp.extended.size(); at += kShareBytes) {
    segments.push_back(std::string(kExtendedXmpMark) + xmp.guid + big_endian(xmp.extended.size()) +
                       big_endian(at) + xmp.extended.substr(at, kShareBytes));
  }
  return segments;
}

void write_metadata(Writer& writer, PhotoMetadata metadata, std::vector<std::string>& notes) {
  shrink_exif(metadata, kMaxMarkerBytes - kExifMark.size(), notes);
  const auto put = [&](int marker, const std::string& data, const char* what) {
    if (data.size() > kMaxMarkerBytes) {
      notes.push_back(std::string("the ") + what + " is left out: it is larger than JPEG allows (64 KiB)");
    } else if (!writer.write_marker(marker, data)) {
      writer.fail();
    }
  };
  if (!metadata.exif.empty()) put(JPEG_APP0 + 1, std::string(kExifMark) + metadata.exif, "EXIF data");
  if (!metadata.xmp.empty()) {
    const XmpParts xmp = split_xmp(metadata.xmp, kMaxMarkerBytes - kXmpMark.size());
    put(JPEG_APP0 + 1, std::string(kXmpMark) + xmp.standard, "XMP data");
    for (const std::string& segment : extended_segments(xmp)) put(JPEG_APP0 + 1, segment, "XMP data");
  }
  if (!metadata.iptc.empty()) put(JPEG_APP0 + 13, photoshop_marker(metadata.iptc), "IPTC data");
  for (const TextEntry& text : metadata.texts) {
    if (text.key == "Comment") put(JPEG_COM, text.value, "comment");
  }
}

}  // namespace

std::string encode_jpeg(const EncodeRequest& request, std::vector<std::string>& notes) {
  constexpr int kDefaultQuality = 95;
  const JpegTraits source = request.photo.jpeg.value_or(JpegTraits{});
  const int quality = request.options.quality.value_or(std::max(kDefaultQuality, source.quality));
  Writer writer(request);
  if (!writer.start(quality, source)) writer.fail();
  write_metadata(writer, request.photo.metadata, notes);
  if (!request.photo.icc_profile.empty() && !writer.write_icc(request.photo.icc_profile)) writer.fail();
  if (!writer.write_pixels()) writer.fail();
  return writer.bytes();
}

}  // namespace v4e
