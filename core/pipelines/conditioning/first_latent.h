// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/conditioning/conditioning.h"

namespace v4e {

/// The photo's latent is the first latent frame of the clip and is held there: in each step the model sees it
/// clean, its tokens at timestep 0 (Wan2.2 TI2V). Without a photo the model makes a video from text.
/// Conditions are [B, z, T, h, w], zeros behind the first frame.
class FirstLatent final : public Conditioning {
 public:
  FirstLatent(const WanVaeConfig& vae, const PatchSize& patch) : Conditioning(vae, patch) {}

  [[nodiscard]] at::Tensor encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const override;
  [[nodiscard]] at::Tensor model_input(const at::Tensor& latents, const at::Tensor& condition) const override;
  [[nodiscard]] at::Tensor model_timestep(const at::Tensor& timestep, const at::Tensor& latents,
                                          const at::Tensor& condition) const override;
  [[nodiscard]] at::Tensor known_latents(const at::Tensor& condition) const override;
  [[nodiscard]] at::Tensor whole_clip(const at::Tensor& latents, const at::Tensor& condition) const override;

 protected:
  void check_pictures(bool has_image, bool has_last_image) const override;
};

}  // namespace v4e
