// SPDX-License-Identifier: GPL-3.0-or-later
// For the few .cpp files with kernels of our own: one body, compiled for several instruction sets. LibTorch
// may not be included there, or its inline functions would be compiled for the wrong CPU.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/base/instruction_sets.h"

#ifdef __GNUC__
// How wide vectors are handed from function to function: all of these are inlined.
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

namespace v4e::kernels {

/// e^x to 2 ulp for x in [-87, 88], clamped outside; written so that compilers turn it into SIMD code.
V4E_INLINE float exponential(float x) {
  x = std::min(std::max(x, -87.0F), 88.0F);
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const float shifted = x * 1.44269504F + kRound;
  const float n = shifted - kRound;
  const float r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
  float p = 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const auto exponent = (std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(kRound)) << 23;
  return std::bit_cast<float>(std::bit_cast<std::int32_t>(p) + exponent);
}

/// 16 floats: one, two or four registers.
using Lanes = float __attribute__((vector_size(64), aligned(4), may_alias));
constexpr std::int64_t kLanes = 16;

V4E_INLINE const Lanes& load(const float* p) {
  return *reinterpret_cast<const Lanes*>(p);
}
V4E_INLINE Lanes& store(float* p) {
  return *reinterpret_cast<Lanes*>(p);
}

/// A bf16 number: the upper half of a float.
using Bf16 = std::uint16_t;
using HalfLanes = std::uint16_t __attribute__((vector_size(32), aligned(2), may_alias));
using WordLanes = std::uint32_t __attribute__((vector_size(64)));

V4E_INLINE Lanes load(const Bf16* p) {
  const auto words = __builtin_convertvector(*reinterpret_cast<const HalfLanes*>(p), WordLanes);
  return reinterpret_cast<Lanes>(words << 16);
}
V4E_INLINE void put(float* p, const Lanes& x) {
  store(p) = x;
}
/// Rounds to the nearest, to even where two are as near, as PyTorch does.
V4E_INLINE void put(Bf16* p, const Lanes& x) {
  const auto bits = reinterpret_cast<WordLanes>(x);
  const WordLanes rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  // Rounding up would carry a NaN's digits into its sign.
  const auto is_number = reinterpret_cast<WordLanes>(x == x);
  const WordLanes safe = (rounded & is_number) | (0x7fc0U & ~is_number);
  *reinterpret_cast<HalfLanes*>(p) = __builtin_convertvector(safe, HalfLanes);
}

V4E_INLINE float number(const float* p) {
  return *p;
}
V4E_INLINE float number(const Bf16* p) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(*p) << 16);
}
V4E_INLINE void put(float* p, float x) {
  *p = x;
}
V4E_INLINE void put(Bf16* p, float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  *p = static_cast<Bf16>(x == x ? rounded : 0x7fc0U);
}

/// e^x of each. In place, as Clang lets no function for AVX-512 take a vector from one that is not, even
/// where it is inlined.
V4E_INLINE void exponentiate(Lanes& x) {
  for (int i = 0; i < kLanes; ++i) x[i] = exponential(x[i]);
}

V4E_INLINE float sum_of(const Lanes& lanes) {
  float sum = 0;
  for (int i = 0; i < kLanes; ++i) sum += lanes[i];
  return sum;
}

}  // namespace v4e::kernels
