// SPDX-License-Identifier: GPL-3.0-or-later
// OpenEXR through its own library: all its compressions, tiles, luminance and chroma.
#include <ImfArray.h>
#include <ImfChannelList.h>
#include <ImfIO.h>
#include <ImfRgbaFile.h>
#include <ImfStandardAttributes.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <vector>

#include "core/base/error.h"
#include "core/image/colour/tone_map.h"
#include "core/image/io/codecs/codec.h"

namespace v4e {
namespace {

class MemoryStream : public Imf::IStream {
 public:
  explicit MemoryStream(const DecodeRequest& request)
      : Imf::IStream(std::string(request.name).c_str()), bytes_(request.bytes) {}

  bool read(char target[], int count) override {
    const auto wanted = static_cast<std::size_t>(std::max(0, count));
    if (wanted > bytes_.size() - at_) throw std::runtime_error("it ends too early");
    std::memcpy(target, bytes_.data() + at_, wanted);
    at_ += wanted;
    return at_ < bytes_.size();
  }
  std::uint64_t tellg() override { return at_; }
  void seekg(std::uint64_t at) override {
    if (at > bytes_.size()) throw std::runtime_error("it ends too early");
    at_ = static_cast<std::size_t>(at);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

RgbPrimaries primaries_in(const Imf::Header& header) {
  if (!Imf::hasChromaticities(header)) return {};
  const Imf::Chromaticities& said = Imf::chromaticities(header);
  return {{said.white.x, said.white.y},
          {said.red.x, said.red.y},
          {said.green.x, said.green.y},
          {said.blue.x, said.blue.y}};
}

struct Window {
  std::int64_t left, top, width, height;

  explicit Window(const Imath::Box2i& box)
      : left(box.min.x),
        top(box.min.y),
        width(std::int64_t{box.max.x} - box.min.x + 1),
        height(std::int64_t{box.max.y} - box.min.y + 1) {}
};

void check_window(const DecodeRequest& request, const Window& window) {
  const auto side = [](std::int64_t px) { return static_cast<std::uint64_t>(std::max<std::int64_t>(px, 0)); };
  check_picture_size(request, side(window.width), side(window.height), 24);
}

class Reader {
 public:
  Reader(const DecodeRequest& request, Imf::RgbaInputFile& file)
      : request_(request),
        file_(file),
        display_(file.displayWindow()),
        data_(file.dataWindow()),
        has_alpha_((file.channels() & Imf::WRITE_A) != 0) {
    check_window(request, display_);
    check_window(request, data_);
  }

  /// What lies outside of the display window is cut off, what it lacks is transparent.
  Image read() {
    const bool has_gap = data_.left > display_.left || data_.top > display_.top ||
                         data_.left + data_.width < display_.left + display_.width ||
                         data_.top + data_.height < display_.top + display_.height;
    const int channels = has_alpha_ || has_gap ? 4 : 3;
    Image light(static_cast<int>(display_.width), static_cast<int>(display_.height), channels,
                SampleType::F32);
    auto* target = reinterpret_cast<float*>(light.mutable_data());
    std::vector<Imf::Rgba> strip;
    constexpr std::int64_t kRows = 64;
    for (std::int64_t start = 0; start < data_.height; start += kRows) {
      request_.context.check();
      const std::int64_t rows = std::min(kRows, data_.height - start);
      strip.assign(static_cast<std::size_t>(rows * data_.width), Imf::Rgba());
      // The library counts from the origin, wherever that is.
      file_.setFrameBuffer(strip.data() - (data_.top + start) * data_.width - data_.left, 1,
                           static_cast<std::size_t>(data_.width));
      file_.readPixels(static_cast<int>(data_.top + start), static_cast<int>(data_.top + start + rows - 1));
      for (std::int64_t y = 0; y < rows; ++y)
        put_row(&strip[static_cast<std::size_t>(y * data_.width)], data_.top + start + y - display_.top,
                target, channels);
    }
    return light;
  }

 private:
  void put_row(const Imf::Rgba* row, std::int64_t y, float* target, int channels) const {
    if (y < 0 || y >= display_.height) return;
    const std::int64_t shift = data_.left - display_.left;
    const std::int64_t first = std::max<std::int64_t>(0, -shift);
    const std::int64_t last = std::min(data_.width, display_.width - shift);
    for (std::int64_t x = first; x < last; ++x) {
      float* pixel = target + (y * display_.width + x + shift) * channels;
      const Imf::Rgba& source = row[x];
      const float alpha = has_alpha_ ? std::clamp(float(source.a), 0.0f, 1.0f) : 1.0f;
      // Colours are multiplied by the transparency; under none they shine by themselves.
      const float divisor = alpha > 0 ? alpha : 1.0f;
      pixel[0] = source.r / divisor;
      pixel[1] = source.g / divisor;
      pixel[2] = source.b / divisor;
      if (channels == 4) pixel[3] = alpha;
    }
  }

  const DecodeRequest& request_;
  Imf::RgbaInputFile& file_;
  Window display_;
  Window data_;
  bool has_alpha_;
};

}  // namespace

Decoded decode_exr(const DecodeRequest& request) {
  Decoded decoded;
  Photo& photo = decoded.photo;
  photo.source_format = PhotoFormat::Exr;
  photo.source_bits = 16;
  try {
    MemoryStream stream(request);
    Imf::RgbaInputFile file(stream);
    photo.icc_profile = make_display_profile(primaries_in(file.header()));
    photo.image = tone_mapped(Reader(request, file).read(), photo.notes, request.context);
  } catch (const Error&) {
    throw;
  } catch (const Cancelled&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    // Deep data and what else the library does not turn into colours.
    const std::string_view why = error.what();
    if (why.find("deep") != std::string_view::npos || why.find("type") != std::string_view::npos)
      throw Error(ErrorCode::Unsupported,
                  std::string(request.name) + " is an OpenEXR file of a kind that is not read (" +
                      std::string(why) + "); flatten it in a compositing program first");
    fail_damaged(request.name, why);
  }
  return decoded;
}

}  // namespace v4e
