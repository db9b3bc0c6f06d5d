// SPDX-License-Identifier: GPL-3.0-or-later
// PNG through libpng. Its errors come back by longjmp, so the functions between setjmp and libjpg's calls
// hold no object with a destructor.
#include <png.h>

#include <bit>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/codecs/png_chunks.h"

namespace v4e {
namespace {

constexpr std::string_view kXmpKey = "XML:com.adobe.xmp";
constexpr std::string_view kRawProfile = "Raw profile type ";
constexpr double kInchPerMetre = 0.0254;

/// What libpng's callbacks see.
struct Stream {
  std::string_view bytes;
  std::size_t at = 0;
  std::string* output = nullptr;
  const RunContext* context = nullptr;
  char message[200] = "";
  int warnings = 0;
  bool is_cancelled = false;
  bool is_out_of_memory = false;
};

void exit_on_error(png_structp png, png_const_charp message) {
  auto* stream = static_cast<Stream*>(png_get_error_ptr(png));
  std::snprintf(stream->message, sizeof stream->message, "%s", message);
  png_longjmp(png, 1);
}

void count_warning(png_structp png, png_const_charp) {
  ++static_cast<Stream*>(png_get_error_ptr(png))->warnings;
}

void read_bytes(png_structp png, png_bytep target, std::size_t size_bytes) {
  auto* stream = static_cast<Stream*>(png_get_io_ptr(png));
  if (size_bytes > stream->bytes.size() - stream->at) png_error(png, "its end is missing");
  std::memcpy(target, stream->bytes.data() + stream->at, size_bytes);
  stream->at += size_bytes;
}

void write_bytes(png_structp png, png_bytep source, std::size_t size_bytes) {
  auto* stream = static_cast<Stream*>(png_get_io_ptr(png));
  try {
    stream->output->append(reinterpret_cast<const char*>(source), size_bytes);
  } catch (const std::bad_alloc&) {
    stream->is_out_of_memory = true;
  }
  if (stream->is_out_of_memory) png_error(png, "no memory");
}

void flush_nothing(png_structp) {}

void stop_if_asked(png_structp png, Stream& stream) {
  if (!stream.context->stop.stop_requested()) return;
  stream.is_cancelled = true;
  png_error(png, "cancelled");
}

class Reader {
 public:
  explicit Reader(const DecodeRequest& request) : request_(request) {
    stream_.bytes = request.bytes;
    stream_.context = &request.context;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &stream_, exit_on_error, count_warning);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) throw Error(ErrorCode::OutOfMemory, "no memory for the PNG decoder");
  }
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &stream_, read_bytes);
    // Our own pixel limit follows; libpng's default of a million pixels a side would come first.
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_set_chunk_malloc_max(png_, 256u << 20);
    // Profiles are read by take_png_colours(): libpng drops those that it finds fault with.
    png_set_option(png_, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_read_info(png_, info_);
    return true;
  }

  /// Grey, grey+alpha, RGB or RGBA of 8 or 16 bits in this machine's byte order.
  bool set_transforms() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);  // palette to RGB, 1, 2 and 4 bits to 8, a transparent colour to alpha
    if (std::endian::native == std::endian::little) png_set_swap(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  bool read_pixels(std::byte* target, std::size_t row_bytes, std::size_t rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    for (int pass = 0; pass < passes_; ++pass) {
      for (std::size_t y = 0; y < rows; ++y) {
        if (y % 64 == 0) stop_if_asked(png_, stream_);
        png_read_row(png_, reinterpret_cast<png_bytep>(target + row_bytes * y), nullptr);
      }
    }
    return true;
  }

  /// Text and EXIF may stand behind the pixels.
  bool read_end() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_end(png_, info_);
    return true;
  }

  [[noreturn]] void fail() const {
    if (stream_.is_cancelled) throw Cancelled();
    fail_damaged(request_.name, stream_.message);
  }

  [[nodiscard]] png_structp png() const { return png_; }
  [[nodiscard]] png_infop info() const { return info_; }

 private:
  const DecodeRequest& request_;
  Stream stream_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int passes_ = 1;
};

std::string latin1_to_utf8(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8.push_back(c);
    } else {
      utf8.push_back(static_cast<char>(0xc0 | byte >> 6));
      utf8.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
    }
  }
  return utf8;
}

