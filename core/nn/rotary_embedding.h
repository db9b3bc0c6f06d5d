// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <vector>

namespace v4e {

struct RotaryConfig {
  std::int64_t head_dim = 128;  ///< even
  double theta = 10000.0;
  std::int64_t max_length = 1024;  ///< positions per axis
  /// ChronoEdit: two latent frames stand at positions 0 and skip - 1. 0 is off.
  std::int64_t temporal_skip = 0;
  /// Positions on the first axis, 0 … max_length - 1, one for each; empty: 0, 1, 2 …
  std::vector<std::int64_t> places = {};
};

/// Rotations of a (t, h, w) grid of tokens as complex numbers [N, d / 2], complex64, built in fp64 (angles
/// reach 1023, where fp32 steps show) and stored in fp32. Channels are split over the axes: h and w get 2 *
/// (d / 6) each, t the rest. Throws Error(InvalidArgument) if an axis is longer than max_length.
[[nodiscard]] at::Tensor rotary_table(const RotaryConfig& config, const std::array<std::int64_t, 3>& grid,
                                      at::Device device);

/// Turns neighbouring channels (2j, 2j + 1) of x [B, N, A, d] by the table [N, d / 2]; computes and returns
/// fp32.
[[nodiscard]] at::Tensor apply_rotary(const at::Tensor& x, const at::Tensor& table);

}  // namespace v4e
