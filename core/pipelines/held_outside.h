// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "core/pipelines/conditioning/conditioning.h"

namespace v4e {

/// Keeps the latents outside a region those of the photo at every noise level, so that what is made inside
/// fits to it, and the end holds the photo there (blended diffusion: Avrahami et al. 2022, Lugmayr et al.
/// 2022). Undefined tensors hold nothing.
struct HeldOutside {
  at::Tensor photo;   ///< the photo as a film that stands still: normalised latents [B, z, T', h, w], fp32
  at::Tensor noise;   ///< that the run starts from, of that shape
  at::Tensor region;  ///< [1 | B, 1 | z, 1 | T', 1 | h, 1 | w] bool: what is edited

  [[nodiscard]] bool is_active() const { return region.defined(); }
  /// `latents`, with the photo at noise level `sigma` (0 … 1) outside the region.
  [[nodiscard]] at::Tensor in(const at::Tensor& latents, double sigma) const;
  [[nodiscard]] HeldOutside on(const at::Device& device) const;
  /// Of these latent frames only.
  [[nodiscard]] HeldOutside of_frames(const at::Tensor& indices) const;
};

/// What stays the first images outside of the region when clips are denoised from `noise`. Nothing where the
/// region is undefined or everywhere.
[[nodiscard]] HeldOutside photo_outside(const Conditioning& conditioning, WanVaeImpl& vae,
                                        const KnownFrames& known, const at::Tensor& noise,
                                        const std::optional<TilingConfig>& tiling, const RunContext& context);

/// The same, and the first latent frame stays the first images' in any case: so a model that was taught films
/// from text goes on from a photo. Clips have at least two latent frames, all of which are denoised.
[[nodiscard]] HeldOutside photo_first(const Conditioning& conditioning, WanVaeImpl& vae,
                                      const KnownFrames& known, const at::Tensor& noise,
                                      const std::optional<TilingConfig>& tiling, const RunContext& context);

/// A region [B, 1, H, W] as one of latents, H / factor x W / factor: [B, 1, 1, h, w] bool. A cell belongs to
/// it where any of its pixels does.
[[nodiscard]] at::Tensor latent_region(const at::Tensor& region, std::int64_t factor);

}  // namespace v4e
