// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/norm.h"

#include <torch/types.h>

namespace v4e {

at::ScalarType island_dtype(const at::Tensor& x) {
  return x.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
}

LayerNormImpl::LayerNormImpl(const NormConfig& config) : config_(config) {
  if (!config.affine) return;
  weight = register_parameter("weight", placeholder({config.width}));
  bias = register_parameter("bias", placeholder({config.width}));
}

at::Tensor LayerNormImpl::forward(const at::Tensor& x) {
  const at::ScalarType dtype = island_dtype(x);
  const at::Tensor wide = x.to(dtype);
  if (!config_.affine) return at::layer_norm(wide, {config_.width}, {}, {}, config_.eps);
  return at::layer_norm(wide, {config_.width}, weight.to(dtype), bias.to(dtype), config_.eps);
}

void LayerNormImpl::initialize(at::Generator&) {
  if (!config_.affine) return;
  set_constant(weight, 1.0);
  set_constant(bias, 0.0);
}

RmsNormImpl::RmsNormImpl(const NormConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.width}));
}

at::Tensor RmsNormImpl::forward(const at::Tensor& x) {
  const at::ScalarType dtype = island_dtype(x);
  return at::rms_norm(x.to(dtype), {config_.width}, weight.to(dtype), config_.eps);
}

void RmsNormImpl::initialize(at::Generator&) {
  set_constant(weight, 1.0);
}

}  // namespace v4e
