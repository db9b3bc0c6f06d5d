// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled without contraction to fused multiply-add: bits must not depend on the CPU.
#include "core/checkpoints/formats/unpack_kernels.h"

#include <array>
#include <bit>
#include <cstring>

#include "core/base/instruction_sets.h"

namespace v4e::kernels {
namespace {

using Bytes = const std::uint8_t*;

constexpr std::array<float, 16> kIq4{-127, -104, -83, -65, -49, -35, -22, -10,
                                     1,    13,   25,  38,  53,  69,  89,  113};

/// The bits of an fp16 number to fp32, without branches, so that loops over it become SIMD code.
V4E_INLINE float half(std::uint32_t bits) {
  constexpr float kSmallest = 0x1p-24F;
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t rest = bits & 0x7fffU;
  const std::uint32_t exponent = rest >> 10;
  // Exponents of infinity and NaN move to fp32's, others by the difference of the two biases.
  const std::uint32_t offset = exponent == 31 ? 224U << 23 : 112U << 23;
  const std::uint32_t normal = (rest << 13) + offset;
  const auto subnormal =
      std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<std::int32_t>(rest)) * kSmallest);
  return std::bit_cast<float>((exponent == 0 ? subnormal : normal) | sign);
}

V4E_INLINE std::uint32_t short_at(Bytes bytes) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, bytes, sizeof bits);
  return bits;
}
V4E_INLINE float half_at(Bytes bytes) {
  return half(short_at(bytes));
}
V4E_INLINE std::uint32_t word_at(Bytes bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}
V4E_INLINE float number(int value) {
  return static_cast<float>(value);
}

/// 16 bytes hold 32 halves of bytes: the low ones first, then the high ones.
V4E_INLINE void q4_0(Bytes block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 16; ++e) values[e] = d * number((block[2 + e] & 15) - 8);
  for (int e = 0; e < 16; ++e) values[16 + e] = d * number((block[2 + e] >> 4) - 8);
}

V4E_INLINE void q4_1(Bytes block, float* values) {
  const float d = half_at(block);
  const float m = half_at(block + 2);
  for (int e = 0; e < 16; ++e) values[e] = d * number(block[4 + e] & 15) + m;
  for (int e = 0; e < 16; ++e) values[16 + e] = d * number(block[4 + e] >> 4) + m;
}

V4E_INLINE int fifth_bit(std::uint32_t bits, int e) {
  return static_cast<int>(bits >> e & 1U) << 4;
}

V4E_INLINE void q5_0(Bytes block, float* values) {
  const float d = half_at(block);
  const std::uint32_t fifth = word_at(block + 2);
  for (int e = 0; e < 16; ++e) values[e] = d * number(((block[6 + e] & 15) | fifth_bit(fifth, e)) - 16);
  for (int e = 0; e < 16; ++e)
    values[16 + e] = d * number(((block[6 + e] >> 4) | fifth_bit(fifth, 16 + e)) - 16);
}

V4E_INLINE void q5_1(Bytes block, float* values) {
  const float d = half_at(block);
  const float m = half_at(block + 2);
  const std::uint32_t fifth = word_at(block + 4);
  for (int e = 0; e < 16; ++e) values[e] = d * number((block[8 + e] & 15) | fifth_bit(fifth, e)) + m;
  for (int e = 0; e < 16; ++e)
    values[16 + e] = d * number((block[8 + e] >> 4) | fifth_bit(fifth, 16 + e)) + m;
}

V4E_INLINE void q8_0(Bytes block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 32; ++e) values[e] = d * number(static_cast<std::int8_t>(block[2 + e]));
}

// The K formats: 256 values in runs of 16 or 32 with a scale each.

V4E_INLINE void q2_k(Bytes block, float* values) {
  const float d = half_at(block + 80);
  const float dmin = half_at(block + 82);
  for (int run = 0; run < 16; ++run) {
    const Bytes bytes = block + 16 + 32 * (run / 8) + 16 * (run % 2);
    const int shift = run % 8 / 2 * 2;
    const float scale = d * number(block[run] & 15);
    const float min = dmin * number(block[run] >> 4);
    for (int e = 0; e < 16; ++e) values[16 * run + e] = scale * number(bytes[e] >> shift & 3) - min;
  }
}

