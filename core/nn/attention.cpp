// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/attention.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "core/nn/bf16_attention.h"
#include "core/nn/device.h"
#include "core/nn/path_choice.h"

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

at::Tensor torch_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                           const AttentionOptions& options) {
  std::optional<at::Tensor> bias;
  if (options.bias.defined()) bias = options.bias.to(q.scalar_type());
  return at::scaled_dot_product_attention(q, k, v, bias, /*dropout_p=*/0.0, /*is_causal=*/false,
                                          options.scale);
}

/// How LibTorch tries its kernels on a card. What it would do by itself depends on the versions of both; the
/// last one writes all scores to memory.
void order_card_kernels() {
  static const bool done = [] {
    constexpr int kMath = 0;
    constexpr int kFlash = 1;
    constexpr int kEfficient = 2;
    constexpr int kCudnn = 3;
    at::globalContext().setSDPPriorityOrder({kCudnn, kFlash, kEfficient, kMath});
    return true;
  }();
  static_cast<void>(done);
}

/// Few queries and keys: both take next to nothing, and measuring would not pay.
constexpr std::int64_t kManyScores = 1 << 16;
/// What is measured at most: queries of one head a thread.
constexpr std::int64_t kMeasuredQueries = 1024;

/// PyTorch's bf16 attention multiplies through MKL, which is fast on some processors and widens bf16 to fp32
/// first on others, so both are tried on part of the work. Without AMX our own is the usual winner.
bool own_kernel_is_faster(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                          const AttentionOptions& options) {
  if (q.size(2) * k.size(2) < kManyScores) return !has_amx();
  const std::int64_t heads = std::min<std::int64_t>(q.size(1), at::get_num_threads());
  const auto part = [&](const at::Tensor& x) { return x.narrow(0, 0, 1).narrow(1, 0, heads); };
  const at::Tensor queries = part(q).narrow(2, 0, std::min(q.size(2), kMeasuredQueries));
  const ComputePath own{
      "own", [&] { static_cast<void>(bf16_attention(queries, part(k), part(v), scale_of(options, q))); }};
  const ComputePath torch{"torch",
                          [&] { static_cast<void>(torch_attention(queries, part(k), part(v), options)); }};
  const std::array<ComputePath, 2> paths = has_amx() ? std::array{torch, own} : std::array{own, torch};
  const auto bucket = [](std::int64_t size) {
    return std::to_string(std::bit_floor(static_cast<std::uint64_t>(size)));
  };
  const std::size_t chosen =
      choose_path("attention bf16 " + bucket(q.size(2)) + " queries, " + bucket(k.size(2)) + " keys, " +
                      std::to_string(q.size(3)) + " channels",
                  paths);
  return paths[chosen].name == own.name;
}

}  // namespace

at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                     const AttentionOptions& options) {
  if (!q.is_cpu()) order_card_kernels();
  // The backward pass of the fused kernel is slow on CPUs (measured), so training there spells it out.
  const bool training =
      at::GradMode::is_enabled() && (q.requires_grad() || k.requires_grad() || v.requires_grad());
  if (training && q.is_cpu()) return explicit_attention(q, k, v, options);
  if (!options.bias.defined() && can_use_bf16_attention(q, k, v) && own_kernel_is_faster(q, k, v, options))
    return bf16_attention(q, k, v, scale_of(options, q));
  return torch_attention(q, k, v, options);
}

at::Tensor split_heads(const at::Tensor& x, std::int64_t heads) {
  return x.unflatten(-1, {heads, x.size(-1) / heads}).transpose(1, 2);
}

at::Tensor merge_heads(const at::Tensor& x) {
  return x.transpose(1, 2).flatten(2);
}

}  // namespace v4e
