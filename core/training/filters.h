// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace v4e::training {

// Small picture operations on tensors, so that training data is made on whatever device trains.
// Pictures are RGB [3, H, W] in 0..1 unless said otherwise.

/// Rec. 601 luma [1, H, W].
[[nodiscard]] at::Tensor luma(const at::Tensor& rgb);

/// Moves colours away from (amount > 1) or towards (amount < 1) their luma. Not clamped.
[[nodiscard]] at::Tensor saturate(const at::Tensor& rgb, double amount);

/// Gaussian blur of [C, H, W] with mirrored borders; sigma in pixels, <= 0.05 returns the input.
[[nodiscard]] at::Tensor gaussian_blur(const at::Tensor& picture, double sigma);

/// Kuwahara filter: each pixel takes the mean of its flattest quadrant, which paints in strokes of `radius`.
[[nodiscard]] at::Tensor kuwahara(const at::Tensor& rgb, int radius);

/// Paints [3, H, W] in strokes: each pixel takes the mean, blurred by `sigma`, of itself and of eight
/// neighbours `reach_px` away, the flatter ones more. A Kuwahara filter with weights in place of its choice
/// (Papari et al., 2007), so that the result is a smooth function of the picture.
[[nodiscard]] at::Tensor brush_strokes(const at::Tensor& rgb, int reach_px, double sigma);

/// Magnitude of the Sobel gradient of a [1, H, W] picture.
[[nodiscard]] at::Tensor edge_strength(const at::Tensor& grey);

/// Smooth noise [1, H, W] of about `cell_px` grain, mean 0, roughly -1..1.
[[nodiscard]] at::Tensor smooth_noise(std::int64_t height, std::int64_t width, double cell_px,
                                      at::Generator generator);

/// From 0 at `low` to 1 at `high` in a smooth curve (3t² - 2t³).
[[nodiscard]] at::Tensor smooth_step(const at::Tensor& values, double low, double high);

/// [1, H, 1]: 0 in the top row of a [C, H, W] picture, 1 in its bottom row.
[[nodiscard]] at::Tensor rows_down(const at::Tensor& picture);

/// A colour as [3, 1, 1] on the device of `like`.
[[nodiscard]] at::Tensor colour(double red, double green, double blue, const at::Tensor& like);

}  // namespace v4e::training
