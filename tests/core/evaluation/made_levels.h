// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "tests/core/models/made_lpips.h"

namespace v4e::test {

/// U8 RGB of level_at().
inline Image made_levels(int width, int height, int across, int down, int step) {
  Image image(width, height, 3, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) *out++ = static_cast<std::uint8_t>(level_at(x, y, c, across, down, step));
    }
  }
  return image;
}

}  // namespace v4e::test
