// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/conditioning/conditioning.h"

namespace v4e {

/// The known frames' latents, and a mask of which frames are known, stand in channels of their own beside
/// the noisy latents. Encoded in one chunked pass, because unknown frames too get a code that depends on the
/// known. Conditions are [B, temporal_factor + z, T, h, w]: mask, then latents.
class MaskAndLatents : public Conditioning {
 public:
  /// `first_and_last`: from one picture to another (Wan2.1 FLF2V); else from one photo. `part_masks`: see
  /// ModelKind; what lies outside a region is then known in every frame.
  MaskAndLatents(const WanVaeConfig& vae, const PatchSize& patch, bool first_and_last,
                 bool part_masks = false)
      : Conditioning(vae, patch), first_and_last_(first_and_last), part_masks_(part_masks) {}

  [[nodiscard]] at::Tensor encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const override;
  [[nodiscard]] at::Tensor model_input(const at::Tensor& latents, const at::Tensor& condition) const override;
  [[nodiscard]] at::Tensor known_latents(const at::Tensor& condition) const override;

 protected:
  void check_pictures(bool has_image, bool has_last_image) const override;
  /// The clip as far as it is known, the rest as the model was taught to expect it.
  [[nodiscard]] virtual at::Tensor known_video(const KnownFrames& known) const;

 private:
  bool first_and_last_;
  bool part_masks_;
};

/// Throws Error(InvalidArgument) unless a region [1 | B, 1, H, W] fits to pictures [B, 3, H, W].
void check_region(const at::Tensor& region, const at::Tensor& pictures);

/// Mask of known frames folded like the latents: 1 on frame 0 and, if `has_last`, on the last one.
/// [1, temporal_factor, T, h, w]; channel j of latent frame t is pixel frame temporal_factor * (t-1) + 1 + j,
/// all channels of latent frame 0 are frame 0.
[[nodiscard]] at::Tensor condition_mask(const WanVaeConfig& config, std::int64_t num_frames,
                                        std::int64_t latent_height, std::int64_t latent_width, bool has_last);

}  // namespace v4e
