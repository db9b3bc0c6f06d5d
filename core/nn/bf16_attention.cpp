// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/bf16_attention.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "core/nn/kernels/bf16_attention_kernels.h"
#include "core/nn/parallel.h"

namespace v4e {
namespace {

/// The tensor itself where the kernels can walk along its rows, else a copy.
at::Tensor with_plain_rows(const at::Tensor& x) {
  return x.stride(3) == 1 ? x : x.contiguous();
}

const std::uint16_t* row_of(const at::Tensor& x, std::int64_t batch, std::int64_t head) {
  return reinterpret_cast<const std::uint16_t*>(x.const_data_ptr<at::BFloat16>()) + batch * x.stride(0) +
         head * x.stride(1);
}

std::uint32_t* packed_part(const at::Tensor& packed, std::int64_t index) {
  return reinterpret_cast<std::uint32_t*>(packed.data_ptr<std::int32_t>()) + index * packed.stride(0);
}

}  // namespace

bool can_use_bf16_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  static const bool fast = kernels::has_bf16_attention();
  const auto fits = [](const at::Tensor& x) {
    return x.is_cpu() && x.scalar_type() == at::kBFloat16 && x.dim() == 4 && x.numel() > 0 &&
           x.size(3) % kernels::kChannels == 0 && x.size(3) <= kernels::kMaxHeadDim;
  };
  return fast && !at::GradMode::is_enabled() && fits(q) && fits(k) && fits(v);
}

at::Tensor bf16_attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale) {
  const at::Tensor queries = with_plain_rows(q);
  const at::Tensor keys = with_plain_rows(k);
  const at::Tensor values = with_plain_rows(v);
  const std::int64_t heads = q.size(1);
  const std::int64_t all = q.size(0) * heads;
  const std::int64_t key_count = k.size(2);
  const std::int64_t head_dim = q.size(3);
  const at::Tensor result = at::empty({q.size(0), q.size(2), heads, head_dim}, q.options());
  const at::Tensor packed =
      at::empty({2 * all, kernels::packed_size(key_count, head_dim)}, q.options().dtype(at::kInt));
  parallel_for(0, all, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      kernels::pack_keys(row_of(keys, i / heads, i % heads), keys.stride(2), key_count, head_dim,
                         packed_part(packed, i));
      kernels::pack_values(row_of(values, i / heads, i % heads), values.stride(2), key_count, head_dim,
                           packed_part(packed, all + i));
    }
  });
  const std::int64_t blocks = (q.size(2) + kernels::kQueryRows - 1) / kernels::kQueryRows;
  parallel_for(0, all * blocks, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t head = i / blocks;
      auto* out = reinterpret_cast<std::uint16_t*>(result.mutable_data_ptr<at::BFloat16>()) +
                  head / heads * result.stride(0) + head % heads * head_dim;
      const kernels::AttentionHead work{.q = row_of(queries, head / heads, head % heads),
                                        .q_stride = queries.stride(2),
                                        .queries = q.size(2),
                                        .keys = key_count,
                                        .head_dim = head_dim,
                                        .packed_k = packed_part(packed, head),
                                        .packed_v = packed_part(packed, all + head),
                                        .scale = static_cast<float>(scale),
                                        .out = out,
                                        .out_stride = result.stride(1)};
      kernels::attend(work, i % blocks * kernels::kQueryRows);
    }
  });
  return result.transpose(1, 2);
}

}  // namespace v4e
