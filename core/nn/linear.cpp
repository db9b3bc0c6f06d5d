// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/linear.h"

#include <torch/torch.h>

#include <cmath>

#include "core/nn/device.h"

namespace v4e {
namespace {

constexpr std::int64_t kManyRows = 512;

/// PyTorch multiplies fp32 by MKL, which does not use all that AMD's processors can, and convolves by oneDNN,
/// which does: 1.1 to 1.4 times as fast on many rows (measured on EPYC with AVX-512; on few rows, and in bf16
/// at large widths, it is slower).
bool is_faster_as_convolution(const at::Tensor& x) {
  return x.is_cpu() && x.scalar_type() == at::kFloat && !at::GradMode::is_enabled() && at::hasMKLDNN() &&
         x.numel() / x.size(-1) >= kManyRows;
}

at::Tensor multiply(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (!is_faster_as_convolution(x)) return at::linear(x, weight, bias);
  // Rows are the pixels of a picture whose channels lie side by side.
  const at::Tensor picture = x.reshape({1, -1, 1, x.size(-1)}).permute({0, 3, 1, 2});
  const at::Tensor kernel = weight.unsqueeze(2).unsqueeze(3);
  const at::Tensor result = at::conv2d(picture, kernel, bias).permute({0, 2, 3, 1});
  auto shape = x.sizes().vec();
  shape.back() = weight.size(0);
  return result.reshape(shape);
}

}  // namespace

LinearImpl::LinearImpl(const LinearConfig& config) : config_(config) {
  weight = register_parameter("weight", placeholder({config.out, config.in}));
  if (config.bias) bias = register_parameter("bias", placeholder({config.out}));
}

at::ScalarType LinearImpl::dtype() const {
  return compute_dtype(weight.scalar_type(), weight.device());
}

at::Tensor LinearImpl::forward(const at::Tensor& x) {
  return multiply(x.to(dtype()), weight.to(dtype()), bias.defined() ? bias.to(dtype()) : bias);
}

at::Tensor LinearImpl::product(const at::Tensor& x) {
  return multiply(x.to(dtype()), weight.to(dtype()), {});
}

void LinearImpl::initialize(at::Generator& generator) {
  set_normal(weight, config_.start.value_or(1.0 / std::sqrt(static_cast<double>(config_.in))), generator);
  if (bias.defined()) set_constant(bias, 0.0);
}

}  // namespace v4e
