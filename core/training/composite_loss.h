// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/models/wan_vae/wan_vae.h"

namespace v4e::training {

/// How far an edit is from the wanted one inside its region, in decoded pixels. What the model makes outside
/// is not counted, as the photo's own pixels are put there.
class CompositeLoss {
 public:
  /// Reads the linear path of a VAE's decoder, whose first `state_channels` channels hold a chunk's last
  /// frame and the others the way there (LinearCodecOptions). Throws Error(InvalidArgument) without one.
  CompositeLoss(const WanVae& vae, std::int64_t state_channels);

  /// The last frame [B, 3, H, W] in -1..1, not clamped, of normalised latents [B, z, 1, h, w].
  [[nodiscard]] at::Tensor last_frame(const at::Tensor& latents) const;

  struct Target {
    at::Tensor latents;  ///< normalised [B, z, 1, h, w] of the wanted edit
    at::Tensor whole;    ///< [B, 3, H, W] in -1..1: what is wanted in the region
    at::Tensor shown;    ///< [B, 3, H, W] in -1..1: what the model saw there
    at::Tensor region;   ///< [B, 1, H, W] 0..1
  };
  /// By example [B]: squared error, half the absolute one, a quarter of that of differences between
  /// neighbours (seams and lost detail) and a quarter of the squared error of the frames on the way, each
  /// over what it would be if what was shown stayed.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& latents, const Target& target) const;

  /// Sums over the region, by example [B], of squared pixel errors in 0..1, mean over colours; and the
  /// region's area.
  struct Errors {
    at::Tensor squared;
    at::Tensor copy;  ///< of what was shown
    at::Tensor area;
  };
  [[nodiscard]] Errors errors(const at::Tensor& latents, const Target& target) const;

 private:
  std::int64_t side_ = 8;
  std::int64_t state_channels_;
  at::Tensor weight_;     ///< [3 * side², z, 1, 1]
  at::Tensor bias_;       ///< [3 * side²]
  at::Tensor way_scale_;  ///< [1, z - state_channels, 1, 1]: latents_std
};

}  // namespace v4e::training
