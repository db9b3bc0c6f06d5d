// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/fused.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/nn/kernels/fused_kernels.h"
#include "core/nn/parallel.h"

namespace v4e {
namespace {

constexpr std::int64_t kLanes = 16;
/// Work for a thread, in numbers.
constexpr std::int64_t kGrain = 1 << 15;

const float* data_of(const at::Tensor& x) {
  return x.const_data_ptr<float>();
}

/// Calls `work(begin, end)` on rows of x, several threads at once.
template <typename Work>
void by_rows(const at::Tensor& x, const Work& work) {
  const std::int64_t rows = x.numel() / x.size(-1);
  parallel_for(0, rows, std::max<std::int64_t>(1, kGrain / x.size(-1)), work);
}

/// Calls `work` with the numbers of x as what they are.
template <typename Work>
void with_numbers(const at::Tensor& x, const Work& work) {
  if (x.scalar_type() == at::kBFloat16) {
    work(reinterpret_cast<std::uint16_t*>(x.mutable_data_ptr<at::BFloat16>()));
  } else {
    work(x.mutable_data_ptr<float>());
  }
}

bool is_known(at::ScalarType dtype) {
  return dtype == at::kFloat || dtype == at::kBFloat16;
}

bool has_rows(const at::Tensor& x) {
  return x.is_cpu() && !at::GradMode::is_enabled() && x.numel() > 0 && x.size(-1) % kLanes == 0;
}

/// Norms rows of x [N, D] into `out`; shift and scale [D].
void norm_rows(const at::Tensor& x, const at::Tensor& out, const at::Tensor& shift, const at::Tensor& scale,
               double base, double eps) {
  const at::Tensor shifts = shift.to(at::kFloat).contiguous();
  const at::Tensor scales = scale.to(at::kFloat).contiguous();
  const kernels::NormModulation what{data_of(shifts), data_of(scales), static_cast<float>(base), x.size(-1),
                                     static_cast<float>(eps)};
  with_numbers(out, [&](auto* target) {
    by_rows(x, [&](std::int64_t begin, std::int64_t end) {
      kernels::layer_norm_modulate(what, data_of(x), target, begin, end);
    });
  });
}

at::Tensor bias_of(const Linear& linear, const at::Tensor& product) {
  if (linear->bias.defined()) return linear->bias.to(at::kFloat).contiguous();
  return at::zeros({product.size(-1)}, product.options().dtype(at::kFloat));
}

}  // namespace

bool can_fuse(const at::Tensor& x) {
  return has_rows(x) && x.scalar_type() == at::kFloat;
}

bool can_fuse(const at::Tensor& x, at::ScalarType dtype) {
  return can_fuse(x) && is_known(dtype);
}

bool can_fuse(const at::Tensor& x, const Linear& linear) {
  return has_rows(x) && is_known(x.scalar_type()) && linear->weight.size(0) % kLanes == 0 &&
         is_known(linear->dtype());
}

at::Tensor fused_layer_norm_modulate(const at::Tensor& x, const at::Tensor& shift, const at::Tensor& scale,
                                     double eps, at::ScalarType dtype) {
  const at::Tensor source = x.contiguous();
  const at::Tensor result = at::empty(source.sizes(), source.options().dtype(dtype));
  for (std::int64_t sample = 0; sample < source.size(0); ++sample)
    norm_rows(source[sample], result[sample], shift[sample], scale[sample], 1, eps);
  return result;
}

at::Tensor fused_layer_norm(const LayerNorm& norm, const at::Tensor& x, at::ScalarType dtype) {
  const at::Tensor source = x.contiguous();
  const at::Tensor result = at::empty(source.sizes(), source.options().dtype(dtype));
  norm_rows(source, result, norm->bias, norm->weight, 0, norm->eps());
  return result;
}

at::Tensor fused_linear_norm(Linear& linear, const RmsNorm& norm, const at::Tensor& x,
                             const at::Tensor& rotary) {
  at::Tensor y = linear->product(x).contiguous();  // [B, N, D]
  const at::Tensor bias = bias_of(linear, y);
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
  with_numbers(y, [&](auto* numbers) {
    by_rows(y, [&](std::int64_t begin, std::int64_t end) {
      kernels::rms_norm_rotary(what, numbers, begin, end);
    });
  });
  return y;
}

at::Tensor fused_linear_gelu(Linear& linear, const at::Tensor& x) {
  at::Tensor y = linear->product(x).contiguous();
  const at::Tensor bias = bias_of(linear, y);
  with_numbers(y, [&](auto* numbers) {
    by_rows(y, [&](std::int64_t begin, std::int64_t end) {
      kernels::bias_gelu_tanh(data_of(bias), y.size(-1), numbers, begin, end);
    });
  });
  return y;
}

at::Tensor fused_gated_sum(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gate) {
  V4E_ASSERT(y.scalar_type() == at::kBFloat16 && y.sizes() == x.sizes());
  const at::Tensor sums = x.contiguous();
  const at::Tensor added = y.contiguous();
  at::Tensor result = at::empty_like(sums);
  for (std::int64_t sample = 0; sample < sums.size(0); ++sample) {
    const at::Tensor gates =
        gate.defined() ? gate[sample].to(at::kFloat).contiguous() : at::ones({sums.size(-1)}, sums.options());
    const at::Tensor own = added[sample];
    const at::Tensor out = result[sample];
    const at::Tensor in = sums[sample];
    const kernels::GatedSum what{data_of(in),
                                 reinterpret_cast<const std::uint16_t*>(own.const_data_ptr<at::BFloat16>()),
                                 data_of(gates), in.size(-1)};
    by_rows(in, [&](std::int64_t begin, std::int64_t end) {
      kernels::gated_sum(what, out.mutable_data_ptr<float>(), begin, end);
    });
  }
  return result;
}

}  // namespace v4e
