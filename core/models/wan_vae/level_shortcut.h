// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace v4e {

/// How much a level of the Wan2.2 VAE changes a clip; its shortcut, which has no weights, does the same.
struct LevelScale {
  std::int64_t channels_out = 0;
  std::int64_t time = 1;   ///< 1 or 2: frames that become one, or that one becomes
  std::int64_t space = 1;  ///< the same along each side
};

/// The way down: each cell of time x space x space values becomes channels (order channel, time, y, x), and
/// each group of successive ones its mean. Zero frames are added in front up to a multiple of `time`, and
/// take part. frames [T*B, C, H, W] -> [ceil(T/time)*B, channels_out, H/space, W/space]; C * time * space^2
/// is a multiple of channels_out.
[[nodiscard]] at::Tensor shrink_by_means(const at::Tensor& frames, std::int64_t batch,
                                         const LevelScale& scale);

/// The way up: each value becomes a cell, of values of the successive channels (order channel, time, y, x)
/// after each channel is repeated as often as is needed. frames [T*B, C, H, W] -> [T*time*B, channels_out,
/// H*space, W*space]; channels_out * time * space^2 is a multiple of C.
[[nodiscard]] at::Tensor enlarge_by_copies(const at::Tensor& frames, std::int64_t batch,
                                           const LevelScale& scale);

}  // namespace v4e
