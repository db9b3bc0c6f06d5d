// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/timestep_embedding.h"

#include <ATen/ATen.h>

namespace v4e {

at::Tensor timestep_embedding(const at::Tensor& timestep, std::int64_t width) {
  const std::int64_t half = width / 2;
  const at::Tensor exponents =
      at::arange(half, at::dtype(at::kDouble).device(timestep.device())) / static_cast<double>(half);
  const at::Tensor angles = at::outer(timestep.to(at::kDouble), at::pow(10000.0, exponents).reciprocal());
  return at::cat({angles.cos(), angles.sin()}, -1).to(at::kFloat);
}

}  // namespace v4e