V4E_INLINE void q3_k(Bytes block, float* values) {
  const Bytes scales = block + 96;
  const float d = half_at(block + 108);
  for (int run = 0; run < 16; ++run) {
    const int low = scales[run % 8] >> (4 * (run / 8)) & 15;
    const int high = (scales[8 + run % 4] >> (2 * (run / 4)) & 3) << 4;
    const float scale = d * number((low | high) - 32);
    const Bytes bytes = block + 32 + 32 * (run / 8) + 16 * (run % 2);
    const Bytes third = block + 16 * (run % 2);
    const int shift = run % 8 / 2 * 2;
    const int bit = run / 2;
    for (int e = 0; e < 16; ++e)
      values[16 * run + e] = scale * number((bytes[e] >> shift & 3) - 4 + ((third[e] >> bit & 1) << 2));
  }
}

struct ScaleAndMin {
  int scale;
  int min;
};

/// The 6-bit pair of run `j` of 8, out of 12 bytes.
V4E_INLINE ScaleAndMin six_bit_pair(Bytes s, int j) {
  if (j < 4) return {s[j] & 63, s[j + 4] & 63};
  return {(s[j + 4] & 15) | (s[j - 4] >> 6) << 4, s[j + 4] >> 4 | (s[j] >> 6) << 4};
}

V4E_INLINE void q4_k(Bytes block, float* values) {
  const float d = half_at(block);
  const float dmin = half_at(block + 2);
  for (int j = 0; j < 8; ++j) {
    const ScaleAndMin pair = six_bit_pair(block + 4, j);
    const float scale = d * number(pair.scale);
    const float min = dmin * number(pair.min);
    const Bytes bytes = block + 16 + 32 * (j / 2);
    const int shift = 4 * (j % 2);
    for (int l = 0; l < 32; ++l) values[32 * j + l] = scale * number(bytes[l] >> shift & 15) - min;
  }
}

V4E_INLINE void q5_k(Bytes block, float* values) {
  const float d = half_at(block);
  const float dmin = half_at(block + 2);
  const Bytes fifth = block + 16;
  for (int j = 0; j < 8; ++j) {
    const ScaleAndMin pair = six_bit_pair(block + 4, j);
    const float scale = d * number(pair.scale);
    const float min = dmin * number(pair.min);
    const Bytes bytes = block + 48 + 32 * (j / 2);
    const int shift = 4 * (j % 2);
    for (int l = 0; l < 32; ++l)
      values[32 * j + l] = scale * number((bytes[l] >> shift & 15) | (fifth[l] >> j & 1) << 4) - min;
  }
}

V4E_INLINE void q6_k(Bytes block, float* values) {
  const float d = half_at(block + 208);
  for (int run = 0; run < 16; ++run) {
    const int half = run / 8;
    const int quarter = run % 8 / 2;
    const int within = 16 * (run % 2);
    const Bytes four = block + 64 * half + 32 * (quarter % 2) + within;
    const Bytes two = block + 128 + 32 * half + within;
    const int shift = quarter < 2 ? 0 : 4;
    const float scale = d * number(static_cast<std::int8_t>(block[192 + run]));
    for (int e = 0; e < 16; ++e)
      values[16 * run + e] =
          scale * number(((four[e] >> shift & 15) | (two[e] >> (2 * quarter) & 3) << 4) - 32);
  }
}

V4E_INLINE void iq4_nl(Bytes block, float* values) {
  const float d = half_at(block);
  for (int e = 0; e < 16; ++e) values[e] = d * kIq4[block[2 + e] & 15];
  for (int e = 0; e < 16; ++e) values[16 + e] = d * kIq4[block[2 + e] >> 4];
}

V4E_INLINE void iq4_xs(Bytes block, float* values) {
  const float d = half_at(block);
  const std::uint32_t high_bits = short_at(block + 2);
  for (int i = 0; i < 8; ++i) {
    const int low = block[4 + i / 2] >> (4 * (i % 2)) & 15;
    const int high = static_cast<int>(high_bits >> (2 * i) & 3U) << 4;
    const float scale = d * number((low | high) - 32);
    const Bytes bytes = block + 8 + 16 * i;
    for (int e = 0; e < 16; ++e) values[32 * i + e] = scale * kIq4[bytes[e] & 15];
    for (int e = 0; e < 16; ++e) values[32 * i + 16 + e] = scale * kIq4[bytes[e] >> 4];
  }
}

