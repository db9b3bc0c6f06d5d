// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace v4e::test {

/// Values spread over 0 … 1 by integers alone, so that a reference in another language has the very same
/// ones: [n] fp64. `row` tells rows apart.
inline at::Tensor spread_values(std::int64_t n, std::uint64_t row) {
  std::vector<double> values;
  for (std::uint64_t i = 1; i <= static_cast<std::uint64_t>(n); ++i) {
    std::uint64_t x = i * 0x9E3779B97F4A7C15U + row * 0xD1B54A32D192ED03U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x ^= x >> 27U;
    values.push_back(static_cast<double>(x >> 40U) / (1 << 24));
  }
  return at::tensor(values, at::kDouble);
}

}  // namespace v4e::test
