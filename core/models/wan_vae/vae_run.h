// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// Receives the output of named modules, e.g. ("chunk1.decoder.up_blocks.0", [B, C, T, H, W]).
using VaeTap = std::function<void(const std::string& name, const at::Tensor& value)>;

/// The last one or two input frames of one causal convolution, oldest first, each [B, C, H, W].
/// Frames before the first are zero and not stored, so that no time is spent on multiplying by them.
class FrameHistory {
 public:
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(frames_.size()); }
  /// The frame `distance` >= 1 steps before the next one; undefined where that is zero.
  [[nodiscard]] at::Tensor before(std::int64_t distance) const {
    return distance <= size() ? frames_[frames_.size() - static_cast<std::size_t>(distance)] : at::Tensor();
  }
  /// Appends frames [T*B, C, H, W] and forgets all but the last two.
  void push(const at::Tensor& frames, std::int64_t batch);
  void clear() { frames_.clear(); }

 private:
  std::vector<at::Tensor> frames_;
};

/// State of one encode or decode: the modules themselves never change.
///
/// Inside the VAE, T frames of B clips are one tensor [T*B, C, H, W] with time outermost and channels last
/// in memory: 2-D convolutions of all frames, slices along time and norms over channels are then all fast.
struct VaeRun {
  RunContext context;
  VaeTap tap;
  std::int64_t batch = 1;
  std::int64_t chunk =
      0;  ///< index of the chunk; the first one has a single frame and skips time convolutions
  bool last_chunk = false;  ///< nothing needs to be remembered
  bool training = false;    ///< autograd records: nothing may be overwritten
  std::unordered_map<const void*, FrameHistory> histories;

  /// The history that belongs to one module; empty at first.
  [[nodiscard]] FrameHistory& history(const void* module) { return histories[module]; }
  /// Hands `frames` [T*B, C, H, W] to the tap as [B, C, T, H, W] under "chunkK.<name>".
  void report(const std::string& name, const at::Tensor& frames) const;
};

/// [B, C, T, H, W] -> [T*B, C, H, W], channels last. Copies only if it must.
[[nodiscard]] at::Tensor to_frames(const at::Tensor& video);
/// [T*B, C, H, W] -> [B, C, T, H, W], a view.
[[nodiscard]] at::Tensor to_video(const at::Tensor& frames, std::int64_t batch);

/// Folds patch x patch pixels into channels [c, x, y], as diffusers does: [N, C, H, W] -> [N, C*p*p, H/p,
/// W/p].
[[nodiscard]] at::Tensor fold_pixels(const at::Tensor& frames, std::int64_t patch);
/// The inverse.
[[nodiscard]] at::Tensor unfold_pixels(const at::Tensor& frames, std::int64_t patch);

}  // namespace v4e
