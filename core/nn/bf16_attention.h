// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace v4e {

/// True where bf16_attention() can stand in for PyTorch's: bf16 on a CPU with AVX-512 BF16, no gradients,
/// heads of a multiple of 64 channels.
[[nodiscard]] bool can_use_bf16_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v);

/// softmax(q k^T scale) v per head. q [B, A, N, d], k and v [B, A, M, d], M > 0. Returns [B, A, N, d], laid
/// out so that merge_heads() copies nothing.
[[nodiscard]] at::Tensor bf16_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                        double scale);

}  // namespace v4e
