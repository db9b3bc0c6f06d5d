// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace v4e {

/// A way in which GGUF files store the values of a tensor.
struct GgmlType {
  std::uint32_t id = 0;
  std::string_view name;
  int block_values = 1;  ///< values that are stored together
  int block_bytes = 0;
  /// Multiplies blocks out to fp32; null for types that LibTorch has itself.
  void (*unpack)(const std::uint8_t* blocks, std::int64_t count, float* values) = nullptr;
};

/// The type of that number, or null if it is not read.
[[nodiscard]] const GgmlType* ggml_type(std::uint32_t id);

/// What a type is called that is not read, for messages; a number where it is not known either.
[[nodiscard]] std::string_view ggml_foreign_name(std::uint32_t id);

}  // namespace v4e
