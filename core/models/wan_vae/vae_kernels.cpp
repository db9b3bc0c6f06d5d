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

/// 16 floats: one, two or four registers.
using Lanes = float __attribute__((vector_size(64), aligned(4), may_alias));
constexpr std::int64_t kLanes = 16;

V4E_INLINE const Lanes& load(const float* p) {
  return *reinterpret_cast<const Lanes*>(p);
}
V4E_INLINE Lanes& store(float* p) {
  return *reinterpret_cast<Lanes*>(p);
}

/// Input transform along one axis; elements lie `stride` apart.
V4E_INLINE void input_transform(const Lanes* d, Lanes* r, int stride) {
  const Lanes &d0 = d[0], &d1 = d[stride], &d2 = d[2 * stride], &d3 = d[3 * stride], &d4 = d[4 * stride],
              &d5 = d[5 * stride];
  r[0] = d0 + 1.5F * (d1 - d3) - 2.0F * d2 + d4;
  r[stride] = d4 - d1 - 2.5F * d2 - 0.5F * d3;
  r[2 * stride] = d4 + d1 + 0.5F * d2 - 2.5F * d3;
  r[3 * stride] = d4 - d2 + 0.5F * (d3 - d1);
  r[4 * stride] = d4 - d2 + 2.0F * (d1 - d3);
  r[5 * stride] = d1 + 1.5F * (d2 - d4) - 2.0F * d3 + d5;
}

/// Output transform along one axis: 6 -> 4.
V4E_INLINE void output_transform(const Lanes* m, Lanes* y, int stride_in, int stride_out) {
  const Lanes &m0 = m[0], &m1 = m[stride_in], &m2 = m[2 * stride_in], &m3 = m[3 * stride_in],
              &m4 = m[4 * stride_in], &m5 = m[5 * stride_in];
  const Lanes sum = m1 + m2;
  const Lanes difference = m1 - m2;
  y[0] = m0 + sum + m3 + m4;
  y[stride_out] = difference + 2.0F * m3 - 0.5F * m4;
  y[2 * stride_out] = sum + 4.0F * m3 + 0.25F * m4;
  y[3 * stride_out] = difference + 8.0F * m3 - 0.125F * m4 + m5;
}

template <bool kEnlarge>
V4E_INLINE void winograd_input_tiles(const TileGrid& grid, const float* frame, std::int64_t channels,
                                     float* out, std::int64_t depth, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t kScale = kEnlarge ? 2 : 1;
  const std::int64_t pitch = grid.width / kScale;
  for (std::int64_t tile = begin; tile < end; ++tile) {
    const std::int64_t y0 = (grid.first + tile) / grid.columns * 4 - 1;
    const std::int64_t x0 = (grid.first + tile) % grid.columns * 4 - 1;
    for (std::int64_t c = 0; c < channels; c += kLanes) {
      Lanes data[36];
      Lanes half[36];
      for (std::int64_t i = 0; i < 36; ++i) {
        const std::int64_t y = y0 + i / 6;
        const std::int64_t x = x0 + i % 6;
        const bool inside = y >= 0 && y < grid.height && x >= 0 && x < grid.width;
        data[i] = inside ? load(frame + (y / kScale * pitch + x / kScale) * channels + c) : Lanes{};
      }
      for (int x = 0; x < 6; ++x) input_transform(data + x, half + x, 6);
      for (int y = 0; y < 6; ++y) input_transform(half + 6 * y, data + 6 * y, 1);
      for (std::int64_t i = 0; i < 36; ++i) store(out + (i * grid.count + tile) * depth + c) = data[i];
    }
  }
}

V4E_INLINE void winograd_input_body(const TileGrid& grid, const float* frame, std::int64_t channels,
                                    float* out, std::int64_t depth, std::int64_t begin, std::int64_t end) {
  if (grid.enlarge) {
    winograd_input_tiles<true>(grid, frame, channels, out, depth, begin, end);
  } else {
    winograd_input_tiles<false>(grid, frame, channels, out, depth, begin, end);
  }
}

/// Weight transform along one axis: 3 -> 6.
V4E_INLINE void weight_transform(const Lanes* g, Lanes* u, int stride_in, int stride_out) {
  const Lanes &g0 = g[0], &g1 = g[stride_in], &g2 = g[2 * stride_in];
  const Lanes ends = (g0 + g2) * (1.0F / 3);
  const Lanes middle = g1 * (1.0F / 3);
  u[0] = g0;
  u[stride_out] = -ends - middle;
  u[2 * stride_out] = ends - middle;
  u[3 * stride_out] = (g0 + 2.0F * g1 + 4.0F * g2) * (1.0F / 15);
  u[4 * stride_out] = (8.0F * g1 - 16.0F * g0 - 4.0F * g2) * (1.0F / 15);
  u[5 * stride_out] = g2;
}

V4E_INLINE void winograd_weights_body(const float* weight, std::int64_t outputs, std::int64_t inputs,
                                      std::int64_t taps, float* out, std::int64_t begin, std::int64_t end) {
  const std::int64_t per_output = inputs * taps * 9;
  for (std::int64_t input = begin; input < end; ++input) {
    for (std::int64_t o = 0; o < outputs; o += kLanes) {
      for (std::int64_t tap = 0; tap < taps; ++tap) {
        Lanes kernel[9];
        Lanes half[18];
        Lanes full[36];
        const float* source = weight + o * per_output + (input * taps + tap) * 9;
        for (int i = 0; i < 9; ++i) {
          for (int lane = 0; lane < kLanes; ++lane) kernel[i][lane] = source[lane * per_output + i];
        }
        for (int x = 0; x < 3; ++x) weight_transform(kernel + x, half + x, 3, 3);
        for (int y = 0; y < 6; ++y) weight_transform(half + 3 * y, full + 6 * y, 1, 1);
        for (std::int64_t i = 0; i < 36; ++i) {
          store(out + (i * taps * inputs + tap * inputs + input) * outputs + o) = full[i];
        }
      }
    }
  }
}

