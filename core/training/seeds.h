// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e::training {

/// Held-out examples come from a stream of seeds far from those of training.
inline constexpr std::uint64_t kHeldoutStream = 0x48656C644F757421ULL;

/// Well-mixed seed of item `index` in stream `seed` (splitmix64, Steele et al. 2014).
[[nodiscard]] std::uint64_t mixed_seed(std::uint64_t seed, std::uint64_t index);

}  // namespace v4e::training
