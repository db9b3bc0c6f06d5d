// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/vae_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__)
#define V4E_X86 1
#endif
#define V4E_INLINE inline __attribute__((always_inline))

namespace v4e::kernels {
namespace {

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

V4E_INLINE void rms_norm_silu_body(const float* in, float* out, const float* scale, std::int64_t rows,
                                   std::int64_t channels) {
  constexpr std::int64_t kLanes = 16;
  for (std::int64_t row = 0; row < rows; ++row, in += channels, out += channels) {
    float lanes[kLanes] = {};
    std::int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes) {
      for (std::int64_t lane = 0; lane < kLanes; ++lane) lanes[lane] += in[c + lane] * in[c + lane];
    }
    float sum = 0;
    for (; c < channels; ++c) sum += in[c] * in[c];
    for (const float lane : lanes) sum += lane;
    const float inverse = 1.0F / std::max(std::sqrt(sum), 1e-12F);
    for (std::int64_t i = 0; i < channels; ++i) {
      const float x = in[i] * inverse * scale[i];
      out[i] = x / (1.0F + exponential(-x));
    }
  }
}

#ifdef V4E_X86
__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))) void rms_norm_silu_avx512(
    const float* in, float* out, const float* scale, std::int64_t rows, std::int64_t channels) {
  rms_norm_silu_body(in, out, scale, rows, channels);
}
__attribute__((target("avx2,fma"))) void rms_norm_silu_avx2(const float* in, float* out, const float* scale,
                                                            std::int64_t rows, std::int64_t channels) {
  rms_norm_silu_body(in, out, scale, rows, channels);
}
#endif

}  // namespace

void rms_norm_silu(const float* in, float* out, const float* scale, std::int64_t rows,
                   std::int64_t channels) {
#ifdef V4E_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    return rms_norm_silu_avx512(in, out, scale, rows, channels);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return rms_norm_silu_avx2(in, out, scale, rows, channels);
  }
#endif
  rms_norm_silu_body(in, out, scale, rows, channels);
}

}  // namespace v4e::kernels
