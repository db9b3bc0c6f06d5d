// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/vae_run.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace v4e {

void FrameHistory::push(const at::Tensor& frames, std::int64_t batch) {
  constexpr std::int64_t kKept = 2;
  const std::int64_t count = frames.size(0) / batch;
  const std::int64_t added = std::min(kKept, count);
  for (std::int64_t t = count - added; t < count; ++t) {
    at::Tensor frame = frames.narrow(0, t * batch, batch);
    // A view would keep the whole chunk in memory.
    if (count > kKept && !frames.requires_grad()) frame = frame.clone();
    frames_.push_back(std::move(frame));
  }
  const auto kept = std::min<std::size_t>(frames_.size(), kKept);
  frames_.erase(frames_.begin(), frames_.end() - static_cast<std::ptrdiff_t>(kept));
}

void VaeRun::report(const std::string& name, const at::Tensor& frames) const {
  if (!tap) return;
  tap("chunk" + std::to_string(chunk) + "." + name, to_video(frames, batch).contiguous().clone());
}

at::Tensor to_frames(const at::Tensor& video) {
  // [B, C, T, H, W] -> [T, B, H, W, C]; contiguous here is channels last for the caller.
  const at::Tensor frames = video.permute({2, 0, 3, 4, 1}).contiguous();
  return frames.flatten(0, 1).permute({0, 3, 1, 2});
}

at::Tensor to_video(const at::Tensor& frames, std::int64_t batch) {
  return frames.unflatten(0, {frames.size(0) / batch, batch}).permute({1, 2, 0, 3, 4});
}

at::Tensor fold_pixels(const at::Tensor& frames, std::int64_t patch) {
  if (patch == 1) return frames;
  const at::Tensor blocks =
      frames.unflatten(3, {-1, patch}).unflatten(2, {-1, patch});  // [N, C, h, py, w, px]
  return blocks.permute({0, 1, 5, 3, 2, 4}).flatten(1, 3).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor unfold_pixels(const at::Tensor& frames, std::int64_t patch) {
  if (patch == 1) return frames;
  const at::Tensor blocks = frames.unflatten(1, {-1, patch, patch});  // [N, C, px, py, h, w]
  return blocks.permute({0, 1, 4, 3, 5, 2}).flatten(4, 5).flatten(2, 3);
}

}  // namespace v4e
