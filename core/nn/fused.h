// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/nn/linear.h"
#include "core/nn/norm.h"

namespace v4e {

/// True where the functions below can stand in for a chain of PyTorch's: fp32 on the CPU without gradients,
/// rows of a multiple of 16. They pass once over the memory where the chain passes three to six times.
[[nodiscard]] bool can_fuse(const at::Tensor& x);
/// The same for results of another dtype: fp32 or bf16.
[[nodiscard]] bool can_fuse(const at::Tensor& x, at::ScalarType dtype);
/// The same for what a linear layer makes of x, fp32 or bf16: it has to multiply in one of them, too, and its
/// rows count.
[[nodiscard]] bool can_fuse(const at::Tensor& x, const Linear& linear);

/// layer_norm(x) * (1 + scale) + shift without weights of its own, as `dtype`, fp32 or bf16. x [B, N, D],
/// shift and scale [B, 1, D].
[[nodiscard]] at::Tensor fused_layer_norm_modulate(const at::Tensor& x, const at::Tensor& shift,
                                                   const at::Tensor& scale, double eps, at::ScalarType dtype);
/// norm(x) with its weights, as `dtype`, fp32 or bf16.
[[nodiscard]] at::Tensor fused_layer_norm(const LayerNorm& norm, const at::Tensor& x, at::ScalarType dtype);

/// rms_norm(linear(x)) of x [B, N, in], then turned by head where `rotary`, a rotary_table(), is defined; its
/// head width must be a multiple of 16 too. Returns [B, N, out] in the dtype that the layer multiplies in.
[[nodiscard]] at::Tensor fused_linear_norm(Linear& linear, const RmsNorm& norm, const at::Tensor& x,
                                           const at::Tensor& rotary = {});

/// gelu(linear(x)) in the tanh form, in the dtype that the layer multiplies in.
[[nodiscard]] at::Tensor fused_linear_gelu(Linear& linear, const at::Tensor& x);

/// x + y * gate for a y of 16 bits: x [B, N, D] fp32, y [B, N, D] bf16, gate [B, 1, D], undefined for 1.
[[nodiscard]] at::Tensor fused_gated_sum(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gate);

}  // namespace v4e
