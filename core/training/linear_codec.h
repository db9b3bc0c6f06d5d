// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <functional>
#include <vector>

#include "core/models/wan_vae/wan_vae.h"

namespace v4e::training {

/// How the channels of a linear codec are used.
struct LinearCodecOptions {
  std::int64_t state_channels = 32;  ///< for the last frame of each chunk; the rest is for the way there
  std::int64_t video_count = 400;    ///< examples it is fitted to
};

/// The linear path of a VAE (config: linear_encoder and linear_shortcut) and the statistics of its latents.
struct LinearCodec {
  at::Tensor encoder_weight;  ///< [z, 5 * 3 * side * side]
  at::Tensor decoder_weight;  ///< [4 * 3 * side * side, 2 * z, 1, 1]
  std::vector<double> latents_mean;
  std::vector<double> latents_std;
};

/// Fits a codec in closed form, so that it needs no gradient: a principal-component basis of pixel blocks for
/// the last frame of a chunk, and a second one for what the frames before it differ from the straight line
/// between the previous chunk's last frame and this one. Both are orthonormal, so that an error in latents is
/// the same error in pixels. next_video() returns [B, 3, 5, H, W] in -1..1.
[[nodiscard]] LinearCodec fit_linear_codec(const WanVaeConfig& config, const LinearCodecOptions& options,
                                           const std::function<at::Tensor()>& next_video);

/// The codec of a finished model's VAE, read from its folder. Throws Error(CheckpointMismatch) if its shapes
/// are not those of `config`, and what opening a checkpoint throws.
[[nodiscard]] LinearCodec read_linear_codec(const std::filesystem::path& vae_folder,
                                            const WanVaeConfig& config);

/// Puts a codec in a VAE of the same sizes; biases are zero.
void install(const LinearCodec& codec, WanVae& vae);

}  // namespace v4e::training
