// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/codecs/tiff_layers.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace v4e {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kMostBytes = 0xfff00000;
constexpr std::uint64_t kZipWithPrediction = 3;
constexpr std::uint64_t kHiddenFlag = 2;
constexpr std::uint64_t kKnowsFlag = 8;  // that the next bit tells something, as Photoshop 5 and later say

enum ChannelId : std::int16_t { kTransparency = -1, kMask = -2 };

std::string be16(std::uint64_t value) {
  return bytes_of_number(value, 2, ByteOrder::Big);
}
std::string be32(std::uint64_t value) {
  return bytes_of_number(value, 4, ByteOrder::Big);
}

void pad(std::string& bytes, std::size_t multiple) {
  bytes.resize((bytes.size() + multiple - 1) / multiple * multiple, '\0');
}

struct Channel {
  std::int16_t id;
  std::string packed;
};

/// One plane of samples, row after row, in which each is told by its difference to the left one.
class PlanePacker {
 public:
  PlanePacker(int width, int height, int level, const RunContext& context)
      : width_(width), height_(height), level_(level), context_(context) {}

  /// `value(x, y)`: 0 up to what Sample holds.
  template <typename Sample, typename Value>
  std::string pack(const Value& value) const {
    std::string plane;
    plane.reserve(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * sizeof(Sample));
    for (int y = 0; y < height_; ++y) {
      if (y % 256 == 0) context_.check();
      Sample left = 0;
      for (int x = 0; x < width_; ++x) {
        const Sample sample = value(x, y);
        const auto difference = static_cast<Sample>(sample - left);
        if constexpr (sizeof(Sample) == 2) plane += static_cast<char>(difference >> 8);
        plane += static_cast<char>(difference & 255);
        left = sample;
      }
    }
    return be16(kZipWithPrediction) + deflated(plane);
  }

 private:
  [[nodiscard]] std::string deflated(const std::string& plane) const {
    uLongf size = ::compressBound(plane.size());
    std::string packed(size, '\0');
    if (::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(plane.data()),
                    plane.size(), level_) != Z_OK)
      throw std::bad_alloc();
    packed.resize(size);
    return packed;
  }

  int width_;
  int height_;
  int level_;
  const RunContext& context_;
};

template <typename Sample>
std::vector<Channel> pack_channels(const FittedLayer& layer, const EncodeRequest& request) {
  const Image& image = layer.image;
  const int colours = image.channels() < 3 ? 1 : 3;
  constexpr Sample kFull = std::numeric_limits<Sample>::max();
  const PlanePacker packer(image.width(), image.height(), request.options.png_compression, request.context);
  const auto sample = [&](int channel) {
    return [&image, channel](int x, int y) { return image.row<Sample>(y)[x * image.channels() + channel]; };
  };
  std::vector<Channel> channels;
  channels.push_back({kTransparency, image.has_alpha()
                                         ? packer.pack<Sample>(sample(colours))
                                         : packer.pack<Sample>([](int, int) { return kFull; })});
  for (int c = 0; c < colours; ++c)
    channels.push_back({static_cast<std::int16_t>(c), packer.pack<Sample>(sample(c))});
  if (!layer.cover.empty()) {
    channels.push_back({kMask, packer.pack<Sample>([&layer](int x, int y) {
                          return layer.cover.row<std::uint8_t>(y)[x] != 0 ? kFull : Sample{0};
                        })});
  }
  return channels;
}

/// The number of 16-bit characters, then these, of UTF-8.
std::string unicode_name(const std::string& name) {
  std::string text;
  for (std::size_t i = 0; i < name.size();) {
    const auto lead = static_cast<unsigned char>(name[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length && i + k < name.size(); ++k)
      code = code << 6 | (static_cast<unsigned char>(name[i + k]) & 0x3fU);
    if (code > 0xffff) {
      text += be16(0xd7c0 + (code >> 10)) + be16(0xdc00 + (code & 0x3ff));
    } else {
      text += be16(code);
    }
    i += length;
  }
  return be32(text.size() / 2) + text;
}

/// The name for programs that know no Unicode: a length and ASCII, together a multiple of 4.
std::string plain_name(const std::string& name) {
  std::string plain;
  for (const char c : name) {
    if (plain.size() < 31) plain += static_cast<unsigned char>(c) < 0x80 ? c : '?';
  }
  std::string bytes = static_cast<char>(plain.size()) + plain;
  pad(bytes, 4);
  return bytes;
}

std::string layer_record(const PhotoLayer& layer, const FittedLayer& fitted, const std::vector<Channel>& channels) {
  const std::string area = be32(0) + be32(0) + be32(static_cast<std::uint64_t>(fitted.image.height())) +
                           be32(static_cast<std::uint64_t>(fitted.image.width()));
  std::string record = area + be16(channels.size());
  for (const Channel& channel : channels)
    record += be16(static_cast<std::uint16_t>(channel.id)) + be32(channel.packed.size());
  const std::uint64_t flags = kKnowsFlag | (layer.is_visible ? 0 : kHiddenFlag);
  record += "8BIMnorm"sv;
  record += {'\xff', '\0', static_cast<char>(flags), '\0'};  // opacity, clipping, flags, filler
  std::string extra;
  extra += fitted.cover.empty() ? be32(0) : be32(20) + area + be32(0);  // hidden outside, no flags
  extra += be32(0);                                                     // no blending ranges
  extra += plain_name(layer.name);
  std::string unicode = unicode_name(layer.name);
  pad(unicode, 4);
  extra += "8BIMluni" + be32(unicode.size()) + unicode;
  return record + be32(extra.size()) + extra;
}

}  // namespace

std::string photoshop_layers(const EncodeRequest& request) {
  const bool is_deep = request.photo.image.type() == SampleType::U16;
  std::string records;
  std::string pixels;
  for (const PhotoLayer& layer : request.layers) {
    const FittedLayer fitted = request.fitted(layer);
    const std::vector<Channel> channels =
        is_deep ? pack_channels<std::uint16_t>(fitted, request) : pack_channels<std::uint8_t>(fitted, request);
    records += layer_record(layer, fitted, channels);
    for (const Channel& channel : channels) pixels += channel.packed;
    if (pixels.size() > kMostBytes) {
      throw Error(ErrorCode::InvalidArgument,
                  "the layers take more than the 4 GB that a TIFF file may have; choose a smaller size or 8 bits "
                  "per channel, or write the picture without layers");
    }
  }
  // A negative count tells that the file's own alpha is the transparency of the merged picture.
  const auto count = static_cast<std::int16_t>(request.layers.size());
  const auto stated = static_cast<std::uint16_t>(request.photo.image.has_alpha() ? -count : count);
  std::string block = be16(stated) + records;
  block += pixels;
  pixels.clear();
  pixels.shrink_to_fit();
  pad(block, 4);
  std::string head("Adobe Photoshop Document Data Block\0"sv);
  head += is_deep ? "8BIMLr16"sv : "8BIMLayr"sv;
  return head + be32(block.size()) + block;
}

}  // namespace v4e
