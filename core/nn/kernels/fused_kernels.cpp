// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/kernels/fused_kernels.h"

#include <cmath>

#include "core/nn/kernels/simd.h"

namespace v4e::kernels {
namespace {

template <typename Number>
V4E_INLINE void rms_norm_rotary_body(const NormRotation& what, Number* x, std::int64_t begin,
                                     std::int64_t end) {
  constexpr Lanes kSign = {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1};
  for (std::int64_t row = begin; row < end; ++row) {
    Number* values = x + row * what.width;
    Lanes squares = {};
    for (std::int64_t c = 0; c < what.width; c += kLanes) {
      const Lanes given = load(values + c) + load(what.bias + c);
      squares += given * given;
    }
    const float inverse = 1.0F / std::sqrt(sum_of(squares) / static_cast<float>(what.width) + what.eps);
    if (what.rotation == nullptr) {
      for (std::int64_t c = 0; c < what.width; c += kLanes)
        put(values + c, (load(values + c) + load(what.bias + c)) * inverse * load(what.weight + c));
      continue;
    }
    const float* rotation = what.rotation + row % what.tokens * what.head_dim;
    for (std::int64_t c = 0, in_head = 0; c < what.width; c += kLanes) {
      const Lanes normed = (load(values + c) + load(what.bias + c)) * inverse * load(what.weight + c);
      const Lanes pairs = load(rotation + in_head);
      const Lanes cosine =
          __builtin_shufflevector(pairs, pairs, 0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14);
      const Lanes sine =
          __builtin_shufflevector(pairs, pairs, 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15);
      const Lanes swapped =
          __builtin_shufflevector(normed, normed, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
      put(values + c, normed * cosine + swapped * (sine * kSign));
      in_head += kLanes;
      if (in_head == what.head_dim) in_head = 0;
    }
  }
}

template <typename Number>
V4E_INLINE void layer_norm_modulate_body(const NormModulation& what, const float* in, Number* out,
                                         std::int64_t begin, std::int64_t end) {
  const auto width = static_cast<float>(what.width);
  for (std::int64_t row = begin; row < end; ++row) {
    const float* source = in + row * what.width;
    Number* target = out + row * what.width;
    Lanes sums = {};
    for (std::int64_t c = 0; c < what.width; c += kLanes) sums += load(source + c);
    const float mean = sum_of(sums) / width;
    // A second pass: the difference of two large sums would lose digits.
    Lanes squares = {};
    for (std::int64_t c = 0; c < what.width; c += kLanes) {
      const Lanes x = load(source + c) - mean;
      squares += x * x;
    }
    const float inverse = 1.0F / std::sqrt(sum_of(squares) / width + what.eps);
    for (std::int64_t c = 0; c < what.width; c += kLanes) {
      const Lanes normed = (load(source + c) - mean) * inverse;
      put(target + c, normed * (what.base + load(what.scale + c)) + load(what.shift + c));
    }
  }
}

template <typename Number>
V4E_INLINE void bias_gelu_tanh_body(const float* bias, std::int64_t width, Number* x, std::int64_t begin,
                                    std::int64_t end) {
  // 0.5 (1 + tanh u) = 1 / (1 + e^-2u)
  constexpr float kTwiceRoot = 1.5957691216F;  // 2 sqrt(2 / pi)
  for (std::int64_t row = begin; row < end; ++row) {
    Number* values = x + row * width;
    for (std::int64_t c = 0; c < width; c += kLanes) {
      const Lanes v = load(values + c) + load(bias + c);
      Lanes fall = -kTwiceRoot * (v + 0.044715F * v * v * v);
      exponentiate(fall);
      put(values + c, v / (1.0F + fall));
    }
  }
}

V4E_INLINE void gated_sum_body(const GatedSum& what, float* out, std::int64_t begin, std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) {
    const std::int64_t first = row * what.width;
    for (std::int64_t c = 0; c < what.width; c += kLanes)
      put(out + first + c, load(what.x + first + c) + load(what.y + first + c) * load(what.gate + c));
  }
}

V4E_VERSIONS(rms_norm_rotary, (const NormRotation& what, float* x, std::int64_t begin, std::int64_t end),
             (what, x, begin, end))
V4E_VERSIONS(rms_norm_rotary, (const NormRotation& what, Bf16* x, std::int64_t begin, std::int64_t end),
             (what, x, begin, end))
V4E_VERSIONS(layer_norm_modulate,
             (const NormModulation& what, const float* in, float* out, std::int64_t begin, std::int64_t end),
             (what, in, out, begin, end))
V4E_VERSIONS(layer_norm_modulate,
             (const NormModulation& what, const float* in, Bf16* out, std::int64_t begin, std::int64_t end),
             (what, in, out, begin, end))
V4E_VERSIONS(bias_gelu_tanh,
             (const float* bias, std::int64_t width, float* x, std::int64_t begin, std::int64_t end),
             (bias, width, x, begin, end))
V4E_VERSIONS(bias_gelu_tanh,
             (const float* bias, std::int64_t width, Bf16* x, std::int64_t begin, std::int64_t end),
             (bias, width, x, begin, end))
V4E_VERSIONS(gated_sum, (const GatedSum& what, float* out, std::int64_t begin, std::int64_t end),
             (what, out, begin, end))

}  // namespace

void rms_norm_rotary(const NormRotation& what, float* x, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(rms_norm_rotary, what, x, begin, end);
}
void rms_norm_rotary(const NormRotation& what, Bf16* x, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(rms_norm_rotary, what, x, begin, end);
}

void layer_norm_modulate(const NormModulation& what, const float* in, float* out, std::int64_t begin,
                         std::int64_t end) {
  V4E_DISPATCH(layer_norm_modulate, what, in, out, begin, end);
}
void layer_norm_modulate(const NormModulation& what, const float* in, Bf16* out, std::int64_t begin,
                         std::int64_t end) {
  V4E_DISPATCH(layer_norm_modulate, what, in, out, begin, end);
}

void bias_gelu_tanh(const float* bias, std::int64_t width, float* x, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(bias_gelu_tanh, bias, width, x, begin, end);
}
void bias_gelu_tanh(const float* bias, std::int64_t width, Bf16* x, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(bias_gelu_tanh, bias, width, x, begin, end);
}

void gated_sum(const GatedSum& what, float* out, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(gated_sum, what, out, begin, end);
}

}  // namespace v4e::kernels
