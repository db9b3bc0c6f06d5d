// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e::kernels {

/// True where the functions below run: x86 with AVX-512 BF16.
[[nodiscard]] bool has_bf16_attention();

/// Rows of queries that are worked on together, and keys that are packed together.
inline constexpr std::int64_t kQueryRows = 48;
inline constexpr std::int64_t kKeyTile = 48;
/// Heads have a multiple of kChannels channels, at most kMaxHeadDim.
inline constexpr std::int64_t kChannels = 64;
inline constexpr std::int64_t kMaxHeadDim = 256;

/// One head. Rows lie `*_stride` values apart, values of a row side by side; bf16 as raw bits.
struct AttentionHead {
  const std::uint16_t* q;
  std::int64_t q_stride;
  std::int64_t queries;
  std::int64_t keys;
  std::int64_t head_dim;
  const std::uint32_t* packed_k;  ///< by pack_keys()
  const std::uint32_t* packed_v;  ///< by pack_values()
  float scale;
  std::uint16_t* out;
  std::int64_t out_stride;
};

/// Words that `keys` keys, or as many values, take when packed.
[[nodiscard]] constexpr std::int64_t packed_size(std::int64_t keys, std::int64_t head_dim) {
  return (keys + kKeyTile - 1) / kKeyTile * kKeyTile * head_dim / 2;
}

/// Keys [keys, d] as [tiles, d / 2, kKeyTile] pairs of neighbouring channels; missing keys are zero.
void pack_keys(const std::uint16_t* k, std::int64_t stride, std::int64_t keys, std::int64_t head_dim,
               std::uint32_t* packed);
/// Values [keys, d] as [keys / 2, d] pairs of neighbouring keys; missing keys are zero.
void pack_values(const std::uint16_t* v, std::int64_t stride, std::int64_t keys, std::int64_t head_dim,
                 std::uint32_t* packed);

/// softmax(q k^T scale) v for the kQueryRows queries from `first` on, fewer at the end. Scores, their maxima
/// and sums are fp32, so are the sums over keys; probabilities are rounded to bf16. One pass over the keys
/// with running maxima (FlashAttention, arXiv 2205.14135).
void attend(const AttentionHead& head, std::int64_t first);

}  // namespace v4e::kernels
