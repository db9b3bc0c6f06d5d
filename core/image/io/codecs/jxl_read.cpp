// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG XL through libjxl, which turns the picture as its codestream says.
#include <jxl/decode_cxx.h>
#include <jxl/thread_parallel_runner_cxx.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

/// Libraries before 0.9 take a format that they do not use.
template <typename Function>
JxlDecoderStatus profile_size(Function function, const JxlDecoder* decoder, std::size_t* size) {
  if constexpr (std::is_invocable_v<Function, const JxlDecoder*, const JxlPixelFormat*, JxlColorProfileTarget,
                                    std::size_t*>) {
    return function(decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, size);
  } else {
    return function(decoder, JXL_COLOR_PROFILE_TARGET_DATA, size);
  }
}
template <typename Function>
JxlDecoderStatus profile(Function function, const JxlDecoder* decoder, std::string& icc) {
  auto* target = reinterpret_cast<std::uint8_t*>(icc.data());
  if constexpr (std::is_invocable_v<Function, const JxlDecoder*, const JxlPixelFormat*, JxlColorProfileTarget,
                                    std::uint8_t*, std::size_t>) {
    return function(decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, target, icc.size());
  } else {
    return function(decoder, JXL_COLOR_PROFILE_TARGET_DATA, target, icc.size());
  }
}
template <typename Function>
JxlDecoderStatus encoding(Function function, const JxlDecoder* decoder, JxlColorEncoding* colours) {
  if constexpr (std::is_invocable_v<Function, const JxlDecoder*, const JxlPixelFormat*, JxlColorProfileTarget,
                                    JxlColorEncoding*>) {
    return function(decoder, nullptr, JXL_COLOR_PROFILE_TARGET_DATA, colours);
  } else {
    return function(decoder, JXL_COLOR_PROFILE_TARGET_DATA, colours);
  }
}

/// The code points of colours that have any.
std::optional<CodePoints> code_points_of(const JxlColorEncoding& colours) {
  if (colours.transfer_function == JXL_TRANSFER_FUNCTION_GAMMA ||
      colours.transfer_function == JXL_TRANSFER_FUNCTION_UNKNOWN ||
      colours.white_point != JXL_WHITE_POINT_D65)
    return std::nullopt;
  CodePoints points;
  points.transfer = colours.transfer_function;
  if (colours.color_space == JXL_COLOR_SPACE_GRAY) return points;
  if (colours.color_space != JXL_COLOR_SPACE_RGB) return std::nullopt;
  switch (colours.primaries) {
    case JXL_PRIMARIES_SRGB:
      return points;
    case JXL_PRIMARIES_2100:
      points.primaries = 9;
      return points;
    case JXL_PRIMARIES_P3:
      points.primaries = 12;
      return points;
    default:
      return std::nullopt;
  }
}

class Reader {
 public:
  explicit Reader(const DecodeRequest& request)
      : request_(request),
        decoder_(JxlDecoderMake(nullptr)),
        runner_(JxlThreadParallelRunnerMake(nullptr, JxlThreadParallelRunnerDefaultNumWorkerThreads())) {
    if (!decoder_ || !runner_) throw std::bad_alloc();
    require(JxlDecoderSetParallelRunner(decoder(), JxlThreadParallelRunner, runner_.get()));
    require(JxlDecoderSubscribeEvents(
        decoder(), JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE | JXL_DEC_BOX));
    require(JxlDecoderSetDecompressBoxes(decoder(), JXL_TRUE));
    require(JxlDecoderSetUnpremultiplyAlpha(decoder(), JXL_TRUE));
    require(JxlDecoderSetInput(decoder(), reinterpret_cast<const std::uint8_t*>(request.bytes.data()),
                               request.bytes.size()));
    JxlDecoderCloseInput(decoder());
  }

