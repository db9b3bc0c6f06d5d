// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/linear.h"

#include <torch/torch.h>

#include <cmath>

namespace v4e {

LinearImpl::LinearImpl(const LinearConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.out, config.in}));
  if (config.bias) bias = register_parameter("bias", placeholder({config.out}));
}

at::Tensor LinearImpl::forward(const at::Tensor& x) {
  return at::linear(x.to(weight.scalar_type()), weight, bias);
}

void LinearImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start.value_or(1.0 / std::sqrt(static_cast<double>(config_.in))), generator);
  if (bias.defined()) set_constant(bias, 0.0);
}

}  // namespace v4e
