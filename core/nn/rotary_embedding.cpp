// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/rotary_embedding.h"

#include <ATen/ATen.h>

#include <string>

#include "core/base/error.h"

namespace v4e {
namespace {

/// Angles [length, channels / 2] in fp64.
at::Tensor axis_angles(const at::Tensor& positions, std::int64_t channels, double theta) {
  const at::Tensor exponents = at::arange(0, channels, 2, at::kDouble) / static_cast<double>(channels);
  return at::outer(positions, at::pow(theta, exponents).reciprocal());
}

}  // namespace

at::Tensor rotary_table(const RotaryConfig& config, const std::array<std::int64_t, 3>& grid,
                        at::Device device) {
  const std::int64_t space = 2 * (config.head_dim / 6);
  const std::array<std::int64_t, 3> channels = {config.head_dim - 2 * space, space, space};
  std::array<at::Tensor, 3> angles;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (grid[axis] > config.max_length) {
      throw Error(ErrorCode::InvalidArgument, "rotary embedding: " + std::to_string(grid[axis]) +
                                                  " positions on one axis, at most " +
                                                  std::to_string(config.max_length) +
                                                  " are possible; use a smaller picture or fewer frames");
    }
    at::Tensor positions = at::arange(grid[axis], at::kDouble);
    if (axis == 0 && !config.places.empty()) {
      V4E_ASSERT(static_cast<std::int64_t>(config.places.size()) == grid[0]);
      positions = at::tensor(config.places).to(at::kDouble);
    } else if (axis == 0 && grid[0] == 2 && config.temporal_skip > 0) {
      positions = positions * static_cast<double>(config.temporal_skip - 1);
    }
    std::array<std::int64_t, 4> shape = {1, 1, 1, channels[axis] / 2};
    shape[axis] = grid[axis];
    angles[axis] = axis_angles(positions, channels[axis], config.theta)
                       .reshape(shape)
                       .expand({grid[0], grid[1], grid[2], channels[axis] / 2});
  }
  const at::Tensor all = at::cat({angles[0], angles[1], angles[2]}, -1).flatten(0, 2);  // [N, d / 2]
  return at::complex(all.cos().to(at::kFloat), all.sin().to(at::kFloat)).to(device);
}

at::Tensor apply_rotary(const at::Tensor& x, const at::Tensor& table) {
  const at::Tensor pairs = at::view_as_complex(x.to(at::kFloat).unflatten(-1, {x.size(-1) / 2, 2}));
  return at::view_as_real(pairs * table.unsqueeze(1)).flatten(-2);  // table [N, 1, d / 2]
}

}  // namespace v4e
