// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/wan_vae/config.h"
#include "core/models/wan_vae/layers.h"

namespace v4e {

/// The nano model's encoder: each latent frame is one linear map of the block of pixels that it stands for,
/// in five frames (temporal_factor + 1): the last frame of the chunk before, and the chunk. weight [z, 5 * 3
/// * 8 * 8], inner order frame, channel, y, x.
class LinearEncoderImpl : public torch::nn::Module {
 public:
  explicit LinearEncoderImpl(const WanVaeConfig& config);

  /// video [B, 3, F, H, W] -> mean latents [B, z, T, H/8, W/8]. The first latent frame sees frame 0 five
  /// times.
  [[nodiscard]] at::Tensor forward(const at::Tensor& video) const;

 private:
  std::int64_t spatial_;
  std::int64_t temporal_;
  at::Tensor weight_;
  at::Tensor bias_;
};
TORCH_MODULE(LinearEncoder);

/// The nano model's linear decoder, which the convolutional one refines: two successive latent frames to four
/// frames (temporal_factor) of pixel blocks. weight [4 * 3 * 8 * 8, 2 * z, 1, 1], outer order frame, channel,
/// y, x; inner: the latent frame before, this one.
class LinearDecoderImpl : public torch::nn::Module {
 public:
  explicit LinearDecoderImpl(const WanVaeConfig& config);

  /// latents [B, z, h, w] -> frames [T*B, 3, 8h, 8w]: the last of the four in the first chunk, all in others.
  [[nodiscard]] at::Tensor forward(const at::Tensor& latents, VaeRun& run) const;

 private:
  std::int64_t spatial_;
  std::int64_t temporal_;
  at::Tensor weight_;
  at::Tensor bias_;
};
TORCH_MODULE(LinearDecoder);

}  // namespace v4e