  Decoded read() {
    while (step(JxlDecoderProcessInput(decoder()))) request_.context.check();
    finish_box();
    if (!has_pixels_) fail_damaged(request_.name, "its picture data is missing");
    Decoded decoded;
    Photo& photo = decoded.photo;
    photo.source_format = PhotoFormat::JpegXl;
    photo.source_bits = static_cast<int>(info_.bits_per_sample);
    photo.image = std::move(image_);
    photo.icc_profile = std::move(icc_);
    if (code_points_) decoded.colour_hint.code_points = code_points_;
    photo.metadata = std::move(metadata_);
    decoded.orientation = 1;  // that of the codestream counts, and is applied
    if (black_ >= 0) add_black(decoded);
    if (info_.have_animation != 0) photo.notes.emplace_back("it is animated; only the first frame is read");
    if (info_.exponent_bits_per_sample > 0)
      photo.notes.emplace_back(
          "its floating-point numbers were brought to 16 bits; what is brighter than white "
          "in it was clipped");
    return decoded;
  }

 private:
  [[nodiscard]] JxlDecoder* decoder() const { return decoder_.get(); }

  void require(JxlDecoderStatus status) const {
    if (status != JXL_DEC_SUCCESS) fail_damaged(request_.name, "its picture data does not decode");
  }

  /// False at the end.
  bool step(JxlDecoderStatus status) {
    switch (status) {
      case JXL_DEC_BASIC_INFO:
        take_info();
        return true;
      case JXL_DEC_COLOR_ENCODING:
        take_colours();
        return true;
      case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
        give_buffers();
        return true;
      case JXL_DEC_FULL_IMAGE:
        has_pixels_ = true;
        // Boxes may follow; other frames are not wanted.
        JxlDecoderSkipFrames(decoder(), std::numeric_limits<std::size_t>::max());
        return true;
      case JXL_DEC_BOX:
        begin_box();
        return true;
      case JXL_DEC_BOX_NEED_MORE_OUTPUT:
        grow_box();
        return true;
      case JXL_DEC_SUCCESS:
        return false;
      default:
        // Behind a whole picture damage costs the metadata at most.
        if (!has_pixels_) fail_damaged(request_.name, "its picture data does not decode");
        return false;
    }
  }

  void take_info() {
    require(JxlDecoderGetBasicInfo(decoder(), &info_));
    constexpr std::uint32_t kMostChannels = 16;
    if (info_.num_extra_channels > kMostChannels)
      throw Error(ErrorCode::Unsupported, std::string(request_.name) + " is a JPEG XL picture with " +
                                              std::to_string(info_.num_extra_channels) +
                                              " extra channels; save its colours alone as PNG first");
    // The library computes in floating point, all channels.
    check_picture_size(request_, info_.xsize, info_.ysize,
                       4 * static_cast<int>(info_.num_color_channels + info_.num_extra_channels) + 8);
    for (std::uint32_t i = 0; i < info_.num_extra_channels; ++i) {
      JxlExtraChannelInfo extra{};
      require(JxlDecoderGetExtraChannelInfo(decoder(), i, &extra));
      if (extra.type == JXL_CHANNEL_BLACK && black_ < 0) black_ = static_cast<int>(i);
    }
    if (info_.num_color_channels != 3) black_ = -1;
  }

  void take_colours() {
    JxlColorEncoding colours{};
    if (encoding(JxlDecoderGetColorAsEncodedProfile, decoder(), &colours) == JXL_DEC_SUCCESS)
      code_points_ = code_points_of(colours);
    if (code_points_) return;
    std::size_t size = 0;
    if (profile_size(JxlDecoderGetICCProfileSize, decoder(), &size) != JXL_DEC_SUCCESS) return;
    icc_.resize(size);
    if (profile(JxlDecoderGetColorAsICCProfile, decoder(), icc_) != JXL_DEC_SUCCESS) icc_.clear();
  }

