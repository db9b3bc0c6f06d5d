// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

namespace v4e {

struct AttentionOptions {
  std::optional<double> scale = {};  ///< factor of the scores; empty is 1 / sqrt(d)
  at::Tensor bias = {};              ///< added to the scores, broadcast to [B, A, N, M]; undefined is none
};

/// softmax(q k^T scale + bias) v per head. q [B, A, N, d], k and v [B, A, M, d], one dtype.
/// Returns [B, A, N, d]. The scores are summed up in fp32.
[[nodiscard]] at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                   const AttentionOptions& options = {});

/// [B, N, A * d] -> [B, A, N, d] and back.
[[nodiscard]] at::Tensor split_heads(const at::Tensor& x, std::int64_t heads);
[[nodiscard]] at::Tensor merge_heads(const at::Tensor& x);

}  // namespace v4e
