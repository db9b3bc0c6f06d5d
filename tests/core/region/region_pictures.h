// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>

#include "core/image/image.h"

namespace v4e::test {

inline int at(const Image& mask, int x, int y) {
  return mask.row<std::uint8_t>(y)[x];
}

inline Image mask_by(int width, int height, const std::function<int(int x, int y)>& value) {
  Image mask(width, height, 1, SampleType::U8);
  auto* sample = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) *sample++ = static_cast<std::uint8_t>(value(x, y));
  }
  return mask;
}

inline Image filled_mask(int width, int height, int value) {
  return mask_by(width, height, [value](int, int) { return value; });
}

/// A hard disc: 255 where a pixel's middle lies inside.
inline Image disc_mask(int width, int height, double x, double y, double radius) {
  return mask_by(width, height,
                 [=](int u, int v) { return std::hypot(u + 0.5 - x, v + 0.5 - y) < radius ? 255 : 0; });
}

/// Blobs with hard and soft rims: something of everything.
inline Image blob_mask(int width, int height, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<double> blobs;
  for (int i = 0; i < 12; ++i) blobs.push_back(static_cast<double>(random() % 1000) / 1000);
  return mask_by(width, height, [&](int x, int y) {
    double value = 0;
    for (std::size_t i = 0; i + 2 < blobs.size(); i += 3) {
      const double distance = std::hypot(x - blobs[i] * width, y - blobs[i + 1] * height);
      value = std::max(value, blobs[i + 2] * 0.3 * std::min(width, height) - distance);
    }
    return static_cast<int>(std::min(255.0, value * 40));
  });
}

inline bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.type() == b.type() &&
         std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

/// Whether `a` is nowhere above `b`.
inline bool is_within(const Image& a, const Image& b) {
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      if (at(a, x, y) > at(b, x, y)) return false;
    }
  }
  return true;
}

/// Intersection over union of what is at least half selected.
inline double overlap(const Image& a, const Image& b) {
  double both = 0;
  double either = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const bool in_a = at(a, x, y) >= 128;
      const bool in_b = at(b, x, y) >= 128;
      both += in_a && in_b;
      either += in_a || in_b;
    }
  }
  return either > 0 ? both / either : 1;
}

struct Rgb {
  int red = 0;
  int green = 0;
  int blue = 0;
};

/// U8 RGB with a grain of a few levels.
inline Image photo_by(int width, int height, const std::function<Rgb(int x, int y)>& colour, int grain = 6) {
  Image photo(width, height, 3, SampleType::U8);
  auto* sample = reinterpret_cast<std::uint8_t*>(photo.mutable_data());
  std::mt19937 random(7);
  const auto noisy = [&](int value) {
    const int noise =
        grain > 0 ? static_cast<int>(random() % static_cast<unsigned>(2 * grain + 1)) - grain : 0;
    return static_cast<std::uint8_t>(std::min(255, std::max(0, value + noise)));
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Rgb value = colour(x, y);
      *sample++ = noisy(value.red);
      *sample++ = noisy(value.green);
      *sample++ = noisy(value.blue);
    }
  }
  return photo;
}

/// A red disc before a ground that turns from green to blue, with stripes.
inline Image disc_photo(int width, int height, double x, double y, double radius) {
  return photo_by(width, height, [=](int u, int v) {
    if (std::hypot(u + 0.5 - x, v + 0.5 - y) < radius) return Rgb{200, 50, 40};
    const int stripe = (u / 7 + v / 5) % 2 == 0 ? 12 : 0;
    return Rgb{60 + stripe, 150 - 60 * v / height, 90 + 80 * v / height};
  });
}

}  // namespace v4e::test
