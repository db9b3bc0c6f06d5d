// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of every type as shares of full scale, 0..1, and back: the one place that rounds them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/image/image.h"

namespace v4e {

/// The number that stands for full scale.
template <typename Sample>
inline constexpr float kFullScale = std::is_same_v<Sample, float>
                                        ? 1.0F
                                        : static_cast<float>(std::numeric_limits<Sample>::max());

[[nodiscard]] constexpr float full_scale(SampleType type) {
  return type == SampleType::U8    ? kFullScale<std::uint8_t>
         : type == SampleType::U16 ? kFullScale<std::uint16_t>
                                   : kFullScale<float>;
}

/// The nearest share; from_unit() gives the sample back.
template <typename Sample>
[[nodiscard]] constexpr float to_unit(Sample sample) {
  return static_cast<float>(sample) / kFullScale<Sample>;
}

/// The nearest level of a share; of the only one halfway between two, 0.5, the upper. Shares beyond 0..1 are
/// clamped, NaN becomes 0.
template <typename Sample>
[[nodiscard]] constexpr Sample from_unit(double share) {
  // NaN becomes 0: min and max keep their first argument when the comparison is false.
  const double clamped = std::min(1.0, std::max(0.0, share));
  if constexpr (std::is_same_v<Sample, float>) {
    return static_cast<float>(clamped);
  } else {
    // In double the product is exact: in float it may be rounded onto a tie, or over it.
    return static_cast<Sample>(clamped * static_cast<double>(kFullScale<Sample>) + 0.5);
  }
}

/// The nearest 8-bit level; none lies halfway between two.
[[nodiscard]] constexpr std::uint8_t to_8_bit(std::uint16_t sample) {
  return static_cast<std::uint8_t>((sample * 255U + 32767U) / 65535U);
}

/// The same share of full scale; to_8_bit() gives the sample back.
[[nodiscard]] constexpr std::uint16_t to_16_bit(std::uint8_t sample) {
  return static_cast<std::uint16_t>(sample * 257U);
}

/// The share that one sample of a picture has.
[[nodiscard]] inline float unit_at(const Image& image, int x, int y, int channel = 0) {
  const int at = x * image.channels() + channel;
  switch (image.type()) {
    case SampleType::U8:
      return to_unit(image.row<std::uint8_t>(y)[at]);
    case SampleType::U16:
      return to_unit(image.row<std::uint16_t>(y)[at]);
    case SampleType::F32:
      return image.row<float>(y)[at];
  }
  return 0;
}

/// The picture with samples of another type. Fewer bits are rounded; U8 to U16 and back, or U8 or U16 to F32
/// and back, gives the same picture.
[[nodiscard]] Image with_samples(const Image& image, SampleType type);

}  // namespace v4e