/// Removes what stands before the TIFF structure in old EXIF chunks.
std::string without_exif_mark(std::string bytes) {
  constexpr std::string_view kMark("Exif\0\0", 6);
  if (std::string_view(bytes).starts_with(kMark)) bytes.erase(0, kMark.size());
  return bytes;
}

void take_raw_profile(std::string_view kind, std::string_view text, PhotoMetadata& metadata) {
  if ((kind == "exif" || kind == "APP1") && metadata.exif.empty()) {
    metadata.exif = without_exif_mark(unpack_raw_profile(text));
  } else if (kind == "xmp" && metadata.xmp.empty()) {
    metadata.xmp = unpack_raw_profile(text);
  } else if (kind == "iptc" && metadata.iptc.empty()) {
    // ImageMagick wraps the data sets in a Photoshop resource, others do not.
    std::string iptc = unpack_raw_profile(text);
    if (iptc.size() > 12 && iptc.starts_with("8BIM")) iptc.erase(0, 12);
    metadata.iptc = std::move(iptc);
  }
}

void take_texts(const Reader& reader, PhotoMetadata& metadata) {
  png_textp texts = nullptr;
  const int count = static_cast<int>(png_get_text(reader.png(), reader.info(), &texts, nullptr));
  for (int i = 0; i < count; ++i) {
    const png_text& text = texts[i];
    const bool is_utf8 = text.compression >= PNG_ITXT_COMPRESSION_NONE;
    const std::string_view key = text.key;
    const std::string_view value(text.text ? text.text : "", is_utf8 ? text.itxt_length : text.text_length);
    if (key == kXmpKey) {
      metadata.xmp = value;
    } else if (key.starts_with(kRawProfile)) {
      take_raw_profile(key.substr(kRawProfile.size()), value, metadata);
    } else {
      metadata.texts.push_back({latin1_to_utf8(key), is_utf8 ? std::string(value) : latin1_to_utf8(value)});
    }
  }
}

void take_exif(const Reader& reader, PhotoMetadata& metadata) {
  png_uint_32 size_bytes = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(reader.png(), reader.info(), &size_bytes, &exif) != 0 && size_bytes > 0) {
    metadata.exif = without_exif_mark(std::string(reinterpret_cast<const char*>(exif), size_bytes));
  }
}

class Writer {
 public:
  Writer(const EncodeRequest& request, std::string& output) : request_(request) {
    stream_.output = &output;
    stream_.context = &request.context;
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &stream_, exit_on_error, count_warning);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) throw Error(ErrorCode::OutOfMemory, "no memory for the PNG encoder");
  }
  ~Writer() { png_destroy_write_struct(&png_, &info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool set_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    constexpr int kColourTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                    PNG_COLOR_TYPE_RGB_ALPHA};
    const Photo& photo = request_.photo;
    png_set_write_fn(png_, &stream_, write_bytes, flush_nothing);
    png_set_user_limits(png_, 0x7fffffff, 0x7fffffff);
    png_set_compression_level(png_, request_.options.png_compression);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(photo.image.width()),
                 static_cast<png_uint_32>(photo.image.height()),
                 photo.image.type() == SampleType::U16 ? 16 : 8, kColourTypes[photo.image.channels() - 1],
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (photo.density) {
      png_set_pHYs(png_, info_, to_per_metre(photo.density->x), to_per_metre(photo.density->y),
                   PNG_RESOLUTION_METER);
    }
    return true;
  }

  bool set_exif(std::string_view exif) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    // libpng copies the bytes.
    auto* bytes = reinterpret_cast<png_bytep>(const_cast<char*>(exif.data()));
    png_set_eXIf_1(png_, info_, static_cast<png_uint_32>(exif.size()), bytes);
    return true;
  }

  bool set_text(const char* key, const char* value, std::size_t size_bytes, int compression) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_text text{};
    char empty[] = "";
    text.compression = compression;
    text.key = const_cast<char*>(key);
    text.text = const_cast<char*>(value);
    text.itxt_length = size_bytes;
    text.lang = empty;
    text.lang_key = empty;
    png_set_text(png_, info_, &text, 1);
    return true;
  }

  /// `colour_chunk`: what pack_png_profile() made, or empty.
  bool write_pixels(std::string_view colour_chunk) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_write_info_before_PLTE(png_, info_);
    if (!colour_chunk.empty()) {
      png_write_chunk(png_, reinterpret_cast<png_const_bytep>("iCCP"),
                      reinterpret_cast<png_const_bytep>(colour_chunk.data()), colour_chunk.size());
    }
    png_write_info(png_, info_);
    if (request_.photo.image.type() == SampleType::U16 && std::endian::native == std::endian::little) {
      png_set_swap(png_);
    }
    for (int y = 0; y < request_.photo.image.height(); ++y) {
      if (y % 16 == 0) stop_if_asked(png_, stream_);
      png_write_row(png_, request_.photo.image.row<png_byte>(y));
    }
    png_write_end(png_, nullptr);
    return true;
  }

  [[noreturn]] void fail() const {
    if (stream_.is_cancelled) throw Cancelled();
    if (stream_.is_out_of_memory) throw Error(ErrorCode::OutOfMemory, "no memory for the PNG file");
    throw Error(ErrorCode::Internal, std::string("the PNG encoder failed: ") + stream_.message);
  }

 private:
  static png_uint_32 to_per_metre(double per_inch) {
    return static_cast<png_uint_32>(std::clamp(std::lround(per_inch / kInchPerMetre), 1L, 0x7fffffffL));
  }

  const EncodeRequest& request_;
  Stream stream_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

