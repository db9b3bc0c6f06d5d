// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/linear.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "core/nn/device.h"
#include "core/nn/path_choice.h"

namespace v4e {
namespace {

/// Below it both ways take about as long, and measuring would not pay.
constexpr std::int64_t kManyRows = 512;
/// What a measurement may take: some tens of milliseconds.
constexpr std::int64_t kMeasuredFlops = 8'000'000'000;

/// The product as a 1x1 convolution: rows are the pixels of a picture whose channels lie side by side.
/// PyTorch multiplies fp32 matrices by MKL and convolves by oneDNN; which of them is faster depends on the
/// processor.
at::Tensor multiply_as_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const at::Tensor picture = x.reshape({1, -1, 1, x.size(-1)}).permute({0, 3, 1, 2});
  const at::Tensor kernel = weight.unsqueeze(2).unsqueeze(3);
  const at::Tensor result = at::conv2d(picture, kernel, bias).permute({0, 2, 3, 1});
  auto shape = x.sizes().vec();
  shape.back() = weight.size(0);
  return result.reshape(shape);
}

bool is_faster_as_convolution(const at::Tensor& x, const at::Tensor& weight) {
  const std::int64_t in = weight.size(1);
  const std::int64_t out = weight.size(0);
  const std::int64_t rows = x.numel() / in;
  const bool fits = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  if (!x.is_cpu() || !fits || at::GradMode::is_enabled() || !at::hasMKLDNN() || rows < kManyRows)
    return false;
  // Sizes within a factor of two share an answer.
  const auto bucket = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(rows)));
  const std::int64_t measured = std::clamp(kMeasuredFlops / (2 * in * out), kManyRows, bucket);
  const auto sample = [&] { return x.reshape({-1, in}).narrow(0, 0, measured); };
  const std::array<ComputePath, 2> paths{
      ComputePath{"matmul", [&] { static_cast<void>(at::linear(sample(), weight)); }},
      ComputePath{"convolution", [&] { static_cast<void>(multiply_as_convolution(sample(), weight, {})); }}};
  const std::string dtype = x.scalar_type() == at::kFloat ? "fp32" : "bf16";
  return choose_path("linear " + dtype + ' ' + std::to_string(bucket) + " rows, " + std::to_string(in) +
                         " to " + std::to_string(out),
                     paths) == 1;
}

at::Tensor multiply(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return is_faster_as_convolution(x, weight) ? multiply_as_convolution(x, weight, bias)
                                             : at::linear(x, weight, bias);
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
