// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>

#include "core/models/wan_vae/tiling.h"
#include "core/models/wan_vae/wan_vae.h"

namespace v4e {

/// What is known of a clip before it is made.
struct ConditionRequest {
  at::Tensor first_image;       ///< [1, 3, H, W] fp32 in -1 … 1
  at::Tensor last_image;        ///< the same size, or undefined
  std::int64_t num_frames = 5;  ///< 1 + k * temporal_factor
  /// Show the first image on every frame to the model (nano), instead of grey on those that are unknown.
  bool source_on_every_frame = false;
};

/// Mask of given frames folded like the latents: 1 on frame 0 and, if `has_last`, on the last one.
/// [1, temporal_factor, T, h, w]; channel j of latent frame t is pixel frame temporal_factor * (t-1) + 1 + j,
/// all channels of latent frame 0 are frame 0.
[[nodiscard]] at::Tensor condition_mask(const WanVaeConfig& config, std::int64_t num_frames,
                                        std::int64_t latent_height, std::int64_t latent_width, bool has_last);

/// Encodes what is known, in one chunked pass because unknown frames too get a code that depends on the
/// known. Returns [1, temporal_factor + z, T, h, w] fp32: mask, then normalised latents.
[[nodiscard]] at::Tensor encode_condition(WanVaeImpl& vae, const ConditionRequest& request,
                                          const std::optional<TilingConfig>& tiling,
                                          const RunContext& context);

/// The part of a condition that is latents: [1, z, T, h, w].
[[nodiscard]] at::Tensor condition_latents(const at::Tensor& condition, const WanVaeConfig& config);

/// Normal noise fp32 [1, z, T, h, w] from PyTorch's CPU generator: the same on every device, and the same as
/// diffusers gives for torch.Generator("cpu").manual_seed(seed).
[[nodiscard]] at::Tensor draw_noise(at::IntArrayRef shape, std::uint64_t seed);

}  // namespace v4e
