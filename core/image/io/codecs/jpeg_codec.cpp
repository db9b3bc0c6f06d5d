// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG through libjpeg (turbo). Its errors come back by longjmp, so the functions between setjmp and libjpeg
// hold no object with a destructor.
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>

// libjpeg's header needs <cstdio> before it.
#include <jerror.h>
#include <jpeglib.h>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr std::string_view kExifMark("Exif\0\0", 6);
constexpr std::string_view kXmpMark("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kExtendedXmpMark("http://ns.adobe.com/xmp/extension/\0", 35);
constexpr std::string_view kPhotoshopMark("Photoshop 3.0\0", 14);
constexpr std::size_t kMaxMarkerBytes = 65533;
constexpr int kMaxScans = 200;  // a hostile progressive file has thousands, and takes minutes

struct ErrorManager {
  jpeg_error_mgr base;  // first: libjpeg hands back a pointer to it
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  int warnings;
  bool is_cut;
};

struct ProgressManager {
  jpeg_progress_mgr base;  // first, as above
  const RunContext* context;
  bool is_cancelled;
};

void exit_on_error(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  manager->base.format_message(info, manager->message);
  std::longjmp(manager->jump, 1);
}

/// True where the end mark comes long before the picture's last row: its header lies, or its middle is gone.
bool ends_too_early(j_common_ptr info) {
  if (!info->is_decompressor || info->err->msg_code != JWRN_HIT_MARKER) return false;
  const auto* reader = reinterpret_cast<j_decompress_ptr>(info);
  return reader->unread_marker == JPEG_EOI && reader->progressive_mode == FALSE &&
         reader->output_scanline < reader->output_height / 10 * 9;
}

void count_warning(j_common_ptr info, int level) {
  if (level >= 0) return;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  ++manager->warnings;
  if (manager->base.msg_code == JWRN_JPEG_EOF || ends_too_early(info)) {
    manager->is_cut = true;
    std::longjmp(manager->jump, 1);
  }
}

void watch_progress(j_common_ptr info) {
  auto* progress = reinterpret_cast<ProgressManager*>(info->progress);
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  if (progress->context->stop.stop_requested()) {
    progress->is_cancelled = true;
    std::longjmp(manager->jump, 1);
  }
  if (info->is_decompressor && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) {
    std::snprintf(manager->message, sizeof manager->message, "more than %d scans", kMaxScans);
    std::longjmp(manager->jump, 1);
  }
}

void set_up(ErrorManager& manager) {
  jpeg_std_error(&manager.base);
  manager.base.error_exit = exit_on_error;
  manager.base.emit_message = count_warning;
  manager.message[0] = '\0';
  manager.warnings = 0;
  manager.is_cut = false;
}

/// Owns a decompressor and the C side's state.
class Reader {
 public:
  Reader(const DecodeRequest& request) : request_(request) {
    set_up(error_);
    progress_ = {.base = {}, .context = &request.context, .is_cancelled = false};
    progress_.base.progress_monitor = watch_progress;
    info_.err = &error_.base;
  }
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  bool read_header() {
    if (setjmp(error_.jump) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.progress = &progress_.base;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(request_.bytes.data()),
                 static_cast<unsigned long>(request_.bytes.size()));
    for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2, JPEG_APP0 + 13, JPEG_COM}) {
      jpeg_save_markers(&info_, marker, 0xffff);
    }
    jpeg_read_header(&info_, TRUE);
    return true;
  }

  bool read_icc(unsigned char** bytes, unsigned* size_bytes) {
    if (setjmp(error_.jump) != 0) return false;
    return jpeg_read_icc_profile(&info_, bytes, size_bytes) != FALSE;
  }

  bool read_pixels(std::byte* target, std::size_t row_bytes) {
    if (setjmp(error_.jump) != 0) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      auto* row = reinterpret_cast<JSAMPROW>(target + row_bytes * info_.output_scanline);
      jpeg_read_scanlines(&info_, &row, 1);
    }
    return true;
  }

  [[noreturn]] void fail() const {
    if (progress_.is_cancelled) throw Cancelled();
    fail_damaged(request_.name, error_.is_cut ? "its picture data ends too early" : error_.message);
  }

  jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] int warnings() const { return error_.warnings; }

 private:
  const DecodeRequest& request_;
  jpeg_decompress_struct info_{};
  ErrorManager error_{};
  ProgressManager progress_{};
};

