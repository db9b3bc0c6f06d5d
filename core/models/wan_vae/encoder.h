// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "core/models/wan_vae/blocks.h"
#include "core/models/wan_vae/config.h"
#include "core/models/wan_vae/level_shortcut.h"

namespace v4e {

/// One level of the Wan2.2 encoder: residual blocks, a reduction at all levels but the last, and a shortcut
/// around all of it.
class VaeDownBlockImpl : public torch::nn::Module {
 public:
  VaeDownBlockImpl(std::int64_t in_channels, std::int64_t num_blocks, const LevelScale& scale);

  /// frames [T*B, I, H, W] -> [T'*B, channels_out, H', W'].
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  LevelScale scale_;
  std::vector<VaeResidualBlock> resnets_;
  VaeDownsample downsample_{nullptr};  ///< empty at the last level
};
TORCH_MODULE(VaeDownBlock);

/// Convolutional encoder: one chunk of frames to one latent frame's mean and log variance.
class VaeEncoderImpl : public torch::nn::Module {
 public:
  explicit VaeEncoderImpl(const WanVaeConfig& config);

  /// frames [T*B, 3, H, W], T = 1 in the first chunk, else temporal_factor -> [B, 2z, H/8, W/8].
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  using Block = std::function<at::Tensor(const at::Tensor&, VaeRun&)>;

  void add_levels(const WanVaeConfig& config);

  CausalConv3d conv_in_{nullptr};
  std::vector<Block> down_blocks_;
  VaeMidBlock mid_block_{nullptr};
  ChannelRmsNorm norm_out_{nullptr};
  CausalConv3d conv_out_{nullptr};
};
TORCH_MODULE(VaeEncoder);

}  // namespace v4e
