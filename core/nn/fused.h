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
/// The same for what a linear layer makes of x: it has to multiply in fp32, too, and its rows count.
[[nodiscard]] bool can_fuse(const at::Tensor& x, const Linear& linear);

/// layer_norm(x) * (1 + scale) + shift without weights of its own. x [B, N, D], shift and scale [B, 1, D].
[[nodiscard]] at::Tensor fused_layer_norm_modulate(const at::Tensor& x, const at::Tensor& shift,
                                                   const at::Tensor& scale, double eps);

/// rms_norm(linear(x)) of x [B, N, in], then turned by head where `rotary`, a rotary_table(), is defined; its
/// head width must be a multiple of 16 too. Returns [B, N, out].
[[nodiscard]] at::Tensor fused_linear_norm(Linear& linear, const RmsNorm& norm, const at::Tensor& x,
                                           const at::Tensor& rotary = {});

/// gelu(linear(x)) in the tanh form.
[[nodiscard]] at::Tensor fused_linear_gelu(Linear& linear, const at::Tensor& x);

}  // namespace v4e
