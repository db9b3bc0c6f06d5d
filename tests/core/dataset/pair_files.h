// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/image/io/photo_io.h"

namespace v4e::test {

/// A picture of soft colours that depend on `seed`, its green channel times `gain`.
inline void write_picture(const std::filesystem::path& path, int width, int height, int seed,
                          double gain = 1.0) {
  Photo photo;
  photo.image = Image(width, height, 3, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(photo.image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      *out++ = static_cast<std::uint8_t>(40 + 160 * x / width);
      *out++ = static_cast<std::uint8_t>(gain * (60 + 120 * y / height));
      *out++ = static_cast<std::uint8_t>(30 + (seed * 37) % 180);
    }
  }
  std::filesystem::create_directories(path.parent_path());
  write_photo(path, photo);
}

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// before/ and after/ with `count` pairs of that size: p0.png, p1.png …; the edit dims the green.
inline void write_before_after(const std::filesystem::path& folder, int count, int width = 96,
                               int height = 64) {
  for (int i = 0; i < count; ++i) {
    const std::string name = "p" + std::to_string(i) + ".png";
    write_picture(folder / "before" / name, width, height, i);
    write_picture(folder / "after" / name, width, height, i, 0.5);
  }
}

}  // namespace v4e::test
