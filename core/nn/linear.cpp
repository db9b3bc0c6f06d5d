// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/linear.h"

#include <torch/torch.h>

#include <cmath>

#include "core/nn/device.h"

namespace v4e {

LinearImpl::LinearImpl(const LinearConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.out, config.in}));
  if (config.bias) bias = register_parameter("bias", placeholder({config.out}));
}

at::Tensor LinearImpl::forward(const at::Tensor& x) {
  const at::ScalarType dtype = compute_dtype(weight.scalar_type(), weight.device());
  const at::Tensor offset = bias.defined() ? bias.to(dtype) : bias;
  return at::linear(x.to(dtype), weight.to(dtype), offset);
}

at::Tensor LinearImpl::product(const at::Tensor& x) {
  const at::ScalarType dtype = compute_dtype(weight.scalar_type(), weight.device());
  return at::linear(x.to(dtype), weight.to(dtype));
}

void LinearImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start.value_or(1.0 / std::sqrt(static_cast<double>(config_.in))), generator);
  if (bias.defined()) set_constant(bias, 0.0);
}

}  // namespace v4e
