// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/conditioning/conditioning.h"

namespace v4e {

/// Text to video: no photo at all.
class TextOnly final : public Conditioning {
 public:
  TextOnly(const WanVaeConfig& vae, const PatchSize& patch) : Conditioning(vae, patch) {}

  [[nodiscard]] at::Tensor encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const override;
  [[nodiscard]] at::Tensor model_input(const at::Tensor& latents, const at::Tensor& condition) const override;
  [[nodiscard]] at::Tensor known_latents(const at::Tensor& condition) const override;

 protected:
  void check_pictures(bool has_image, bool has_last_image) const override;
};

}  // namespace v4e
