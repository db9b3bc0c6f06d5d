// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/product.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <bit>

#include "core/nn/path_choice.h"

namespace v4e {
namespace {

/// What a measurement may take: some tens of milliseconds.
constexpr std::int64_t kMeasuredFlops = 8'000'000'000;

std::int64_t bucket_of(std::int64_t rows) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(rows)));
}

bool is_faster_as_convolution(const at::Tensor& x, const at::Tensor& weight) {
  const std::int64_t in = weight.size(1);
  const std::int64_t out = weight.size(0);
  const std::int64_t rows = x.numel() / in;
  const bool fits = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  if (!x.is_cpu() || !fits || at::GradMode::is_enabled() || !at::hasMKLDNN() || rows < kManyRows)
    return false;
  const std::int64_t measured = measured_rows(rows, 2 * in * out);
  const auto sample = [&] { return x.reshape({-1, in}).narrow(0, 0, measured); };
  const std::array<ComputePath, 2> paths{
      ComputePath{"matmul", [&] { static_cast<void>(at::linear(sample(), weight)); }},
      ComputePath{"convolution", [&] { static_cast<void>(convolution_product(sample(), weight, {})); }}};
  return choose_path("linear " + product_name(x, rows, out), paths) == 1;
}

}  // namespace

at::Tensor linear_product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return is_faster_as_convolution(x, weight) ? convolution_product(x, weight, bias)
                                             : at::linear(x, weight, bias);
}

at::Tensor convolution_product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const at::Tensor picture = x.reshape({1, -1, 1, x.size(-1)}).permute({0, 3, 1, 2});
  const at::Tensor kernel = weight.unsqueeze(2).unsqueeze(3);
  const at::Tensor result = at::conv2d(picture, kernel, bias).permute({0, 2, 3, 1});
  auto shape = x.sizes().vec();
  shape.back() = weight.size(0);
  return result.reshape(shape);
}

std::int64_t measured_rows(std::int64_t rows, std::int64_t flops_of_row) {
  return std::clamp(kMeasuredFlops / flops_of_row, kManyRows, bucket_of(rows));
}

std::string product_name(const at::Tensor& x, std::int64_t rows, std::int64_t out) {
  const std::string dtype = x.scalar_type() == at::kFloat ? "fp32" : "bf16";
  return dtype + ' ' + std::to_string(bucket_of(rows)) + " rows, " + std::to_string(x.size(-1)) + " to " +
         std::to_string(out);
}

}  // namespace v4e
