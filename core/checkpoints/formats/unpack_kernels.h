// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e::kernels {

// All give fp32; the bits are the same on every CPU.

/// Blocks of GGUF files: `count` of them to `values`, each value rounded once for each operation of its
/// format's formula.
void unpack_q4_0(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q4_1(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q5_0(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q5_1(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q8_0(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q2_k(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q3_k(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q4_k(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q5_k(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_q6_k(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_iq4_nl(const std::uint8_t* blocks, std::int64_t count, float* values);
void unpack_iq4_xs(const std::uint8_t* blocks, std::int64_t count, float* values);

/// `count` numbers of 8 or 16 bits, which fp32 holds exactly, times `factor`.
void widen_e4m3(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);
void widen_e5m2(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);
void widen_int8(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);
void widen_bf16(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);
void widen_fp16(const std::uint8_t* numbers, std::int64_t count, float factor, float* values);

}  // namespace v4e::kernels
