// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/kernels/bf16_attention_kernels.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>

#include "core/nn/kernels/simd.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define V4E_BF16 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512bf16,avx2,fma")))
#endif

namespace v4e::kernels {

void pack_keys(const std::uint16_t* k, std::int64_t stride, std::int64_t keys, std::int64_t head_dim,
               std::uint32_t* packed) {
  std::memset(packed, 0, static_cast<std::size_t>(packed_size(keys, head_dim)) * sizeof(std::uint32_t));
  const std::int64_t pairs = head_dim / 2;
  for (std::int64_t key = 0; key < keys; ++key) {
    std::uint32_t* tile = packed + key / kKeyTile * kKeyTile * pairs + key % kKeyTile;
    for (std::int64_t pair = 0; pair < pairs; ++pair)
      std::memcpy(tile + pair * kKeyTile, k + key * stride + 2 * pair, sizeof(std::uint32_t));
  }
}

void pack_values(const std::uint16_t* v, std::int64_t stride, std::int64_t keys, std::int64_t head_dim,
                 std::uint32_t* packed) {
  std::memset(packed, 0, static_cast<std::size_t>(packed_size(keys, head_dim)) * sizeof(std::uint32_t));
  for (std::int64_t key = 0; key < keys; ++key) {
    std::uint32_t* row = packed + key / 2 * head_dim;
    const int shift = 16 * static_cast<int>(key % 2);
    for (std::int64_t c = 0; c < head_dim; ++c)
      row[c] |= static_cast<std::uint32_t>(v[key * stride + c]) << shift;
  }
}

#ifdef V4E_BF16
namespace {

constexpr std::int64_t kTilesPerBlock = 8;
constexpr std::int64_t kBlockKeys = kTilesPerBlock * kKeyTile;
constexpr int kScoreRows = 8;  // times 3 registers of keys, times 4 of channels: 24 sums in registers
constexpr int kValueRows = 6;

/// What a thread needs for a block of queries against a block of keys; fits a core's second cache.
struct Scratch {
  alignas(64) std::array<std::uint16_t, kQueryRows * kMaxHeadDim> q;
  alignas(64) std::array<float, kQueryRows * kBlockKeys> scores;
  alignas(64) std::array<std::uint16_t, kQueryRows * kBlockKeys> weights;
  alignas(64) std::array<float, kQueryRows * kMaxHeadDim> sums;
  std::array<float, kQueryRows> maxima;
  std::array<float, kQueryRows> totals;
};

V4E_BF16 V4E_INLINE __m512bh pair_of(const std::uint16_t* row, std::int64_t pair) {
  std::int32_t bits;
  std::memcpy(&bits, row + 2 * pair, sizeof(bits));
  return reinterpret_cast<__m512bh>(_mm512_set1_epi32(bits));
}

V4E_BF16 V4E_INLINE __m512bh words(const std::uint32_t* packed) {
  return reinterpret_cast<__m512bh>(_mm512_loadu_si512(packed));
}

/// Scores of kScoreRows queries with one tile of keys.
V4E_BF16 V4E_INLINE void score_tile(const std::uint16_t* q, std::int64_t head_dim, const std::uint32_t* keys,
                                    float* scores) {
  __m512 sums[kScoreRows][3];
#pragma GCC unroll 8
  for (auto& row : sums) row[0] = row[1] = row[2] = _mm512_setzero_ps();
  for (std::int64_t pair = 0; pair < head_dim / 2; ++pair) {
    const std::uint32_t* at = keys + pair * kKeyTile;
    const __m512bh k0 = words(at);
    const __m512bh k1 = words(at + 16);
    const __m512bh k2 = words(at + 32);
#pragma GCC unroll 8
    for (int row = 0; row < kScoreRows; ++row) {
      const __m512bh query = pair_of(q + row * head_dim, pair);
      sums[row][0] = _mm512_dpbf16_ps(sums[row][0], query, k0);
      sums[row][1] = _mm512_dpbf16_ps(sums[row][1], query, k1);
      sums[row][2] = _mm512_dpbf16_ps(sums[row][2], query, k2);
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < kScoreRows; ++row) {
    _mm512_store_ps(scores + row * kBlockKeys, sums[row][0]);
    _mm512_store_ps(scores + row * kBlockKeys + 16, sums[row][1]);
    _mm512_store_ps(scores + row * kBlockKeys + 32, sums[row][2]);
  }
}

/// Adds kValueRows rows of weights times values, kChannels channels of them, to the sums.
V4E_BF16 V4E_INLINE void add_values(const std::uint16_t* weights, std::int64_t keys, std::int64_t head_dim,
                                    const std::uint32_t* values, float* sums) {
  __m512 rows[kValueRows][4];
#pragma GCC unroll 6
  for (int row = 0; row < kValueRows; ++row) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; ++part) rows[row][part] = _mm512_loadu_ps(sums + row * head_dim + 16 * part);
  }
  for (std::int64_t pair = 0; pair < keys / 2; ++pair) {
    const std::uint32_t* at = values + pair * head_dim;
    const __m512bh v0 = words(at);
    const __m512bh v1 = words(at + 16);
    const __m512bh v2 = words(at + 32);
    const __m512bh v3 = words(at + 48);
#pragma GCC unroll 6
    for (int row = 0; row < kValueRows; ++row) {
      const __m512bh weight = pair_of(weights + row * kBlockKeys, pair);
      rows[row][0] = _mm512_dpbf16_ps(rows[row][0], weight, v0);
      rows[row][1] = _mm512_dpbf16_ps(rows[row][1], weight, v1);
      rows[row][2] = _mm512_dpbf16_ps(rows[row][2], weight, v2);
      rows[row][3] = _mm512_dpbf16_ps(rows[row][3], weight, v3);
    }
  }
#pragma GCC unroll 6
  for (int row = 0; row < kValueRows; ++row) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; ++part) _mm512_storeu_ps(sums + row * head_dim + 16 * part, rows[row][part]);
  }
}

