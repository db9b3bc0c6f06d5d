// SPDX-License-Identifier: GPL-3.0-or-later
// WebP through libwebp; its container blocks (ICC, EXIF, XMP) through its demux and mux libraries.
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

WebPData data_of(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

std::string chunk(const WebPDemuxer* demuxer, const char* name) {
  WebPChunkIterator chunk{};
  std::string bytes;
  if (WebPDemuxGetChunk(demuxer, name, 1, &chunk) != 0) {
    bytes.assign(reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size);
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return bytes;
}

void take_metadata(const DecodeRequest& request, Photo& photo) {
  const WebPData data = data_of(request.bytes);
  const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(WebPDemux(&data), WebPDemuxDelete);
  if (!demuxer) return;  // the simple format has no blocks
  photo.icc_profile = chunk(demuxer.get(), "ICCP");
  photo.metadata.xmp = chunk(demuxer.get(), "XMP ");
  std::string exif = chunk(demuxer.get(), "EXIF");
  // Some writers copy the JPEG marker's name along.
  if (exif.starts_with(std::string_view("Exif\0\0", 6))) exif.erase(0, 6);
  photo.metadata.exif = std::move(exif);
}

Image decode_still(const DecodeRequest& request, const WebPBitstreamFeatures& features) {
  Image image(features.width, features.height, features.has_alpha != 0 ? 4 : 3, SampleType::U8);
  const auto* source = reinterpret_cast<const std::uint8_t*>(request.bytes.data());
  auto* target = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  const int stride = static_cast<int>(image.row_bytes());
  const auto* done =
      image.has_alpha() ? WebPDecodeRGBAInto(source, request.bytes.size(), target, image.size_bytes(), stride)
                        : WebPDecodeRGBInto(source, request.bytes.size(), target, image.size_bytes(), stride);
  if (!done) fail_damaged(request.name, "its picture data does not decode");
  return image;
}

Image decode_first_frame(const DecodeRequest& request) {
  const WebPData data = data_of(request.bytes);
  const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
      WebPAnimDecoderNew(&data, nullptr), WebPAnimDecoderDelete);
  WebPAnimInfo info{};
  std::uint8_t* frame = nullptr;
  int timestamp_ms = 0;
  if (!decoder || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0 ||
      WebPAnimDecoderGetNext(decoder.get(), &frame, &timestamp_ms) == 0) {
    fail_damaged(request.name, "its first frame does not decode");
  }
  Image image(static_cast<int>(info.canvas_width), static_cast<int>(info.canvas_height), 4, SampleType::U8);
  std::memcpy(image.mutable_data(), frame, image.size_bytes());
  return image;
}

/// Owns a picture and the encoder's output.
class Encoder {
 public:
  explicit Encoder(const EncodeRequest& request) : request_(request) {
    if (WebPPictureInit(&picture_) == 0 || WebPConfigInit(&config_) == 0) {
      throw Error(ErrorCode::Unsupported, "the WebP library is of another version than it was built for");
    }
    WebPMemoryWriterInit(&writer_);
    picture_.writer = WebPMemoryWrite;
    picture_.custom_ptr = &writer_;
    picture_.progress_hook = go_on;
    picture_.user_data = const_cast<RunContext*>(&request.context);
  }
  ~Encoder() {
    WebPPictureFree(&picture_);
    WebPMemoryWriterClear(&writer_);
  }
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  WebPData encode() {
    configure();
    import_pixels();
    if (WebPEncode(&config_, &picture_) == 0) {
      request_.context.check();
      if (picture_.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY) {
        throw Error(ErrorCode::OutOfMemory, "no memory for the WebP encoder");
      }
      throw Error(ErrorCode::Internal,
                  "the WebP encoder failed with code " + std::to_string(picture_.error_code));
    }
    return {writer_.mem, writer_.size};
  }

 private:
  static int go_on(int, const WebPPicture* picture) {
    return static_cast<const RunContext*>(picture->user_data)->stop.stop_requested() ? 0 : 1;
  }

  void configure() {
    if (request_.options.quality) {
      WebPConfigPreset(&config_, WEBP_PRESET_PHOTO, static_cast<float>(*request_.options.quality));
      config_.use_sharp_yuv = 1;
    } else {
      WebPConfigLosslessPreset(&config_, 3);
      config_.exact = 1;  // colours under full transparency count as well
    }
  }

  void import_pixels() {
    const Image& image = request_.photo.image;
    picture_.use_argb = 1;
    picture_.width = image.width();
    picture_.height = image.height();
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.data());
    const int stride = static_cast<int>(image.row_bytes());
    const int done = image.has_alpha() ? WebPPictureImportRGBA(&picture_, pixels, stride)
                                       : WebPPictureImportRGB(&picture_, pixels, stride);
    if (done == 0) throw Error(ErrorCode::OutOfMemory, "no memory for the WebP encoder");
  }

  const EncodeRequest& request_;
  WebPConfig config_{};
  WebPPicture picture_{};
  WebPMemoryWriter writer_{};
};

void set_chunk(WebPMux* mux, const char* name, const std::string& bytes) {
  if (bytes.empty()) return;
  const WebPData data = data_of(bytes);
  if (WebPMuxSetChunk(mux, name, &data, 0) != WEBP_MUX_OK) {
    throw Error(ErrorCode::Internal, std::string("the WebP block ") + name + " could not be set");
  }
}

}  // namespace

bool is_webp(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP";
}

Decoded decode_webp(const DecodeRequest& request) {
  WebPBitstreamFeatures features{};
  const auto status = WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(request.bytes.data()),
                                      request.bytes.size(), &features);
  if (status != VP8_STATUS_OK) fail_damaged(request.name, "its header does not decode");
  check_picture_size(request, static_cast<std::uint64_t>(features.width),
                     static_cast<std::uint64_t>(features.height), 4);
  request.context.check();
  Decoded decoded;
  decoded.photo.source_format = PhotoFormat::WebP;
  if (features.has_animation != 0) {
    decoded.photo.image = decode_first_frame(request);
    decoded.photo.notes.emplace_back("it is animated; only the first frame is read");
  } else {
    decoded.photo.image = decode_still(request, features);
  }
  take_metadata(request, decoded.photo);
  return decoded;
}

std::string encode_webp(const EncodeRequest& request, std::vector<std::string>& notes) {
  Encoder encoder(request);
  const WebPData bitstream = encoder.encode();
  const PhotoMetadata& metadata = request.photo.metadata;
  if (!metadata.iptc.empty()) notes.emplace_back("the IPTC data is left out: WebP has no place for it");

  const std::unique_ptr<WebPMux, decltype(&WebPMuxDelete)> mux(WebPMuxCreate(&bitstream, 0), WebPMuxDelete);
  if (!mux) throw Error(ErrorCode::Internal, "the WebP container could not be made");
  set_chunk(mux.get(), "ICCP", request.photo.icc_profile);
  set_chunk(mux.get(), "EXIF", metadata.exif);
  set_chunk(mux.get(), "XMP ", metadata.xmp);
  WebPData assembled{};
  if (WebPMuxAssemble(mux.get(), &assembled) != WEBP_MUX_OK) {
    throw Error(ErrorCode::Internal, "the WebP container could not be assembled");
  }
  std::string bytes(reinterpret_cast<const char*>(assembled.bytes), assembled.size);
  WebPDataClear(&assembled);
  return bytes;
}

}  // namespace v4e
