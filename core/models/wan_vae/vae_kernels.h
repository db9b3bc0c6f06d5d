// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Inner loops on plain memory, compiled for several CPU generations and chosen when they are called.
namespace v4e::kernels {

/// rows x channels, contiguous: out = silu(in / max(|in|, 1e-12) * scale), the norm over each row. fp32, or
/// bf16 as its bits.
void rms_norm_silu(const float* in, float* out, const float* scale, std::int64_t rows, std::int64_t channels);
void rms_norm_silu(const std::uint16_t* in, std::uint16_t* out, const float* scale, std::int64_t rows,
                   std::int64_t channels);

/// `count` tiles of 4x4 results from tile `first` on, row by row, of a picture height x width.
/// With `enlarge` the input has half the sides, and each of its pixels counts as 2x2.
struct TileGrid {
  std::int64_t height, width;
  std::int64_t columns;
  std::int64_t first, count;
  bool enlarge;
};

/// Transforms the 6x6 inputs around tiles begin … end of the grid. frame [height, width, channels], channels
/// a multiple of 16, zero outside; out [36, count, depth], of which the first `channels` of each row are
/// written.
void winograd_input(const TileGrid& grid, const float* frame, std::int64_t channels, float* out,
                    std::int64_t depth, std::int64_t begin, std::int64_t end);

/// The way back: products [36, count, channels] -> frame [height, width, channels], plus bias [channels].
void winograd_output(const TileGrid& grid, const float* products, const float* bias, std::int64_t channels,
                     float* frame, std::int64_t begin, std::int64_t end);

/// Transforms 3x3 weights of input channels begin … end: weight [outputs, inputs, taps, 3, 3], outputs a
/// multiple of 16, to out [36, taps * inputs, outputs].
void winograd_weights(const float* weight, std::int64_t outputs, std::int64_t inputs, std::int64_t taps,
                      float* out, std::int64_t begin, std::int64_t end);

}  // namespace v4e::kernels
