// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace v4e {

/// Type of one sample. U8 and U16 span the whole integer range; F32 spans 0..1.
enum class SampleType { U8, U16, F32 };

[[nodiscard]] constexpr std::size_t bytes_per_sample(SampleType type) {
  return type == SampleType::U8 ? 1 : type == SampleType::U16 ? 2 : 4;
}

/// A picture: interleaved samples (RGB order, alpha last and not premultiplied), rows top-down without gaps.
/// Copies share the pixels until one of them is written to.
class Image {
 public:
  Image() = default;
  /// Black, fully transparent where there is alpha. channels: 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA.
  /// Throws Error(InvalidArgument) on other sizes, Error(OutOfMemory).
  Image(int width_px, int height_px, int channels, SampleType type);

  [[nodiscard]] bool empty() const { return width_ == 0; }
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int channels() const { return channels_; }
  [[nodiscard]] bool has_alpha() const { return channels_ == 2 || channels_ == 4; }
  [[nodiscard]] SampleType type() const { return type_; }
  [[nodiscard]] std::size_t row_bytes() const {
    return static_cast<std::size_t>(width_) * static_cast<std::size_t>(channels_) * bytes_per_sample(type_);
  }
  [[nodiscard]] std::size_t size_bytes() const { return row_bytes() * static_cast<std::size_t>(height_); }

  [[nodiscard]] const std::byte* data() const { return pixels_ ? pixels_->data() : nullptr; }
  /// The pixels for writing; unshares them first.
  [[nodiscard]] std::byte* mutable_data();

  template <typename Sample>
  [[nodiscard]] const Sample* row(int y) const {
    return reinterpret_cast<const Sample*>(data() + row_bytes() * static_cast<std::size_t>(y));
  }

 private:
  int width_ = 0;
  int height_ = 0;
  int channels_ = 0;
  SampleType type_ = SampleType::U8;
  std::shared_ptr<std::vector<std::byte>> pixels_;
};

}  // namespace v4e
