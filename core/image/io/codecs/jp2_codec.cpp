// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG 2000 through OpenJPEG.
#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/byte_reader.h"
#include "core/image/io/codecs/jp2_boxes.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

/// A file in memory as the library reads it.
struct Source {
  std::string_view bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T read(void* target, OPJ_SIZE_T count, void* data) {
    auto* source = static_cast<Source*>(data);
    const std::size_t taken = std::min<std::size_t>(count, source->bytes.size() - source->at);
    if (taken == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(target, source->bytes.data() + source->at, taken);
    source->at += taken;
    return taken;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T count, void* data) {
    auto* source = static_cast<Source*>(data);
    if (count < 0 || static_cast<std::uint64_t>(count) > source->bytes.size() - source->at) return -1;
    source->at += static_cast<std::size_t>(count);
    return count;
  }
  static OPJ_BOOL seek(OPJ_OFF_T at, void* data) {
    auto* source = static_cast<Source*>(data);
    if (at < 0 || static_cast<std::uint64_t>(at) > source->bytes.size()) return OPJ_FALSE;
    source->at = static_cast<std::size_t>(at);
    return OPJ_TRUE;
  }
};

void keep_message(const char* text, void* data) {
  auto& kept = *static_cast<std::string*>(data);
  if (!kept.empty()) return;
  kept = text;
  while (!kept.empty() && (kept.back() == '\n' || kept.back() == ' ')) kept.pop_back();
}
void ignore_message(const char*, void*) {}

using Stream = std::unique_ptr<opj_stream_t, decltype(&opj_stream_destroy)>;
using Decoder = std::unique_ptr<opj_codec_t, decltype(&opj_destroy_codec)>;
using Raster = std::unique_ptr<opj_image_t, decltype(&opj_image_destroy)>;

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request),
        source_{request.bytes},
        stream_(opj_stream_default_create(OPJ_TRUE), opj_stream_destroy),
        decoder_(opj_create_decompress(request.bytes.starts_with("\xff\x4f") ? OPJ_CODEC_J2K : OPJ_CODEC_JP2),
                 opj_destroy_codec),
        raster_(nullptr, opj_image_destroy) {
    if (!stream_ || !decoder_) throw std::bad_alloc();
    opj_stream_set_read_function(stream_.get(), Source::read);
    opj_stream_set_skip_function(stream_.get(), Source::skip);
    opj_stream_set_seek_function(stream_.get(), Source::seek);
    opj_stream_set_user_data(stream_.get(), &source_, nullptr);
    opj_stream_set_user_data_length(stream_.get(), request.bytes.size());
    opj_set_error_handler(decoder_.get(), keep_message, &message_);
    opj_set_warning_handler(decoder_.get(), ignore_message, nullptr);
    opj_set_info_handler(decoder_.get(), ignore_message, nullptr);
  }

  Decoded read() {
    read_raster();
    choose_channels();
    Decoded decoded;
    Photo& photo = decoded.photo;
    photo.source_format = PhotoFormat::Jpeg2000;
    photo.source_bits = static_cast<int>(bits_);
    decoded.is_cmyk = is_cmyk_;
    photo.image = bits_ > 8 ? picture<std::uint16_t>() : picture<std::uint8_t>();
    if (alpha_ >= 0 && raster_->comps[alpha_].alpha == 2) photo.image = unpremultiplied(photo.image);
    if (raster_->icc_profile_buf && raster_->icc_profile_len > 0)
      photo.icc_profile.assign(reinterpret_cast<const char*>(raster_->icc_profile_buf),
                               raster_->icc_profile_len);
    photo.metadata = read_jp2_metadata(request_.bytes);
    if (raster_->numcomps > channels_.size()) photo.notes.emplace_back("its extra channels are not kept");
    return decoded;
  }

 private:
  [[noreturn]] void fail() const {
    fail_damaged(request_.name, message_.empty() ? "its picture data does not decode" : message_);
  }

  void read_raster() {
    opj_dparameters_t settings{};
    opj_set_default_decoder_parameters(&settings);
    if (!opj_setup_decoder(decoder_.get(), &settings)) fail();
    opj_codec_set_threads(decoder_.get(),
                          static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
    opj_image_t* raster = nullptr;
    const bool has_header = opj_read_header(stream_.get(), decoder_.get(), &raster) != 0;
    raster_.reset(raster);
    if (!has_header || !raster || raster->numcomps == 0) fail();
    check_size();
    request_.context.check();
    if (!opj_decode(decoder_.get(), stream_.get(), raster)) fail();
    (void)opj_end_decompress(decoder_.get(), stream_.get());  // what stands behind the picture does not count
    for (OPJ_UINT32 i = 0; i < raster->numcomps; ++i) {
      if (!raster->comps[i].data || raster->comps[i].w == 0 || raster->comps[i].h == 0) fail();
    }
  }

  void check_size() {
    if (raster_->x1 <= raster_->x0 || raster_->y1 <= raster_->y0) fail();
    width_ = raster_->comps[0].w;
    height_ = raster_->comps[0].h;
    // The library holds each sample in 32 bits.
    constexpr OPJ_UINT32 kMostChannels = 8;
    if (raster_->numcomps > kMostChannels)
      throw Error(ErrorCode::Unsupported, std::string(request_.name) + " is a JPEG 2000 picture with " +
                                              std::to_string(raster_->numcomps) +
                                              " channels; save its colours alone as TIFF first");
    check_picture_size(request_, raster_->x1 - raster_->x0, raster_->y1 - raster_->y0,
                       static_cast<int>(raster_->numcomps) * 4);
  }

  void choose_channels() {
    const OPJ_UINT32 count = raster_->numcomps;
    is_cmyk_ = raster_->color_space == OPJ_CLRSPC_CMYK && count >= 4;
    is_ycc_ = count >= 3 &&
              (raster_->color_space == OPJ_CLRSPC_SYCC || raster_->color_space == OPJ_CLRSPC_EYCC ||
               (raster_->color_space != OPJ_CLRSPC_SRGB && raster_->comps[0].dx != raster_->comps[1].dx));
    std::vector<int> colours;
    for (OPJ_UINT32 i = 0; i < count; ++i) {
      if (raster_->comps[i].alpha == 0) {
        colours.push_back(static_cast<int>(i));
      } else if (alpha_ < 0) {
        alpha_ = static_cast<int>(i);
      }
    }
    // A bare codestream does not say; a channel too many is transparency in practice.
    if (alpha_ < 0 && !is_cmyk_ && (colours.size() == 2 || colours.size() == 4)) {
      alpha_ = colours.back();
      colours.pop_back();
    }
    const std::size_t wanted = is_cmyk_ ? 4 : colours.size() >= 3 ? 3 : 1;
    if (colours.size() < wanted || colours.empty()) fail();
    colours.resize(wanted);
    channels_ = colours;
    if (alpha_ >= 0 && !is_cmyk_) channels_.push_back(alpha_);
    for (const int channel : channels_) bits_ = std::max(bits_, raster_->comps[channel].prec);
    if (bits_ > 31) fail_damaged(request_.name, "it has " + std::to_string(bits_) + " bits per channel");
  }

  template <typename Sample>
  Image picture() const {
    Image image(static_cast<int>(width_), static_cast<int>(height_), static_cast<int>(channels_.size()),
                sizeof(Sample) == 2 ? SampleType::U16 : SampleType::U8);
    auto* pixels = reinterpret_cast<Sample*>(image.mutable_data());
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      const opj_image_comp_t& part = raster_->comps[channels_[c]];
      const auto largest = static_cast<std::uint32_t>((std::uint64_t{1} << part.prec) - 1);
      const std::int64_t zero = part.sgnd ? std::int64_t{1} << (part.prec - 1) : 0;
      for (std::uint64_t y = 0; y < height_; ++y) {
        const OPJ_INT32* row = part.data + std::min<std::uint64_t>(y * part.h / height_, part.h - 1) * part.w;
        Sample* target = pixels + y * width_ * channels_.size() + c;
        for (std::uint64_t x = 0; x < width_; ++x, target += channels_.size()) {
          const std::int64_t value = row[std::min<std::uint64_t>(x * part.w / width_, part.w - 1)] + zero;
          const auto sample = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, largest));
          if constexpr (sizeof(Sample) == 2) {
            *target = spread_to_16_bit(sample, largest);
          } else {
            *target = spread_to_8_bit(sample, largest);
          }
        }
      }
    }
    if (is_ycc_) convert_ycc(pixels);
    return image;
  }

  /// Full-range YCbCr of BT.601, as JPEG has it.
  template <typename Sample>
  void convert_ycc(Sample* pixel) const {
    constexpr double kMax = static_cast<Sample>(-1);
    const auto sample = [&](double value) { return static_cast<Sample>(std::clamp(value, 0.0, kMax) + 0.5); };
    for (std::uint64_t i = 0; i < width_ * height_; ++i, pixel += channels_.size()) {
      const double y = pixel[0], cb = pixel[1] - (kMax + 1) / 2, cr = pixel[2] - (kMax + 1) / 2;
      pixel[0] = sample(y + 1.402 * cr);
      pixel[1] = sample(y - 0.344136 * cb - 0.714136 * cr);
      pixel[2] = sample(y + 1.772 * cb);
    }
  }

  const DecodeRequest& request_;
  Source source_;
  std::string message_;
  Stream stream_;
  Decoder decoder_;
  Raster raster_;
  std::uint64_t width_ = 0;
  std::uint64_t height_ = 0;
  std::vector<int> channels_;
  int alpha_ = -1;
  OPJ_UINT32 bits_ = 0;
  bool is_cmyk_ = false;
  bool is_ycc_ = false;
};

}  // namespace

Decoded decode_jp2(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
