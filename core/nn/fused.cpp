// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "core/nn/device.h"
#include "core/nn/fused_kernels.h"

namespace v4e {
namespace {

constexpr std::int64_t kLanes = 16;
/// Work for a thread, in floats.
constexpr std::int64_t kGrain = 1 << 15;

const float* data_of(const at::Tensor& x) {
  return x.const_data_ptr<float>();
}

/// Calls `work(begin, end)` on rows of x, several threads at once.
template <typename Work>
void by_rows(const at::Tensor& x, const Work& work) {
  const std::int64_t rows = x.numel() / x.size(-1);
  at::parallel_for(0, rows, std::max<std::int64_t>(1, kGrain / x.size(-1)), work);
}

}  // namespace

bool can_fuse(const at::Tensor& x) {
  return x.is_cpu() && x.scalar_type() == at::kFloat && !at::GradMode::is_enabled() && x.numel() > 0 &&
         x.size(-1) % kLanes == 0;
}

bool can_fuse(const at::Tensor& x, const Linear& linear) {
  const at::Tensor& weight = linear->weight;
  return can_fuse(x) && weight.size(0) % kLanes == 0 &&
         compute_dtype(weight.scalar_type(), weight.device()) == at::kFloat;
}

at::Tensor fused_layer_norm_modulate(const at::Tensor& x, const at::Tensor& shift, const at::Tensor& scale,
                                     double eps) {
  const at::Tensor source = x.contiguous();
  at::Tensor result = at::empty_like(source);
  const std::int64_t samples = source.size(0);
  for (std::int64_t sample = 0; sample < samples; ++sample) {
    const at::Tensor shifts = shift[sample].to(at::kFloat).contiguous();
    const at::Tensor scales = scale[sample].to(at::kFloat).contiguous();
    const at::Tensor in = source[sample];
    const at::Tensor out = result[sample];
    const kernels::NormModulation what{data_of(shifts), data_of(scales), in.size(-1),
                                       static_cast<float>(eps)};
    by_rows(in, [&](std::int64_t begin, std::int64_t end) {
      kernels::layer_norm_modulate(what, data_of(in), out.mutable_data_ptr<float>(), begin, end);
    });
  }
  return result;
}

at::Tensor fused_linear_norm(Linear& linear, const RmsNorm& norm, const at::Tensor& x,
                             const at::Tensor& rotary) {
  at::Tensor y = linear->product(x).contiguous();  // [B, N, D]
  const at::Tensor bias = linear->bias.defined() ? linear->bias.to(at::kFloat).contiguous()
                                                 : at::zeros({y.size(-1)}, y.options());
  const at::Tensor weight = norm->weight.to(at::kFloat).contiguous();
  kernels::NormRotation what{.bias = data_of(bias),
                             .weight = data_of(weight),
                             .rotation = nullptr,
                             .tokens = y.size(1),
                             .width = y.size(-1),
                             .head_dim = 0,
                             .eps = static_cast<float>(norm->eps())};
  at::Tensor pairs;
  if (rotary.defined()) {
    pairs = at::view_as_real(rotary).contiguous();  // [N, d / 2, 2]
    what.rotation = data_of(pairs);
    what.head_dim = pairs.numel() / pairs.size(0);
  }
  by_rows(y, [&](std::int64_t begin, std::int64_t end) {
    kernels::rms_norm_rotary(what, data_of(y), y.mutable_data_ptr<float>(), begin, end);
  });
  return y;
}

at::Tensor fused_linear_gelu(Linear& linear, const at::Tensor& x) {
  at::Tensor y = linear->product(x).contiguous();
  const at::Tensor bias = linear->bias.defined() ? linear->bias.to(at::kFloat).contiguous()
                                                 : at::zeros({y.size(-1)}, y.options());
  by_rows(y, [&](std::int64_t begin, std::int64_t end) {
    kernels::bias_gelu_tanh(data_of(bias), y.size(-1), y.mutable_data_ptr<float>(), begin, end);
  });
  return y;
}

}  // namespace v4e
