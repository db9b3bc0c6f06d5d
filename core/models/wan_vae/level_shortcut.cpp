// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/level_shortcut.h"

#include <ATen/ATen.h>

namespace v4e {

at::Tensor shrink_by_means(const at::Tensor& frames, std::int64_t batch, const LevelScale& scale) {
  const std::int64_t count = frames.size(0) / batch;
  const std::int64_t missing = (scale.time - count % scale.time) % scale.time;
  at::Tensor all = frames;
  if (missing > 0) all = at::constant_pad_nd(frames, {0, 0, 0, 0, 0, 0, missing * batch, 0});
  const at::Tensor cells = all.unflatten(3, {-1, scale.space})
                               .unflatten(2, {-1, scale.space})
                               .unflatten(0, {-1, scale.time, batch});  // [t, ft, B, C, h, fy, w, fx]
  const at::Tensor mean = cells
                              .permute({0, 2, 4, 6, 3, 1, 5, 7})  // [t, B, h, w, C, ft, fy, fx]
                              .flatten(4, 7)
                              .unflatten(4, {scale.channels_out, -1})
                              .mean(-1);
  return mean.flatten(0, 1).permute({0, 3, 1, 2});  // channels last in memory
}

at::Tensor enlarge_by_copies(const at::Tensor& frames, std::int64_t batch, const LevelScale& scale) {
  const std::int64_t cell = scale.time * scale.space * scale.space;
  const std::int64_t copies = scale.channels_out * cell / frames.size(1);
  const at::Tensor cells = frames.permute({0, 2, 3, 1})
                               .repeat_interleave(copies, 3)
                               .unflatten(3, {scale.channels_out, scale.time, scale.space, scale.space})
                               .unflatten(0, {-1, batch});  // [T, B, H, W, O, ft, fy, fx]
  return cells
      .permute({0, 5, 1, 2, 6, 3, 7, 4})  // [T, ft, B, H, fy, W, fx, O]
      .reshape({frames.size(0) * scale.time, frames.size(2) * scale.space, frames.size(3) * scale.space,
                scale.channels_out})
      .permute({0, 3, 1, 2});
}

}  // namespace v4e
