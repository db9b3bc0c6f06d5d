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

}  // namespace v4e
