// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/vae_kernels.h"

#include <cmath>

#include "core/nn/kernels/simd.h"

namespace v4e::kernels {
namespace {

template <typename Number>
V4E_INLINE void rms_norm_silu_body(const Number* in, Number* out, const float* scale, std::int64_t rows,
                                   std::int64_t channels) {
  for (std::int64_t row = 0; row < rows; ++row, in += channels, out += channels) {
    Lanes squares = {};
    std::int64_t c = 0;
    for (; c + kLanes <= channels; c += kLanes) squares += load(in + c) * load(in + c);
    float sum = sum_of(squares);
    for (; c < channels; ++c) sum += number(in + c) * number(in + c);
    const float inverse = 1.0F / std::max(std::sqrt(sum), 1e-12F);
    for (c = 0; c + kLanes <= channels; c += kLanes) {
      const Lanes x = load(in + c) * inverse * load(scale + c);
      Lanes fall = -x;
      exponentiate(fall);
      put(out + c, x / (1.0F + fall));
    }
    for (; c < channels; ++c) {
      const float x = number(in + c) * inverse * scale[c];
      put(out + c, x / (1.0F + exponential(-x)));
    }
  }
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

V4E_VERSIONS(rms_norm_silu,
             (const float* in, float* out, const float* scale, std::int64_t rows, std::int64_t channels),
             (in, out, scale, rows, channels))
V4E_VERSIONS(rms_norm_silu,
             (const Bf16* in, Bf16* out, const float* scale, std::int64_t rows, std::int64_t channels),
             (in, out, scale, rows, channels))
V4E_VERSIONS(winograd_input,
             (const TileGrid& grid, const float* frame, std::int64_t channels, float* out, std::int64_t depth,
              std::int64_t begin, std::int64_t end),
             (grid, frame, channels, out, depth, begin, end))
V4E_VERSIONS(winograd_output,
             (const TileGrid& grid, const float* products, const float* bias, std::int64_t channels,
              float* frame, std::int64_t begin, std::int64_t end),
             (grid, products, bias, channels, frame, begin, end))
V4E_VERSIONS(winograd_weights,
             (const float* weight, std::int64_t outputs, std::int64_t inputs, std::int64_t taps, float* out,
              std::int64_t begin, std::int64_t end),
             (weight, outputs, inputs, taps, out, begin, end))

}  // namespace

void rms_norm_silu(const float* in, float* out, const float* scale, std::int64_t rows,
                   std::int64_t channels) {
  V4E_DISPATCH(rms_norm_silu, in, out, scale, rows, channels);
}
void rms_norm_silu(const Bf16* in, Bf16* out, const float* scale, std::int64_t rows, std::int64_t channels) {
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
