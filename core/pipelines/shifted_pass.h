// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace v4e {

// A model that works on blocks shows their seams. Where it edits the picture once more, moved by half a
// block, the seams lie elsewhere, and the mean of both has half of each (cycle spinning: Coifman and Donoho
// 1995).

/// pixels [H, W, 3] moved right and down by `shift`, mirrored where nothing came from.
[[nodiscard]] at::Tensor moved_picture(const at::Tensor& pixels, std::int64_t shift);

/// video [1, 3, F, H, W]: each picture moved so.
[[nodiscard]] at::Tensor moved_video(const at::Tensor& video, std::int64_t shift);

/// noise [1, z, T, h, w] moved right and down by `cells`, what leaves comes in at the other side: noise stays
/// with the place it belongs to, and what is made of it (flakes of snow) does too.
[[nodiscard]] at::Tensor moved_noise(const at::Tensor& noise, std::int64_t cells);

/// Mean of a video [1, F, 3, H, W] and of one that was made of moved_picture(); near the right and lower rim,
/// which the second did not see, the first alone. Throws Error(Internal) if the shapes differ.
[[nodiscard]] at::Tensor mean_with_moved(const at::Tensor& video, const at::Tensor& moved,
                                         std::int64_t shift);

}  // namespace v4e
