// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/conditioning/mask_and_latents.h"

namespace v4e {

/// The embedded model's way: as MaskAndLatents, but the photo stands on every frame instead of grey, so that
/// the model reads it where it makes the edit, and the first latent frame, the photo itself, is not denoised.
class SourceEveryFrame final : public MaskAndLatents {
 public:
  SourceEveryFrame(const WanVaeConfig& vae, const PatchSize& patch) : MaskAndLatents(vae, patch, false) {}

  [[nodiscard]] std::int64_t first_denoised() const override { return 1; }
  [[nodiscard]] at::Tensor whole_clip(const at::Tensor& latents, const at::Tensor& condition) const override;

 protected:
  [[nodiscard]] at::Tensor known_video(const KnownFrames& known) const override;
};

}  // namespace v4e
