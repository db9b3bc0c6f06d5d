// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/model_call.h"

#include <ATen/ATen.h>

#include "core/models/wan_dit/affine_x0.h"

namespace v4e {

ModelCall model_call(const Conditioning& conditioning, const NoisyClip& clip) {
  return {.input = conditioning.model_input(clip.latents, clip.condition),
          .timestep = conditioning.model_timestep(clip.timestep, clip.latents, clip.condition),
          .prompt_embeds = {},
          .image_embeds = {}};
}

at::Tensor call_model(WanDitImpl& transformer, const ModelCall& call, const WanDitOptions& options) {
  return transformer.forward(call.input, call.timestep, call.prompt_embeds, call.image_embeds, options)
      .to(at::kFloat);
}

at::Tensor output_velocity(Prediction prediction, const Conditioning& conditioning, const at::Tensor& output,
                           const NoisyClip& clip, const at::Tensor& sigma) {
  if (prediction == Prediction::Velocity) return output;
  return (clip.latents - output_x0(prediction, conditioning, output, clip, sigma)) / sigma;
}

at::Tensor output_x0(Prediction prediction, const Conditioning& conditioning, const at::Tensor& output,
                     const NoisyClip& clip, const at::Tensor& sigma) {
  if (prediction == Prediction::Velocity) return clip.latents - output * sigma;
  return affine_x0(conditioning.known_latents(clip.condition), output);
}

at::Tensor noisy_latents(const at::Tensor& clean, const at::Tensor& noise, const at::Tensor& sigma) {
  return (1 - sigma) * clean + sigma * noise;
}

}  // namespace v4e
