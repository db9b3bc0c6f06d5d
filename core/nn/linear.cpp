// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/linear.h"

#include <torch/types.h>

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/nn/device.h"
#include "core/nn/device_packed.h"
#include "core/nn/frozen_product.h"
#include "core/nn/packed_product.h"
#include "core/nn/product.h"

namespace v4e {

LinearImpl::LinearImpl(const LinearConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.out, config.in}));
  if (config.bias) bias = register_parameter("bias", placeholder({config.out}));
}

at::ScalarType LinearImpl::dtype() const {
  return compute_dtype(weight.scalar_type(), weight.device());
}

at::Tensor LinearImpl::multiply(const at::Tensor& x, const at::Tensor& added) const {
  const bool learns = at::GradMode::is_enabled() && x.requires_grad();
  if (packed_ != nullptr && learns) return frozen_product(x.to(dtype()), packed_, added);
  if (packed_ != nullptr) return packed_product(x.to(dtype()), *packed_, added);
  // Without instructions for them narrow weights are multiplied in fp32.
  const bool narrow = weight.scalar_type() != dtype() && weight.is_cpu();
  if (narrow && learns && !weight.requires_grad()) return frozen_product(x.to(dtype()), weight, added);
  if (narrow && !at::GradMode::is_enabled()) return packed_product(x.to(dtype()), weight, added);
  return linear_product(x.to(dtype()), weight.to(dtype()), added);
}

at::Tensor LinearImpl::with_addition(const at::Tensor& x, const at::Tensor& result) const {
  if (!addition_.down.defined()) return result;
  const at::Tensor added = at::linear(at::linear(x.to(at::kFloat), addition_.down), addition_.up);
  if (added.requires_grad() && addition_.on_gradient)
    added.register_hook([check = addition_.on_gradient](const at::Tensor&) { check(); });
  return result + added.to(result.scalar_type());
}

at::Tensor LinearImpl::forward(const at::Tensor& x) {
  return with_addition(x, multiply(x, bias.defined() ? bias.to(dtype()) : bias));
}

at::Tensor LinearImpl::product(const at::Tensor& x) {
  return with_addition(x, multiply(x, {}));
}

void LinearImpl::set_packed(std::shared_ptr<const PackedWeight> packed, bool later) {
  V4E_ASSERT(packed == nullptr || (packed->rows() == config_.out && packed->columns() == config_.in));
  if (packed != nullptr && !weight.is_cpu())
    packed = std::make_shared<DevicePacked>(std::move(packed), weight.device(), later);
  packed_ = std::move(packed);
}

void LinearImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start.value_or(1.0 / std::sqrt(static_cast<double>(config_.in))), generator);
  if (bias.defined()) set_constant(bias, 0.0);
}

}  // namespace v4e
