// SPDX-License-Identifier: GPL-3.0-or-later
// What a transformer is asked and what its answer means: one place for sampling and for training.
#pragma once

#include "core/models/registry.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/pipelines/conditioning/conditioning.h"

namespace v4e {

/// Latents are [B, z, T', h, w], normalised, fp32; `condition` is Conditioning::denoised_part()'s.
struct NoisyClip {
  at::Tensor latents;
  at::Tensor timestep;  ///< [B]: Scheduler::timesteps(), or timesteps_at()
  at::Tensor condition;
};

struct ModelCall {
  at::Tensor input;     ///< [B, in_channels, T', h, w]
  at::Tensor timestep;  ///< [B], or [B, N] where tokens have their own
  at::Tensor prompt_embeds;
  at::Tensor image_embeds = {};
};

/// What the transformer gets of a clip, but for the texts and pictures.
[[nodiscard]] ModelCall model_call(const Conditioning& conditioning, const NoisyClip& clip);

/// The transformer's output [B, out_channels, T', h, w] in fp32.
[[nodiscard]] at::Tensor call_model(WanDitImpl& transformer, const ModelCall& call,
                                    const WanDitOptions& options = {});

/// The velocity noise - x0 that an output stands for at the noise level `sigma` of `clip`, which is a tensor
/// that broadcasts to the latents.
[[nodiscard]] at::Tensor output_velocity(Prediction prediction, const Conditioning& conditioning,
                                         const at::Tensor& output, const NoisyClip& clip,
                                         const at::Tensor& sigma);
/// The clean latents that it stands for.
[[nodiscard]] at::Tensor output_x0(Prediction prediction, const Conditioning& conditioning,
                                   const at::Tensor& output, const NoisyClip& clip, const at::Tensor& sigma);

/// Latents at a noise level: (1 - sigma) * clean + sigma * noise (flow matching, arXiv 2210.02747). `sigma`
/// broadcasts to them.
[[nodiscard]] at::Tensor noisy_latents(const at::Tensor& clean, const at::Tensor& noise,
                                       const at::Tensor& sigma);

}  // namespace v4e
