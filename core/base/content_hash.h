// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/run_context.h"

namespace v4e {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces.
class Sha256 {
 public:
  void update(const void* data, std::size_t size_bytes);
  /// 64 lower-case hexadecimal digits. Call it once, at the end.
  [[nodiscard]] std::string finish();

 private:
  void add_block(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> pending_{};
  std::size_t pending_bytes_ = 0;
  std::uint64_t total_bytes_ = 0;
};

/// SHA-256 of a file. Throws Error(FileUnreadable), Cancelled.
[[nodiscard]] std::string hash_file(const std::filesystem::path& path, const RunContext& context = {});

}  // namespace v4e