V4E_INLINE void winograd_output_body(const TileGrid& grid, const float* products, const float* bias,
                                     std::int64_t channels, float* frame, std::int64_t begin,
                                     std::int64_t end) {
  for (std::int64_t tile = begin; tile < end; ++tile) {
    const std::int64_t y0 = (grid.first + tile) / grid.columns * 4;
    const std::int64_t x0 = (grid.first + tile) % grid.columns * 4;
    for (std::int64_t c = 0; c < channels; c += kLanes) {
      Lanes data[36];
      Lanes half[24];
      Lanes result[16];
      for (std::int64_t i = 0; i < 36; ++i) data[i] = load(products + (i * grid.count + tile) * channels + c);
      for (int x = 0; x < 6; ++x) output_transform(data + x, half + x, 6, 6);
      for (int y = 0; y < 4; ++y) output_transform(half + 6 * y, result + 4 * y, 1, 1);
      for (std::int64_t i = 0; i < 16; ++i) {
        const std::int64_t y = y0 + i / 4;
        const std::int64_t x = x0 + i % 4;
        if (y < grid.height && x < grid.width) {
          store(frame + (y * grid.width + x) * channels + c) = result[i] + load(bias + c);
        }
      }
    }
  }
}

#ifdef V4E_X86
bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define V4E_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define V4E_AVX2 __attribute__((target("avx2,fma")))

V4E_AVX512 void rms_norm_silu_avx512(const float* in, float* out, const float* scale, std::int64_t rows,
                                     std::int64_t channels) {
  rms_norm_silu_body(in, out, scale, rows, channels);
}
V4E_AVX2 void rms_norm_silu_avx2(const float* in, float* out, const float* scale, std::int64_t rows,
                                 std::int64_t channels) {
  rms_norm_silu_body(in, out, scale, rows, channels);
}
V4E_AVX512 void winograd_input_avx512(const TileGrid& grid, const float* frame, std::int64_t channels,
                                      float* out, std::int64_t depth, std::int64_t begin, std::int64_t end) {
  winograd_input_body(grid, frame, channels, out, depth, begin, end);
}
V4E_AVX2 void winograd_input_avx2(const TileGrid& grid, const float* frame, std::int64_t channels, float* out,
                                  std::int64_t depth, std::int64_t begin, std::int64_t end) {
  winograd_input_body(grid, frame, channels, out, depth, begin, end);
}
V4E_AVX512 void winograd_output_avx512(const TileGrid& grid, const float* products, const float* bias,
                                       std::int64_t channels, float* frame, std::int64_t begin,
                                       std::int64_t end) {
  winograd_output_body(grid, products, bias, channels, frame, begin, end);
}
V4E_AVX2 void winograd_output_avx2(const TileGrid& grid, const float* products, const float* bias,
                                   std::int64_t channels, float* frame, std::int64_t begin,
                                   std::int64_t end) {
  winograd_output_body(grid, products, bias, channels, frame, begin, end);
}
V4E_AVX512 void winograd_weights_avx512(const float* weight, std::int64_t outputs, std::int64_t inputs,
                                        std::int64_t taps, float* out, std::int64_t begin, std::int64_t end) {
  winograd_weights_body(weight, outputs, inputs, taps, out, begin, end);
}
V4E_AVX2 void winograd_weights_avx2(const float* weight, std::int64_t outputs, std::int64_t inputs,
                                    std::int64_t taps, float* out, std::int64_t begin, std::int64_t end) {
  winograd_weights_body(weight, outputs, inputs, taps, out, begin, end);
}
// The widest version that this CPU has; the plain one runs everywhere.
#define V4E_DISPATCH(name, ...)                        \
  if (has_avx512()) return name##_avx512(__VA_ARGS__); \
  if (has_avx2()) return name##_avx2(__VA_ARGS__);     \
  name##_body(__VA_ARGS__)
#else
#define V4E_DISPATCH(name, ...) name##_body(__VA_ARGS__)
#endif

}  // namespace

void rms_norm_silu(const float* in, float* out, const float* scale, std::int64_t rows,
                   std::int64_t channels) {
  V4E_DISPATCH(rms_norm_silu, in, out, scale, rows, channels);
}

void winograd_input(const TileGrid& grid, const float* frame, std::int64_t channels, float* out,
                    std::int64_t depth, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(winograd_input, grid, frame, channels, out, depth, begin, end);
}

void winograd_output(const TileGrid& grid, const float* products, const float* bias, std::int64_t channels,
                     float* frame, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(winograd_output, grid, products, bias, channels, frame, begin, end);
}

void winograd_weights(const float* weight, std::int64_t outputs, std::int64_t inputs, std::int64_t taps,
                      float* out, std::int64_t begin, std::int64_t end) {
  V4E_DISPATCH(winograd_weights, weight, outputs, inputs, taps, out, begin, end);
}

}  // namespace v4e::kernels