// The table of the JPEG standard, annex K.1, which libjpeg scales by the quality.
constexpr int kStandardLuminance[64] = {
    16, 11,  10,  16, 24, 40, 51, 61, 12,  12,  14,  19,  26, 58, 60, 55,  14,  13,  16,  24, 40, 57,
    69, 56,  14,  17, 22, 29, 51, 87, 80,  62,  18,  22,  37, 56, 68, 109, 103, 77,  24,  35, 55, 64,
    81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98,  112, 100, 103, 99};

int estimate_quality(const jpeg_decompress_struct& info) {
  const int index = info.comp_info[0].quant_tbl_no;  // as the file says: libjpeg checks it only later
  if (index < 0 || index >= NUM_QUANT_TBLS || !info.quant_tbl_ptrs[index]) return 0;
  const JQUANT_TBL* table = info.quant_tbl_ptrs[index];
  int best_quality = 1;
  long best_distance = -1;
  for (int quality = 1; quality <= 100; ++quality) {
    const int scale = quality < 50 ? 5000 / quality : 200 - quality * 2;
    long distance = 0;
    for (int i = 0; i < 64; ++i) {
      const int value = std::clamp((kStandardLuminance[i] * scale + 50) / 100, 1, 255);
      distance += std::abs(value - static_cast<int>(table->quantval[i]));
    }
    // On a tie the higher quality: a copy must not be coarser than its source.
    if (best_distance < 0 || distance <= best_distance) {
      best_distance = distance;
      best_quality = quality;
    }
  }
  return best_quality;
}

JpegTraits traits_of(const jpeg_decompress_struct& info) {
  JpegTraits traits{.quality = estimate_quality(info)};
  if (info.num_components == 3 && info.comp_info[1].h_samp_factor > 0 &&
      info.comp_info[1].v_samp_factor > 0) {
    traits.h_sampling = std::clamp(info.comp_info[0].h_samp_factor / info.comp_info[1].h_samp_factor, 1, 4);
    traits.v_sampling = std::clamp(info.comp_info[0].v_samp_factor / info.comp_info[1].v_samp_factor, 1, 4);
    // The encoder takes ten blocks a unit, two of them colour; beyond that the finest sampling.
    if (traits.h_sampling * traits.v_sampling > 8) traits.h_sampling = traits.v_sampling = 1;
  }
  return traits;
}

/// The IPTC block among the resources of a Photoshop marker.
std::string find_iptc(std::string_view resources) {
  std::size_t at = 0;
  while (at + 12 <= resources.size() && resources.substr(at, 4) == "8BIM") {
    const std::uint32_t id = read_be(resources, at + 4, 2);
    const std::size_t name_bytes = (static_cast<unsigned char>(resources[at + 6]) + 2u) & ~1u;
    at += 6 + name_bytes;
    if (at + 4 > resources.size()) break;
    const std::size_t size_bytes = read_be(resources, at, 4);
    at += 4;
    if (size_bytes > resources.size() - at) break;
    if (id == 0x0404) return std::string(resources.substr(at, size_bytes));
    at += (size_bytes + 1) & ~std::size_t{1};
  }
  return {};
}

void take_markers(const jpeg_decompress_struct& info, Photo& photo) {
  std::string photoshop;
  for (const jpeg_marker_struct* marker = info.marker_list; marker; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker == JPEG_COM) {
      photo.metadata.texts.push_back({"Comment", std::string(data)});
    } else if (data.starts_with(kExifMark) && photo.metadata.exif.empty()) {
      photo.metadata.exif = data.substr(kExifMark.size());
    } else if (data.starts_with(kXmpMark) && photo.metadata.xmp.empty()) {
      photo.metadata.xmp = data.substr(kXmpMark.size());
    } else if (data.starts_with(kPhotoshopMark)) {
      photoshop += data.substr(kPhotoshopMark.size());
    } else if (data.starts_with(kExtendedXmpMark)) {
      const std::string note = "its extended XMP (depth map, edit history) is not kept";
      if (photo.notes.empty() || photo.notes.back() != note) photo.notes.push_back(note);
    }
  }
  photo.metadata.iptc = find_iptc(photoshop);
}

