// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/attention.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

#include "core/nn/bf16_attention.h"

namespace v4e {
namespace {

double scale_of(const AttentionOptions& options, const at::Tensor& q) {
  return options.scale.value_or(1.0 / std::sqrt(static_cast<double>(q.size(-1))));
}

at::Tensor explicit_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                              const AttentionOptions& options) {
  at::Tensor scores = at::matmul(q * scale_of(options, q), k.transpose(-2, -1));  // [B, A, N, M]
  if (options.bias.defined()) scores = scores + options.bias;
  const at::ScalarType wide = scores.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  return at::matmul(at::softmax(scores, -1, wide).to(v.scalar_type()), v);
}

}  // namespace

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     const AttentionOptions& options) {
  // The backward pass of the fused kernel is slow on CPUs (measured), so training there spells it out.
  const bool training =
      at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
  if (training && q.is_cpu()) return explicit_attention(q, k, v, options);
  if (!options.bias.defined() && can_use_bf16_attention(q, k, v))
    return bf16_attention(q, k, v, scale_of(options, q));
  std::optional<at::Tensor> bias;
  if (options.bias.defined()) bias = options.bias.to(q.scalar_type());
  return at::scaled_dot_product_attention(q, k, v, bias, /*dropout_p=*/0.0, /*is_causal=*/false,
                                          options.scale);
}

at::Tensor split_heads(const at::Tensor& x, std::int64_t heads) {
  return x.unflatten(-1, {heads, x.size(-1) / heads}).transpose(1, 2);
}

at::Tensor merge_heads(const at::Tensor& x) {
  return x.transpose(1, 2).flatten(2);
}

}  // namespace v4e
