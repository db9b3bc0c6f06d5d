// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <optional>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/jpeg_common.h"
#include "core/image/io/extended_xmp.h"

// Behind libjpeg's own header.
#include <jerror.h>

namespace v4e {
namespace {

using namespace jpeg;

/// Sound files that libjpeg has no decoder for: 12 bits, lossless, arithmetic coding where it is left out.
bool is_unknown_kind(int code) {
  return code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL ||
         code == JERR_NOT_COMPILED || code == JERR_NOTIMPL || code == JERR_CONVERSION_NOTIMPL;
}

/// Owns a decompressor and the C side's state.
class Reader {
 public:
  Reader(const DecodeRequest& request) : request_(request) {
    set_up(error_);
    set_up(progress_, request.context);
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
    // What cameras append begins behind the end mark. Without that nothing is appended either.
    if (!error_.has_ended) {
      jpeg_finish_decompress(&info_);
      attached_bytes_ = error_.has_ended ? 0 : info_.src->bytes_in_buffer;
    }
    if (error_.has_ended && lacks_scans()) error_.is_cut = true;
    return !error_.is_cut;
  }

  [[noreturn]] void fail() const {
    if (progress_.is_cancelled) throw Cancelled();
    if (is_unknown_kind(error_.base.msg_code) && !error_.is_cut) {
      throw Error(ErrorCode::Unsupported, std::string(request_.name) +
                                              " is a JPEG of a kind that is not read (" + error_.message +
                                              "); save it with 8 bits per channel first");
    }
    fail_damaged(request_.name, error_.is_cut ? "its picture data ends too early" : error_.message);
  }

  jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] int warnings() const { return error_.warnings; }
  /// What stands behind the picture in its file.
  [[nodiscard]] std::string_view attached() const {
    return request_.bytes.substr(request_.bytes.size() - attached_bytes_);
  }
  [[nodiscard]] bool lacks_end_mark() const { return error_.has_ended; }

 private:
  /// True where a progressive picture has not got all bits of all coefficients yet.
  [[nodiscard]] bool lacks_scans() const {
    if (info_.progressive_mode == FALSE || !info_.coef_bits) return false;
    for (int component = 0; component < info_.num_components; ++component) {
      for (int i = 0; i < DCTSIZE2; ++i) {
        if (info_.coef_bits[component][i] != 0) return true;
      }
    }
    return false;
  }

  const DecodeRequest& request_;
  jpeg_decompress_struct info_{};
  ErrorManager error_{};
  ProgressManager progress_{};
  std::size_t attached_bytes_ = 0;
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

/// GUID, size of the whole and offset, then this segment's share.
std::optional<ExtendedPiece> extended_piece(std::string_view data) {
  constexpr std::size_t kHeadBytes = 40;
  if (!data.starts_with(kExtendedXmpMark) || data.size() < kExtendedXmpMark.size() + kHeadBytes)
    return std::nullopt;
  data.remove_prefix(kExtendedXmpMark.size());
  return ExtendedPiece{.guid = std::string(data.substr(0, 32)),
                       .full_size = read_be(data, 32, 4),
                       .offset = read_be(data, 36, 4),
                       .data = data.substr(kHeadBytes)};
}

void take_extended_xmp(const std::vector<ExtendedPiece>& pieces, Photo& photo) {
  try {
    const std::string guid = extended_guid(photo.metadata.xmp);
    if (guid.empty()) return;
    const std::string extended = assemble_extended(pieces, guid);
    if (!extended.empty()) {
      photo.metadata.xmp = join_xmp(photo.metadata.xmp, extended);
      return;
    }
  } catch (const Error&) {
    // Said below; the standard packet is judged later.
  }
  photo.notes.emplace_back("a part of its XMP data (the extended one) is damaged and was left out");
}

void take_markers(const jpeg_decompress_struct& info, Photo& photo) {
  std::string photoshop;
  std::vector<ExtendedPiece> extended;
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
    } else if (const auto piece = extended_piece(data)) {
      extended.push_back(*piece);
    }
  }
  take_extended_xmp(extended, photo);
  photo.metadata.iptc = find_iptc(photoshop);
}

/// Phones put more into one file than the picture: what brightens it on HDR screens, the moments before, a
/// depth map.
void note_attached(std::string_view attached, Photo& photo) {
  const std::string& xmp = photo.metadata.xmp;
  const bool has_pictures = attached.find("\xff\xd8\xff") != std::string_view::npos;
  if (attached.find("ftyp") != std::string_view::npos)
    photo.notes.emplace_back("the short film in it (a motion photo) is not kept");
  if (!has_pictures) return;
  const bool is_gain_map = xmp.find("hdr-gain-map") != std::string::npos ||
                           attached.find("hdr-gain-map") != std::string_view::npos ||
                           attached.find("HDRGainMap") != std::string_view::npos ||
                           attached.find("urn:iso:std:iso:ts:21496") != std::string_view::npos;
  photo.notes.emplace_back(
      is_gain_map ? "its HDR gain map is not kept: the result is a picture of ordinary brightness"
                  : "the further pictures in it (a preview, depth or other views) are not kept");
}

bool has_icc_piece(const jpeg_decompress_struct& info) {
  for (const jpeg_marker_struct* marker = info.marker_list; marker; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (marker->marker == JPEG_APP0 + 2 && data.starts_with(std::string_view("ICC_PROFILE\0", 12)))
      return true;
  }
  return false;
}

void take_icc(Reader& reader, Photo& photo) {
  unsigned char* bytes = nullptr;
  unsigned size_bytes = 0;
  if (reader.read_icc(&bytes, &size_bytes)) {
    photo.icc_profile.assign(reinterpret_cast<const char*>(bytes), size_bytes);
  } else if (has_icc_piece(reader.info())) {
    photo.notes.emplace_back("pieces of its colour profile are missing; sRGB is assumed");
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
  note_attached(reader.attached(), photo);
  if (reader.lacks_end_mark())
    photo.notes.emplace_back("its end mark is missing; all of its pixels are there");
  if (reader.warnings() > 0) photo.notes.emplace_back("its picture data is damaged; parts may look wrong");
  // Adobe writes inks inverted, and says so by its marker.
  if (decoded.is_cmyk && info.saw_Adobe_marker) invert(photo.image);
  return decoded;
}

}  // namespace v4e