  [[nodiscard]] JxlPixelFormat format(std::uint32_t channels) const {
    return {channels, info_.bits_per_sample > 8 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
  }

  void give_buffers() {
    const std::uint32_t channels = info_.num_color_channels + (info_.alpha_bits > 0 ? 1 : 0);
    const SampleType type = info_.bits_per_sample > 8 ? SampleType::U16 : SampleType::U8;
    image_ =
        Image(static_cast<int>(info_.xsize), static_cast<int>(info_.ysize), static_cast<int>(channels), type);
    const JxlPixelFormat wanted = format(channels);
    require(JxlDecoderSetImageOutBuffer(decoder(), &wanted, image_.mutable_data(), image_.size_bytes()));
    if (black_ < 0) return;
    black_plane_ = Image(image_.width(), image_.height(), 1, type);
    const JxlPixelFormat one = format(1);
    require(JxlDecoderSetExtraChannelBuffer(decoder(), &one, black_plane_.mutable_data(),
                                            black_plane_.size_bytes(), static_cast<std::uint32_t>(black_)));
  }

  void begin_box() {
    finish_box();
    JxlBoxType type{};
    if (JxlDecoderGetBoxType(decoder(), type, JXL_TRUE) != JXL_DEC_SUCCESS) return;
    const std::string_view name(type, 4);
    if (name != "Exif" && name != "xml ") return;
    box_name_ = name;
    box_.assign(kBoxStep, '\0');
    (void)JxlDecoderSetBoxBuffer(decoder(), reinterpret_cast<std::uint8_t*>(box_.data()), box_.size());
  }

  void grow_box() {
    constexpr std::size_t kMostBoxBytes = std::size_t{64} << 20;
    const std::size_t taken = box_.size() - JxlDecoderReleaseBoxBuffer(decoder());
    if (box_.size() >= kMostBoxBytes) fail_damaged(request_.name, "its metadata unpacks to more than 64 MiB");
    box_.resize(box_.size() * 2);
    (void)JxlDecoderSetBoxBuffer(decoder(), reinterpret_cast<std::uint8_t*>(box_.data()) + taken,
                                 box_.size() - taken);
  }

  void finish_box() {
    if (box_name_.empty()) return;
    box_.resize(box_.size() - JxlDecoderReleaseBoxBuffer(decoder()));
    if (box_name_ == "xml ") {
      metadata_.xmp = box_;
    } else if (box_.size() > 4) {
      const std::uint64_t offset = 4 + std::uint64_t{read_be(box_, 0, 4)};
      if (offset < box_.size()) metadata_.exif = box_.substr(static_cast<std::size_t>(offset));
    }
    box_name_.clear();
  }

  /// CMYK: all four as light, 0 = full ink; where the picture is transparent, the paper shows.
  void add_black(Decoded& decoded) const {
    Photo& photo = decoded.photo;
    photo.image = photo.image.type() == SampleType::U16 ? inks<std::uint16_t>(photo.image)
                                                        : inks<std::uint8_t>(photo.image);
    decoded.is_cmyk = true;
    if (info_.alpha_bits > 0) photo.notes.emplace_back("its transparency became white, as paper is");
  }

  template <typename Sample>
  [[nodiscard]] Image inks(const Image& light) const {
    constexpr std::uint64_t kMax = static_cast<Sample>(-1);
    Image result(light.width(), light.height(), 4, light.type());
    const auto* source = light.row<Sample>(0);
    const auto* black = black_plane_.row<Sample>(0);
    auto* target = reinterpret_cast<Sample*>(result.mutable_data());
    const auto count = static_cast<std::size_t>(light.width()) * static_cast<std::size_t>(light.height());
    for (std::size_t i = 0; i < count; ++i, source += light.channels(), target += 4) {
      const std::uint64_t alpha = light.channels() == 4 ? source[3] : kMax;
      for (int c = 0; c < 4; ++c) {
        const std::uint64_t ink = kMax - (c < 3 ? source[c] : black[i]);
        target[c] = static_cast<Sample>((ink * alpha + kMax / 2) / kMax);
      }
    }
    return result;
  }

  static constexpr std::size_t kBoxStep = 65536;

  const DecodeRequest& request_;
  JxlDecoderPtr decoder_;
  JxlThreadParallelRunnerPtr runner_;
  JxlBasicInfo info_{};
  Image image_;
  Image black_plane_;
  int black_ = -1;
  bool has_pixels_ = false;
  std::string icc_;
  std::optional<CodePoints> code_points_;
  std::string box_name_;
  std::string box_;
  PhotoMetadata metadata_;
};

}  // namespace

Decoded decode_jxl(const DecodeRequest& request) {
  return Reader(request).read();
}

}  // namespace v4e
