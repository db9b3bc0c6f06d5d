// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e::kernels {

// Each works on rows begin … end. Numbers are fp32, or bf16 as their bits; all arithmetic is fp32.

/// Rows of `width` numbers (a multiple of 16) that are given a bias, normed by their root mean square, scaled
/// by `weight` and, by head, turned by (cos, sin) pairs.
struct NormRotation {
  const float* bias;      ///< [width]
  const float* weight;    ///< [width]
  const float* rotation;  ///< [tokens, head_dim]: cos, sin of each pair of channels; null: no turn
  std::int64_t tokens;    ///< row r has the rotation of token r % tokens
  std::int64_t width;
  std::int64_t head_dim;  ///< a multiple of 16
  float eps;
};
void rms_norm_rotary(const NormRotation& what, float* x, std::int64_t begin, std::int64_t end);
void rms_norm_rotary(const NormRotation& what, std::uint16_t* x, std::int64_t begin, std::int64_t end);

/// Rows of `width` numbers, normed to mean 0 and variance 1, times (base + scale), plus shift.
struct NormModulation {
  const float* shift;  ///< [width], as is scale
  const float* scale;
  float base;
  std::int64_t width;
  float eps;
};
void layer_norm_modulate(const NormModulation& what, const float* in, float* out, std::int64_t begin,
                         std::int64_t end);
void layer_norm_modulate(const NormModulation& what, const float* in, std::uint16_t* out, std::int64_t begin,
                         std::int64_t end);

/// x + bias, then GELU in its tanh form, in place. `width` is a multiple of 16.
void bias_gelu_tanh(const float* bias, std::int64_t width, float* x, std::int64_t begin, std::int64_t end);
void bias_gelu_tanh(const float* bias, std::int64_t width, std::uint16_t* x, std::int64_t begin,
                    std::int64_t end);

/// out = x + y * gate, gate [width].
struct GatedSum {
  const float* x;
  const std::uint16_t* y;
  const float* gate;
  std::int64_t width;
};
void gated_sum(const GatedSum& what, float* out, std::int64_t begin, std::int64_t end);

}  // namespace v4e::kernels
