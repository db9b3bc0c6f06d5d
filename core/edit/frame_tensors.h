// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/image/image.h"

namespace v4e {

/// F32 RGB 0..1 -> [H, W, 3] uint8 on the CPU, a copy.
[[nodiscard]] at::Tensor to_byte_tensor(const Image& image);

/// One channel, F32 -> [1, 1, H, W] fp32 on the CPU, a copy.
[[nodiscard]] at::Tensor to_region_tensor(const Image& region);

/// F pictures of one size, F32 RGB 0..1 -> [1, 3, F, H, W] fp32 in -1..1 on the CPU, a copy.
[[nodiscard]] at::Tensor to_clip_tensor(const std::vector<Image>& frames);

/// video [1, F, 3, H, W] fp32 in 0..1 -> F pictures, F32 RGB, copies.
[[nodiscard]] std::vector<Image> to_images(const at::Tensor& video);

/// pixels [H, W, 3], any range and device -> U8 RGB, clamped to 0..1 first.
[[nodiscard]] Image to_byte_image(const at::Tensor& pixels);

}  // namespace v4e
