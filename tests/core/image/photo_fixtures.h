// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <string>

#include "core/base/error.h"
#include "core/image/io/photo_io.h"

namespace v4e {

/// A folder of one test's own, removed at its end.
class PhotoFiles : public testing::Test {
 protected:
  PhotoFiles() {
    std::string name = testing::TempDir() + "v4e-photo-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~PhotoFiles() override {
    std::error_code ignored;
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  std::filesystem::path save(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }

 private:
  std::filesystem::path folder_;
};

/// Smooth colour with some noise: every pixel its own, and yet small as a JPEG.
inline Image make_picture(int width, int height, int channels, SampleType type, unsigned seed = 1) {
  Image image(width, height, channels, type);
  std::mt19937 random(seed);
  const auto value = [&](int x, int y, int c) {
    const unsigned smooth = 20u + static_cast<unsigned>((x * (3 + c) + y * (5 - c)) % 200);
    return smooth * 257u + random() % 257u;
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const std::size_t index =
            (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
                static_cast<std::size_t>(channels) +
            static_cast<std::size_t>(c);
        const unsigned sample = value(x, y, c);
        if (type == SampleType::U8) {
          reinterpret_cast<std::uint8_t*>(image.mutable_data())[index] =
              static_cast<std::uint8_t>(sample >> 8);
        } else {
          reinterpret_cast<std::uint16_t*>(image.mutable_data())[index] = static_cast<std::uint16_t>(sample);
        }
      }
    }
  }
  return image;
}

inline Photo make_photo(int width, int height, int channels, SampleType type = SampleType::U8) {
  Photo photo;
  photo.image = make_picture(width, height, channels, type);
  return photo;
}

inline testing::AssertionResult same_pixels(const Image& a, const Image& b) {
  if (a.width() != b.width() || a.height() != b.height() || a.channels() != b.channels() ||
      a.type() != b.type()) {
    return testing::AssertionFailure()
           << a.width() << "x" << a.height() << "x" << a.channels() << " against " << b.width() << "x"
           << b.height() << "x" << b.channels() << (a.type() == b.type() ? "" : ", types differ");
  }
  for (std::size_t i = 0; i < a.size_bytes(); ++i) {
    if (a.data()[i] != b.data()[i]) return testing::AssertionFailure() << "first different byte: " << i;
  }
  return testing::AssertionSuccess();
}

/// Largest difference of two U8 pictures of one layout.
inline int max_difference(const Image& a, const Image& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.size_bytes(); ++i) {
    largest = std::max(largest, std::abs(static_cast<int>(a.data()[i]) - static_cast<int>(b.data()[i])));
  }
  return largest;
}

inline std::string encode(const Photo& photo, PhotoFormat format, WriteOptions options = {}) {
  options.format = format;
  return encode_photo(photo, options).bytes;
}

/// The error that an action throws; fails the test if it throws none.
inline Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {ErrorCode::Internal, ""};
}

inline bool has_note(const std::vector<std::string>& notes, std::string_view part) {
  for (const std::string& note : notes) {
    if (note.find(part) != std::string::npos) return true;
  }
  return false;
}

inline std::string be(std::uint32_t value, int size_bytes) {
  std::string bytes;
  for (int shift = 8 * (size_bytes - 1); shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}
inline std::string le(std::uint32_t value, int size_bytes) {
  std::string bytes;
  for (int i = 0; i < size_bytes; ++i) bytes.push_back(static_cast<char>(value >> 8 * i));
  return bytes;
}

/// Little-endian EXIF with an orientation and one GPS tag, put together manually.
inline std::string make_exif(int orientation) {
  std::string exif = std::string("II*\0", 4) + le(8, 4) + le(2, 2);
  exif += le(0x0112, 2) + le(3, 2) + le(1, 4) + le(static_cast<std::uint32_t>(orientation), 4);
  exif += le(0x8825, 2) + le(4, 2) + le(1, 4) + le(38, 4) + le(0, 4);  // GPS directory at 38
  exif += le(1, 2) + le(0x001d, 2) + le(2, 2) + le(11, 4) + le(56, 4) + le(0, 4);
  return exif + std::string("2024:05:06\0\0", 12);  // GPSDateStamp
}

}  // namespace v4e
