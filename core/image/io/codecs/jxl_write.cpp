// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG XL through libjxl: without loss unless a quality is asked for.
#include <jxl/encode_cxx.h>
#include <jxl/thread_parallel_runner_cxx.h>

#include <cmath>

#include "core/base/error.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

constexpr int kEffort = 5;  // 1 fastest … 9

/// The distance of a JPEG's quality, as the library's own program has it.
float distance_of(int quality) {
  if (quality >= 100) return 0.05f;  // the nearest; without loss is without a quality
  if (quality >= 30) return 0.1f + static_cast<float>(100 - quality) * 0.09f;
  return static_cast<float>(6.4 + std::pow(2.5, (30 - quality) / 5.0) / 6.25);
}

class Writer {
 public:
  explicit Writer(const EncodeRequest& request)
      : request_(request),
        encoder_(JxlEncoderMake(nullptr)),
        runner_(JxlThreadParallelRunnerMake(nullptr, JxlThreadParallelRunnerDefaultNumWorkerThreads())) {
    if (!encoder_ || !runner_) throw std::bad_alloc();
    require(JxlEncoderSetParallelRunner(encoder(), JxlThreadParallelRunner, runner_.get()));
  }

  std::string write() {
    const Photo& photo = request_.photo;
    const bool has_boxes = !photo.metadata.exif.empty() || !photo.metadata.xmp.empty();
    if (has_boxes) {
      require(JxlEncoderUseContainer(encoder(), JXL_TRUE));
      require(JxlEncoderUseBoxes(encoder()));
    }
    set_info();
    set_colours();
    if (has_boxes) add_boxes();
    add_pixels();
    JxlEncoderCloseInput(encoder());
    return output();
  }

 private:
  [[nodiscard]] JxlEncoder* encoder() const { return encoder_.get(); }

  void require(JxlEncoderStatus status) const {
    if (status == JXL_ENC_SUCCESS) return;
    if (JxlEncoderGetError(encoder()) == JXL_ENC_ERR_OOM) throw std::bad_alloc();
    throw Error(ErrorCode::Unsupported, "the JPEG XL encoder refuses the picture (error " +
                                            std::to_string(JxlEncoderGetError(encoder())) +
                                            "); choose TIFF, PNG or JPEG");
  }

  void set_info() {
    const Image& image = request_.photo.image;
    JxlBasicInfo info{};
    JxlEncoderInitBasicInfo(&info);
    info.xsize = static_cast<std::uint32_t>(image.width());
    info.ysize = static_cast<std::uint32_t>(image.height());
    info.bits_per_sample = image.type() == SampleType::U16 ? 16 : 8;
    info.num_color_channels = image.channels() < 3 ? 1 : 3;
    if (image.has_alpha()) {
      info.alpha_bits = info.bits_per_sample;
      info.num_extra_channels = 1;
    }
    info.uses_original_profile = request_.options.quality ? JXL_FALSE : JXL_TRUE;
    require(JxlEncoderSetBasicInfo(encoder(), &info));
    if (const int level = JxlEncoderGetRequiredCodestreamLevel(encoder()); level > 5)
      require(JxlEncoderSetCodestreamLevel(encoder(), level));
  }

  void set_colours() {
    const Photo& photo = request_.photo;
    if (!photo.icc_profile.empty()) {
      require(JxlEncoderSetICCProfile(encoder(),
                                      reinterpret_cast<const std::uint8_t*>(photo.icc_profile.data()),
                                      photo.icc_profile.size()));
      return;
    }
    JxlColorEncoding colours{};
    JxlColorEncodingSetToSRGB(&colours, photo.image.channels() < 3 ? JXL_TRUE : JXL_FALSE);
    require(JxlEncoderSetColorEncoding(encoder(), &colours));
  }

  void add_box(const char* type, const std::string& bytes) {
    require(JxlEncoderAddBox(encoder(), type, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                             bytes.size(), JXL_FALSE));
  }

  void add_boxes() {
    const PhotoMetadata& metadata = request_.photo.metadata;
    // EXIF begins with how far behind its TIFF header stands.
    if (!metadata.exif.empty()) add_box("Exif", std::string(4, '\0') + metadata.exif);
    if (!metadata.xmp.empty()) add_box("xml ", metadata.xmp);
    JxlEncoderCloseBoxes(encoder());
  }

  void add_pixels() {
    const Image& image = request_.photo.image;
    JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder(), nullptr);
    require(JxlEncoderFrameSettingsSetOption(settings, JXL_ENC_FRAME_SETTING_EFFORT, kEffort));
    if (request_.options.quality) {
      require(JxlEncoderSetFrameDistance(settings, distance_of(*request_.options.quality)));
    } else {
      require(JxlEncoderSetFrameLossless(settings, JXL_TRUE));
    }
    const JxlPixelFormat format{static_cast<std::uint32_t>(image.channels()),
                                image.type() == SampleType::U16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
                                JXL_NATIVE_ENDIAN, 0};
    require(JxlEncoderAddImageFrame(settings, &format, image.data(), image.size_bytes()));
  }

  std::string output() {
    std::string bytes(std::size_t{1} << 16, '\0');
    std::size_t at = 0;
    for (;;) {
      request_.context.check();
      auto* next = reinterpret_cast<std::uint8_t*>(bytes.data()) + at;
      std::size_t left = bytes.size() - at;
      const JxlEncoderStatus status = JxlEncoderProcessOutput(encoder(), &next, &left);
      at = bytes.size() - left;
      if (status != JXL_ENC_NEED_MORE_OUTPUT) {
        require(status);
        bytes.resize(at);
        return bytes;
      }
      bytes.resize(bytes.size() * 2);
    }
  }

  const EncodeRequest& request_;
  JxlEncoderPtr encoder_;
  JxlThreadParallelRunnerPtr runner_;
};

}  // namespace

std::string encode_jxl(const EncodeRequest& request, std::vector<std::string>& notes) {
  if (!request.photo.metadata.iptc.empty())
    notes.emplace_back("the IPTC data is left out: JPEG XL has no place for it");
  return Writer(request).write();
}

}  // namespace v4e
