// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace v4e {

/// Which byte of a number comes first.
enum class ByteOrder { Little, Big };

/// The unsigned number of all of `bytes`, 8 at most.
[[nodiscard]] inline std::uint64_t number_of(std::string_view bytes, ByteOrder order) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t at = order == ByteOrder::Big ? i : bytes.size() - 1 - i;
    value = value << 8 | static_cast<unsigned char>(bytes[at]);
  }
  return value;
}

/// The number's lowest `size` bytes.
[[nodiscard]] inline std::string bytes_of_number(std::uint64_t value, std::size_t size, ByteOrder order) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[order == ByteOrder::Big ? size - 1 - i : i] = static_cast<char>(value >> 8 * i & 255);
  return bytes;
}

}  // namespace v4e
