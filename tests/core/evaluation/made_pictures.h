// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "core/image/image.h"

namespace v4e::test {

/// F32 RGB of grey levels 0..1.
template <typename Level>
Image made_picture(int width, int height, const Level& level) {
  Image image(width, height, 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) *out++ = static_cast<float>(level(x, y));
    }
  }
  return image;
}

/// F32 RGB of colours, an array of three levels.
template <typename Colour>
Image made_colours(int width, int height, const Colour& colour) {
  Image image(width, height, 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::array<double, 3> rgb = colour(x, y);
      for (const double channel : rgb) *out++ = static_cast<float>(channel);
    }
  }
  return image;
}

/// U8, 255 where `is_inside`.
template <typename Inside>
Image made_mask(int width, int height, const Inside& is_inside) {
  Image mask(width, height, 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) *out++ = is_inside(x, y) ? 255 : 0;
  }
  return mask;
}

}  // namespace v4e::test