V4E_INLINE float e4m3(std::uint32_t bits) {
  const std::uint32_t rest = bits & 0x7fU;
  const auto subnormal =
      std::bit_cast<std::uint32_t>(static_cast<float>(static_cast<std::int32_t>(rest)) * 0x1p-9F);
  const std::uint32_t normal = (rest << 20) + (120U << 23);
  const std::uint32_t finite = rest < 8 ? subnormal : normal;
  return std::bit_cast<float>((rest == 0x7f ? 0x7fc00000U : finite) | (bits & 0x80U) << 24);
}
V4E_INLINE float e5m2(std::uint32_t bits) {
  return half(bits << 8);  // it is the upper byte of fp16
}
V4E_INLINE float int8(std::uint32_t bits) {
  return number(static_cast<std::int8_t>(bits));
}
V4E_INLINE float bf16(std::uint32_t bits) {
  return std::bit_cast<float>(bits << 16);
}

// One body for each format, compiled for each instruction set.
#define V4E_UNPACK(name, block_bytes, block_values)                                                         \
  V4E_INLINE void unpack_##name##_body(Bytes blocks, std::int64_t count, float* values) {                   \
    for (std::int64_t i = 0; i < count; ++i) name(blocks + i * (block_bytes), values + i * (block_values)); \
  }                                                                                                         \
  V4E_VERSIONS(unpack_##name, (Bytes blocks, std::int64_t count, float* values), (blocks, count, values))
V4E_UNPACK(q4_0, 18, 32)
V4E_UNPACK(q4_1, 20, 32)
V4E_UNPACK(q5_0, 22, 32)
V4E_UNPACK(q5_1, 24, 32)
V4E_UNPACK(q8_0, 34, 32)
V4E_UNPACK(q2_k, 84, 256)
V4E_UNPACK(q3_k, 110, 256)
V4E_UNPACK(q4_k, 144, 256)
V4E_UNPACK(q5_k, 176, 256)
V4E_UNPACK(q6_k, 210, 256)
V4E_UNPACK(iq4_nl, 18, 32)
V4E_UNPACK(iq4_xs, 136, 256)
#undef V4E_UNPACK

#define V4E_WIDEN(name, bits_at, convert)                                                               \
  V4E_INLINE void widen_##name##_body(Bytes numbers, std::int64_t count, float factor, float* values) { \
    for (std::int64_t i = 0; i < count; ++i) values[i] = convert(bits_at) * factor;                     \
  }                                                                                                     \
  V4E_VERSIONS(widen_##name, (Bytes numbers, std::int64_t count, float factor, float* values),          \
               (numbers, count, factor, values))
V4E_WIDEN(e4m3, numbers[i], e4m3)
V4E_WIDEN(e5m2, numbers[i], e5m2)
V4E_WIDEN(int8, numbers[i], int8)
V4E_WIDEN(bf16, short_at(numbers + 2 * i), bf16)
V4E_WIDEN(fp16, short_at(numbers + 2 * i), half)
#undef V4E_WIDEN

}  // namespace

void unpack_q4_0(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q4_0, blocks, count, values);
}
void unpack_q4_1(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q4_1, blocks, count, values);
}
void unpack_q5_0(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q5_0, blocks, count, values);
}
void unpack_q5_1(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q5_1, blocks, count, values);
}
void unpack_q8_0(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q8_0, blocks, count, values);
}
void unpack_q2_k(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q2_k, blocks, count, values);
}
void unpack_q3_k(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q3_k, blocks, count, values);
}
void unpack_q4_k(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q4_k, blocks, count, values);
}
void unpack_q5_k(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q5_k, blocks, count, values);
}
void unpack_q6_k(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_q6_k, blocks, count, values);
}
void unpack_iq4_nl(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_iq4_nl, blocks, count, values);
}
void unpack_iq4_xs(Bytes blocks, std::int64_t count, float* values) {
  V4E_DISPATCH(unpack_iq4_xs, blocks, count, values);
}

void widen_e4m3(Bytes numbers, std::int64_t count, float factor, float* values) {
  V4E_DISPATCH(widen_e4m3, numbers, count, factor, values);
}
void widen_e5m2(Bytes numbers, std::int64_t count, float factor, float* values) {
  V4E_DISPATCH(widen_e5m2, numbers, count, factor, values);
}
void widen_int8(Bytes numbers, std::int64_t count, float factor, float* values) {
  V4E_DISPATCH(widen_int8, numbers, count, factor, values);
}
void widen_bf16(Bytes numbers, std::int64_t count, float factor, float* values) {
  V4E_DISPATCH(widen_bf16, numbers, count, factor, values);
}
void widen_fp16(Bytes numbers, std::int64_t count, float factor, float* values) {
  V4E_DISPATCH(widen_fp16, numbers, count, factor, values);
}

}  // namespace v4e::kernels
