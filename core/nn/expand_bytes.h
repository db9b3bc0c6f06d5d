// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e {

/// Of a packed matrix on another device than the CPU, bytes in fp32 that are expanded at once, and what goes
/// with them in between.
inline constexpr std::int64_t kExpandAtOnceBytes = 32 << 20;
inline constexpr std::int64_t kExpandBytes = 3 * kExpandAtOnceBytes;

}  // namespace v4e
