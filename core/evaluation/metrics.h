// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// Mean squared difference of two pictures of one size and channel count, samples scaled to 0..1.
/// With a mask (one channel, U8 or F32, same size) pixels count by its weight.
/// Throws Error(InvalidArgument) where sizes differ or the mask is empty everywhere.
[[nodiscard]] double mean_squared_error(const Image& a, const Image& b, const Image& mask = {});

/// 10 log10(1 / MSE) in dB; infinity for identical pictures.
[[nodiscard]] double psnr_db(double mse);

/// Mean squared Laplacian of luma where the mask is over a half: how much fine detail there is.
/// Throws as mean_squared_error().
[[nodiscard]] double laplacian_energy(const Image& image, const Image& mask);

/// How much steps of luma between neighbours gather on a grid of that period, in the mask: the mean squared
/// step at the place in the period where it is greatest, over the mean of all, of both axes the greater.
/// About 1 without a grid; 1 where the picture is even. Throws as mean_squared_error().
[[nodiscard]] double grid_energy(const Image& image, const Image& mask, int period);

}  // namespace v4e
