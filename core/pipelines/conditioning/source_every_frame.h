// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/conditioning/mask_and_latents.h"

namespace v4e {

/// The embedded model's way: as MaskAndLatents, but the photo stands on every frame instead of grey, so that
/// the model reads it where it makes the edit, and the first latent frame, the photo itself, is not denoised.
///
/// With region channels the mask of a frame that is made tells how much of each cell is kept (1 outside the
/// region), alike in its temporal_factor channels, and region_mask()'s finer grid stands behind the latents:
/// conditions are [B, temporal_factor + z + region_channels, T, h, w]. All zeros there are an edit of the
/// whole picture.
class SourceEveryFrame final : public MaskAndLatents {
 public:
  SourceEveryFrame(const WanVaeConfig& vae, const PatchSize& patch, std::int64_t region_channels = 0)
      : MaskAndLatents(vae, patch, false), region_channels_(region_channels) {}

  [[nodiscard]] at::Tensor encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const override;
  [[nodiscard]] std::int64_t first_denoised() const override { return 1; }
  [[nodiscard]] at::Tensor whole_clip(const at::Tensor& latents, const at::Tensor& condition) const override;

 protected:
  [[nodiscard]] at::Tensor known_video(const KnownFrames& known) const override;

 private:
  std::int64_t region_channels_;
};

/// How much of a picture is kept: region [B, 1, H, W] (1 = edit) -> [B, n, H / factor, W / factor], the mean
/// of 1 - region over each cell's n = side * side parts, row by row. Throws Error(InvalidArgument) where n is
/// no square or factor is no multiple of its root.
[[nodiscard]] at::Tensor region_mask(const at::Tensor& region, std::int64_t factor, std::int64_t n);

}  // namespace v4e
