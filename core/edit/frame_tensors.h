// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/image/image.h"

namespace v4e {

/// F32 RGB 0..1 -> [H, W, 3] uint8 on the CPU, a copy.
[[nodiscard]] at::Tensor to_byte_tensor(const Image& image);

/// video [1, F, 3, H, W] fp32 in 0..1 -> F pictures, F32 RGB, copies.
[[nodiscard]] std::vector<Image> to_images(const at::Tensor& video);

/// pixels [H, W, 3], any range and device -> U8 RGB, clamped to 0..1 first.
[[nodiscard]] Image to_byte_image(const at::Tensor& pixels);

}  // namespace v4e
