// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace v4e::os {

struct MachineMemory {
  std::int64_t total_bytes = 0;
  /// What programs can still take without others being swapped out, also by the limit of the container that this
  /// one runs in.
  std::int64_t free_bytes = 0;
};

/// Zeros where the system does not tell.
[[nodiscard]] MachineMemory machine_memory();

/// As its maker calls it; "CPU" where the system does not tell.
[[nodiscard]] std::string cpu_name();

/// Whether the CPU, and the system on it, has the instructions AVX512_BF16 or the tiles AMX-BF16.
[[nodiscard]] bool cpu_has_avx512_bf16();
[[nodiscard]] bool cpu_has_amx_bf16();

}  // namespace v4e::os
