// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/models/wan_vae/blocks.h"
#include "core/models/wan_vae/config.h"
#include "core/models/wan_vae/linear_path.h"

namespace v4e {

/// One level of the decoder: residual blocks, then an enlargement at all levels but the last; in the Wan2.2
/// VAE with a shortcut around both.
class VaeUpBlockImpl : public torch::nn::Module {
 public:
  VaeUpBlockImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t num_blocks,
                 VaeUpsample upsample, bool shortcut);

  /// frames [T*B, I, H, W] -> [T'*B, the enlargement's channels or O, H', W'].
  [[nodiscard]] at::Tensor forward(const at::Tensor& frames, VaeRun& run);

 private:
  std::vector<VaeResidualBlock> resnets_;
  [[nodiscard]] at::Tensor with_shortcut(const at::Tensor& enlarged, const at::Tensor& frames,
                                         const VaeRun& run) const;

  VaeUpsample upsample_{nullptr};
  bool shortcut_;
};
TORCH_MODULE(VaeUpBlock);

/// One latent frame to one frame (first chunk) or temporal_factor frames: convolutions, a linear map, or the
/// sum of both.
class VaeDecoderImpl : public torch::nn::Module {
 public:
  explicit VaeDecoderImpl(const WanVaeConfig& config);

  /// latents [B, z, h, w] -> frames [T*B, 3, 8h, 8w], unbounded.
  [[nodiscard]] at::Tensor forward(const at::Tensor& latents, VaeRun& run);

 private:
  void add_convolutions(const WanVaeConfig& config);
  [[nodiscard]] at::Tensor convolved(const at::Tensor& latents, VaeRun& run);

  std::int64_t patch_size_;
  CausalConv3d conv_in_{nullptr};  ///< empty with linear_decoder, as are the others but the shortcut
  VaeMidBlock mid_block_{nullptr};
  std::vector<VaeUpBlock> up_blocks_;
  ChannelRmsNorm norm_out_{nullptr};
  CausalConv3d conv_out_{nullptr};
  LinearDecoder shortcut_{nullptr};  ///< empty without linear_shortcut
};
TORCH_MODULE(VaeDecoder);

}  // namespace v4e