void set_metadata(Writer& writer, const PhotoMetadata& metadata) {
  if (!metadata.exif.empty() && !writer.set_exif(metadata.exif)) writer.fail();
  const auto put = [&](const std::string& key, const std::string& value, int compression) {
    if (!writer.set_text(key.c_str(), value.c_str(), value.size(), compression)) writer.fail();
  };
  if (!metadata.xmp.empty()) put(std::string(kXmpKey), metadata.xmp, PNG_ITXT_COMPRESSION_NONE);
  if (!metadata.iptc.empty()) {
    put(std::string(kRawProfile) + "iptc", pack_raw_profile("iptc", metadata.iptc),
        PNG_TEXT_COMPRESSION_zTXt);
  }
  for (const TextEntry& text : metadata.texts) put(text.key, text.value, PNG_ITXT_COMPRESSION_NONE);
}

}  // namespace

bool is_png(std::string_view bytes) {
  return bytes.starts_with(kPngSignature);
}

Decoded decode_png(const DecodeRequest& request) {
  Reader reader(request);
  if (!reader.read_header()) reader.fail();
  const png_uint_32 width = png_get_image_width(reader.png(), reader.info());
  const png_uint_32 height = png_get_image_height(reader.png(), reader.info());
  const int bits = png_get_bit_depth(reader.png(), reader.info());
  check_picture_size(request, width, height, 4 * (bits == 16 ? 2 : 1));

  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Png;
  photo.source_bits = bits;
  take_png_colours(request.bytes, decoded);
  if (!reader.set_transforms()) reader.fail();
  photo.image =
      Image(static_cast<int>(width), static_cast<int>(height), png_get_channels(reader.png(), reader.info()),
            bits == 16 ? SampleType::U16 : SampleType::U8);
  V4E_ASSERT(photo.image.row_bytes() == png_get_rowbytes(reader.png(), reader.info()));
  if (!reader.read_pixels(photo.image.mutable_data(), photo.image.row_bytes(), height)) reader.fail();
  if (!reader.read_end()) {
    if (request.context.stop.stop_requested()) throw Cancelled();
    reader.fail();
  }

  const png_uint_32 x_per_metre = png_get_x_pixels_per_meter(reader.png(), reader.info());
  const png_uint_32 y_per_metre = png_get_y_pixels_per_meter(reader.png(), reader.info());
  if (x_per_metre > 0 && y_per_metre > 0) {
    photo.density = PixelDensity{x_per_metre * kInchPerMetre, y_per_metre * kInchPerMetre};
  }
  take_texts(reader, photo.metadata);
  take_exif(reader, photo.metadata);
  if (is_animated_png(request.bytes))
    photo.notes.emplace_back("it is animated; only the first frame is read");
  return decoded;
}

std::string encode_png(const EncodeRequest& request, std::vector<std::string>&) {
  std::string bytes;
  Writer writer(request, bytes);
  if (!writer.set_header()) writer.fail();
  set_metadata(writer, request.photo.metadata);
  const std::string& icc = request.photo.icc_profile;
  if (!writer.write_pixels(icc.empty() ? std::string() : pack_png_profile(icc))) writer.fail();
  return bytes;
}

}  // namespace v4e
