// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "core/image/io/codecs/codec.h"

namespace v4e {

/// Takes a file's bytes from front to back. What goes beyond its end throws Error(FileMalformed).
class ByteReader {
 public:
  /// `name`: the file's, for messages.
  ByteReader(std::string_view bytes, std::string_view name, ByteOrder order)
      : bytes_(bytes), name_(name), order_(order) {}

  [[nodiscard]] std::string_view take(std::uint64_t size_bytes) {
    if (size_bytes > left()) fail_damaged(name_, "it ends too early");
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(size_bytes));
    at_ += taken.size();
    return taken;
  }
  /// An unsigned number of up to 8 bytes.
  [[nodiscard]] std::uint64_t number(std::size_t size_bytes) { return number_of(take(size_bytes), order_); }
  [[nodiscard]] unsigned byte() { return static_cast<unsigned char>(take(1)[0]); }
  void skip(std::uint64_t size_bytes) { (void)take(size_bytes); }
  void go_to(std::uint64_t at) {
    if (at > bytes_.size()) fail_damaged(name_, "it ends too early");
    at_ = static_cast<std::size_t>(at);
  }

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }
  [[nodiscard]] std::string_view name() const { return name_; }

 private:
  std::string_view bytes_;
  std::string_view name_;
  ByteOrder order_;
  std::size_t at_ = 0;
};

/// The nearest share of 16 bits of `sample` out of 0..`largest`.
[[nodiscard]] constexpr std::uint16_t spread_to_16_bit(std::uint32_t sample, std::uint32_t largest) {
  if (sample >= largest) return 65535;
  return static_cast<std::uint16_t>((std::uint64_t{sample} * 65535 + largest / 2) / largest);
}
/// The nearest share of 8 bits.
[[nodiscard]] constexpr std::uint8_t spread_to_8_bit(std::uint32_t sample, std::uint32_t largest) {
  if (sample >= largest) return 255;
  return static_cast<std::uint8_t>((std::uint64_t{sample} * 255 + largest / 2) / largest);
}

}  // namespace v4e