void take_icc(Reader& reader, Photo& photo) {
  unsigned char* bytes = nullptr;
  unsigned size_bytes = 0;
  if (reader.read_icc(&bytes, &size_bytes)) {
    photo.icc_profile.assign(reinterpret_cast<const char*>(bytes), size_bytes);
  }
  std::free(bytes);
}

void choose_colour_space(jpeg_decompress_struct& info, std::string_view name) {
  switch (info.jpeg_color_space) {
    case JCS_GRAYSCALE:
      info.out_color_space = JCS_GRAYSCALE;
      return;
    case JCS_YCbCr:
    case JCS_RGB:
      info.out_color_space = JCS_RGB;
      return;
    case JCS_CMYK:
    case JCS_YCCK:
      info.out_color_space = JCS_CMYK;
      return;
    default:
      throw Error(ErrorCode::Unsupported, std::string(name) + " is a JPEG with " +
                                              std::to_string(info.num_components) +
                                              " unnamed colour channels; save it as RGB first");
  }
}

void invert(Image& image) {
  auto* bytes = reinterpret_cast<unsigned char*>(image.mutable_data());
  for (std::size_t i = 0; i < image.size_bytes(); ++i) bytes[i] = static_cast<unsigned char>(255 - bytes[i]);
}

/// Owns a compressor and its output buffer.
class Writer {
 public:
  explicit Writer(const EncodeRequest& request) : request_(request) {
    set_up(error_);
    progress_ = {.base = {}, .context = &request.context, .is_cancelled = false};
    progress_.base.progress_monitor = watch_progress;
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

void write_metadata(Writer& writer, const PhotoMetadata& metadata, std::vector<std::string>& notes) {
  const auto put = [&](int marker, const std::string& data, const char* what) {
    if (data.size() > kMaxMarkerBytes) {
      notes.push_back(std::string("the ") + what + " is left out: it is larger than JPEG allows (64 KiB)");
    } else if (!writer.write_marker(marker, data)) {
      writer.fail();
    }
  };
  if (!metadata.exif.empty()) put(JPEG_APP0 + 1, std::string(kExifMark) + metadata.exif, "EXIF data");
  if (!metadata.xmp.empty()) put(JPEG_APP0 + 1, std::string(kXmpMark) + metadata.xmp, "XMP data");
  if (!metadata.iptc.empty()) put(JPEG_APP0 + 13, photoshop_marker(metadata.iptc), "IPTC data");
  for (const TextEntry& text : metadata.texts) {
    if (text.key == "Comment") put(JPEG_COM, text.value, "comment");
  }
}

}  // namespace

bool is_jpeg(std::string_view bytes) {
  return bytes.starts_with("\xff\xd8\xff");
}

Decoded decode_jpeg(const DecodeRequest& request) {
  Reader reader(request);
  if (!reader.read_header()) reader.fail();
  jpeg_decompress_struct& info = reader.info();
  choose_colour_space(info, request.name);
  Decoded decoded;
  decoded.is_cmyk = info.out_color_space == JCS_CMYK;
  const int channels = decoded.is_cmyk ? 4 : info.out_color_space == JCS_RGB ? 3 : 1;
  check_picture_size(request, info.image_width, info.image_height, channels);

  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Jpeg;
  photo.jpeg = traits_of(info);
  if (info.saw_JFIF_marker && info.density_unit != 0 && info.X_density > 0 && info.Y_density > 0) {
    const double per_inch = info.density_unit == 2 ? 2.54 : 1.0;
    photo.density = PixelDensity{info.X_density * per_inch, info.Y_density * per_inch};
  }
  take_markers(info, photo);
  take_icc(reader, photo);
  photo.image = Image(static_cast<int>(info.image_width), static_cast<int>(info.image_height), channels,
                      SampleType::U8);
  if (!reader.read_pixels(photo.image.mutable_data(), photo.image.row_bytes())) reader.fail();
  if (reader.warnings() > 0) photo.notes.emplace_back("its picture data is damaged; parts may look wrong");
  // Adobe writes inks inverted, and says so by its marker.
  if (decoded.is_cmyk && info.saw_Adobe_marker) invert(photo.image);
  return decoded;
}

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
