// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/wan_vae/layers.h"

namespace v4e {

/// RMS norm, SiLU, convolution, twice; plus the input, by a 1x1x1 convolution where channels change.
class VaeResidualBlockImpl : public torch::nn::Module {
 public:
  VaeResidualBlockImpl(std::int64_t in_channels, std::int64_t out_channels);

  /// frames [T*B, I, H, W] -> [T*B, O, H, W]. In inference the input may be overwritten.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  struct Weights;
  [[nodiscard]] at::Tensor residual(const Weights& weights, const at::Tensor& frames, VaeRun& run);
  [[nodiscard]] at::Tensor forward_streamed(const Weights& weights, const at::Tensor& frames, VaeRun& run);

  ChannelRmsNorm norm1_{nullptr};
  CausalConv3d conv1_{nullptr};
  ChannelRmsNorm norm2_{nullptr};
  CausalConv3d conv2_{nullptr};
  CausalConv3d conv_shortcut_{nullptr};  ///< empty where channels stay
};
TORCH_MODULE(VaeResidualBlock);

/// Attention with one head over the positions of each single frame, plus the input.
class VaeAttentionBlockImpl : public torch::nn::Module {
 public:
  explicit VaeAttentionBlockImpl(std::int64_t channels);

  /// frames [T*B, C, H, W] -> the same shape.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames);

 private:
  ChannelRmsNorm norm_{nullptr};
  FrameConv to_qkv_{nullptr};
  FrameConv proj_{nullptr};
};
TORCH_MODULE(VaeAttentionBlock);

/// Residual block, attention, residual block at the lowest resolution.
class VaeMidBlockImpl : public torch::nn::Module {
 public:
  explicit VaeMidBlockImpl(std::int64_t channels);

  /// frames [T*B, C, H, W] -> the same shape. `name` is this module's, for taps.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run, const std::string& name);

 private:
  VaeResidualBlock first_{nullptr};
  VaeAttentionBlock attention_{nullptr};
  VaeResidualBlock second_{nullptr};
};
TORCH_MODULE(VaeMidBlock);

/// Halves a picture's sides and, where `temporal`, the frame rate; the first chunk keeps its one frame.
class VaeDownsampleImpl : public torch::nn::Module {
 public:
  VaeDownsampleImpl(std::int64_t channels, bool temporal);

  /// frames [T*B, C, H, W] -> [T*B, C, H/2, W/2], or with half the frames.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  FrameConv conv_{nullptr};
  CausalConv3d time_conv_{nullptr};  ///< empty unless temporal
};
TORCH_MODULE(VaeDownsample);

/// Doubles a picture's sides, changes its channels and, where `temporal`, doubles the frame rate; the first
/// chunk keeps its one frame.
class VaeUpsampleImpl : public torch::nn::Module {
 public:
  VaeUpsampleImpl(std::int64_t in_channels, std::int64_t out_channels, bool temporal);

  [[nodiscard]] bool is_temporal() const { return !time_conv_.is_empty(); }

  /// frames [T*B, I, H, W] -> [T*B, O, 2H, 2W], or with twice the frames.
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  [[nodiscard]] at::Tensor double_frames(const at::Tensor& frames, VaeRun& run) const;
  [[nodiscard]] at::Tensor double_sides(const at::Tensor& frames, VaeRun& run) const;

  FrameConv conv_{nullptr};
  CausalConv3d time_conv_{nullptr};  ///< empty unless temporal
};
TORCH_MODULE(VaeUpsample);

}  // namespace v4e