// Not the compiler's own reductions: GCC 12 takes their undefined pass-through values for a mistake.
V4E_BF16 V4E_INLINE float largest(const float* scores, std::int64_t count) {
  Lanes high = load(scores);
  for (std::int64_t i = kLanes; i < count; i += kLanes) {
    const Lanes& x = load(scores + i);
    high = x > high ? x : high;
  }
  float result = high[0];
  for (int i = 1; i < kLanes; ++i) result = std::max(result, high[i]);
  return result;
}

/// Turns a row of scores into weights and brings its earlier sums to the new maximum.
V4E_BF16 V4E_INLINE void weigh_row(Scratch& scratch, std::int64_t row, std::int64_t keys, float scale,
                                   std::int64_t head_dim) {
  const float* scores = scratch.scores.data() + row * kBlockKeys;
  std::uint16_t* weights = scratch.weights.data() + row * kBlockKeys;
  auto& maximum = scratch.maxima[static_cast<std::size_t>(row)];
  auto& total = scratch.totals[static_cast<std::size_t>(row)];
  const float before = maximum;
  maximum = std::max(before, largest(scores, keys) * scale);
  Lanes sum = {};
  for (std::int64_t key = 0; key < keys; key += 16) {
    Lanes weight = load(scores + key) * scale - maximum;
    exponentiate(weight);
    sum += weight;
    const auto narrow = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(weight));
    std::memcpy(weights + key, &narrow, sizeof(narrow));
  }
  const float fade = exponential(before - maximum);
  total = total * fade + sum_of(sum);
  if (fade == 1.0F) return;
  float* sums = scratch.sums.data() + row * head_dim;
  for (std::int64_t c = 0; c < head_dim; c += kLanes) store(sums + c) = load(sums + c) * fade;
}

V4E_BF16 void attend_bf16(const AttentionHead& head, std::int64_t first, Scratch& scratch) {
  const std::int64_t count = std::min(kQueryRows, head.queries - first);
  const std::int64_t d = head.head_dim;
  scratch.q.fill(0);
  for (std::int64_t row = 0; row < count; ++row) {
    std::memcpy(scratch.q.data() + row * d, head.q + (first + row) * head.q_stride,
                static_cast<std::size_t>(d) * sizeof(std::uint16_t));
  }
  scratch.sums.fill(0);
  scratch.totals.fill(0);
  scratch.maxima.fill(-std::numeric_limits<float>::infinity());
  for (std::int64_t begin = 0; begin < head.keys; begin += kBlockKeys) {
    const std::int64_t present = std::min(kBlockKeys, head.keys - begin);
    const std::int64_t keys = (present + kKeyTile - 1) / kKeyTile * kKeyTile;
    for (std::int64_t tile = 0; tile < keys; tile += kKeyTile) {
      for (std::int64_t row = 0; row < kQueryRows; row += kScoreRows) {
        score_tile(scratch.q.data() + row * d, d, head.packed_k + (begin + tile) * d / 2,
                   scratch.scores.data() + row * kBlockKeys + tile);
      }
    }
    for (std::int64_t row = 0; row < kQueryRows; ++row) {
      float* scores = scratch.scores.data() + row * kBlockKeys;
      std::fill(scores + present, scores + keys, -std::numeric_limits<float>::infinity());
      weigh_row(scratch, row, keys, head.scale, d);
    }
    for (std::int64_t channel = 0; channel < d; channel += kChannels) {
      for (std::int64_t row = 0; row < kQueryRows; row += kValueRows) {
        add_values(scratch.weights.data() + row * kBlockKeys, keys, d,
                   head.packed_v + begin / 2 * d + channel, scratch.sums.data() + row * d + channel);
      }
    }
  }
  for (std::int64_t row = 0; row < count; ++row) {
    const __m512 share = _mm512_set1_ps(1.0F / scratch.totals[static_cast<std::size_t>(row)]);
    for (std::int64_t c = 0; c < d; c += 16) {
      const auto narrow =
          _mm512_cvtneps_pbh(_mm512_mul_ps(_mm512_loadu_ps(scratch.sums.data() + row * d + c), share));
      std::memcpy(head.out + (first + row) * head.out_stride + c, &narrow, sizeof(narrow));
    }
  }
}

}  // namespace

bool has_bf16_attention() {
  return has_avx512() && __builtin_cpu_supports("avx512bf16");
}

void attend(const AttentionHead& head, std::int64_t first) {
  thread_local const auto scratch = std::make_unique<Scratch>();
  attend_bf16(head, first, *scratch);
}
#else
bool has_bf16_attention() {
  return false;
}
void attend(const AttentionHead&, std::int64_t) {}
#endif

}  // namespace v4e::kernels
