// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/samples.h"

namespace v4e {
namespace {

template <typename To, typename From>
To converted(From sample) {
  if constexpr (std::is_same_v<To, From>) {
    return sample;
  } else if constexpr (std::is_same_v<From, float>) {
    return from_unit<To>(sample);
  } else if constexpr (std::is_same_v<To, float>) {
    return to_unit(sample);
  } else if constexpr (std::is_same_v<To, std::uint8_t>) {
    return to_8_bit(sample);
  } else {
    return to_16_bit(sample);
  }
}

template <typename To, typename From>
void convert(const Image& image, Image& result) {
  const std::size_t count = result.size_bytes() / sizeof(To);
  std::transform(image.row<From>(0), image.row<From>(0) + count, reinterpret_cast<To*>(result.mutable_data()),
                 converted<To, From>);
}

template <typename To>
void convert(const Image& image, Image& result) {
  switch (image.type()) {
    case SampleType::U8:
      return convert<To, std::uint8_t>(image, result);
    case SampleType::U16:
      return convert<To, std::uint16_t>(image, result);
    case SampleType::F32:
      return convert<To, float>(image, result);
  }
}

}  // namespace

Image with_samples(const Image& image, SampleType type) {
  if (image.empty() || image.type() == type) return image;
  Image result(image.width(), image.height(), image.channels(), type);
  switch (type) {
    case SampleType::U8:
      convert<std::uint8_t>(image, result);
      break;
    case SampleType::U16:
      convert<std::uint16_t>(image, result);
      break;
    case SampleType::F32:
      convert<float>(image, result);
      break;
  }
  return result;
}

}  // namespace v4e
