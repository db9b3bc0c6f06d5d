// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>

#include "core/models/wan_vae/config.h"
#include "core/models/wan_vae/decoder.h"
#include "core/models/wan_vae/encoder.h"
#include "core/models/wan_vae/linear_path.h"
#include "core/models/wan_vae/vae_run.h"
#include "core/nn/placeholder.h"

namespace v4e {

struct VaeOptions {
  RunContext context;  ///< checked in every block; reports chunks as Stage::EncodeImage or Stage::Decode
  VaeTap tap;
  bool clamp = true;  ///< decoded pictures to -1 … 1; off for training
};

/// The causal video autoencoder of Wan2.1, or with is_residual of Wan2.2. Parameters are named as in
/// diffusers' AutoencoderKLWan.
///
/// A clip runs through it in chunks (frame 0, then temporal_factor frames each) with the caches that define
/// its numbers. Immutable while it runs: several threads may use one. Works in the dtype of its weights,
/// which inputs must have. With gradients enabled everything is recorded, without them buffers are reused.
class WanVaeImpl : public torch::nn::Module, public Initializable {
 public:
  /// Weights take no memory until load_state() or initialize_parameters().
  explicit WanVaeImpl(const WanVaeConfig& config);

  [[nodiscard]] const WanVaeConfig& config() const { return config_; }

  /// Random weights to train from, of all layers: convolutions as PyTorch starts them; with linear_shortcut
  /// the decoder's last convolution is zero, so that it starts as the linear map.
  void initialize(at::Generator& generator) override;

  /// video [B, 3, F, H, W] in -1 … 1, H and W multiples of spatial_factor; frames past usable_frames(F) are
  /// ignored. Returns mean latents [B, z, T, H/8, W/8], not normalised. Throws Error(InvalidArgument).
  [[nodiscard]] at::Tensor encode(const at::Tensor& video, const VaeOptions& options = {});
  /// Mean and log variance [B, 2z, T, H/8, W/8]. Throws Error(Unsupported) for a linear encoder.
  [[nodiscard]] at::Tensor encode_moments(const at::Tensor& video, const VaeOptions& options = {});
  /// latents [B, z, T, h, w], not normalised -> video [B, 3, 1 + (T-1) * 4, 8h, 8w].
  [[nodiscard]] at::Tensor decode(const at::Tensor& latents, const VaeOptions& options = {});

  /// Mean latents -> what the DiT sees: (x - mean) / std by channel, fp32.
  [[nodiscard]] at::Tensor normalize(const at::Tensor& latents) const;
  /// The inverse of normalize().
  [[nodiscard]] at::Tensor denormalize(const at::Tensor& latents) const;

 private:
  [[nodiscard]] at::Tensor statistics(const std::vector<double>& values, const at::Tensor& like) const;

  WanVaeConfig config_;
  VaeEncoder encoder_{nullptr};            ///< empty with linear_encoder
  LinearEncoder linear_encoder_{nullptr};  ///< empty without
  CausalConv3d quant_conv_{nullptr};       ///< empty with linear_encoder
  CausalConv3d post_quant_conv_{nullptr};  ///< empty with linear_encoder
  VaeDecoder decoder_{nullptr};
};
TORCH_MODULE(WanVae);

}  // namespace v4e
