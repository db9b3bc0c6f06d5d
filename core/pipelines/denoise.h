// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/config.h"
#include "core/schedulers/scheduler.h"

namespace v4e {

/// One finished step, for previews and tests. Latents are normalised, fp32, [1, z, T, h, w].
struct StepReport {
  std::int64_t step_index = 0;
  std::int64_t num_inference_steps = 0;
  at::Tensor conditional;    ///< the model's output for the prompt
  at::Tensor unconditional;  ///< for the negative prompt; undefined without guidance
  at::Tensor latents;        ///< after the step
  at::Tensor predicted_x0;   ///< what the model takes for the end result now
};
using StepCallback = std::function<void(const StepReport&)>;

/// What steers a run.
struct DenoiseInputs {
  at::Tensor condition;               ///< [1, 4 + z, T, h, w] or undefined for text to video
  at::Tensor prompt_embeds;           ///< [1, L, D]
  at::Tensor negative_prompt_embeds;  ///< undefined: no guidance
  at::Tensor image_embeds;            ///< [n, M, D'] or undefined
  double guidance_scale = 1;
  /// ChronoEdit: after this many steps only the first and the last latent frame go on.
  std::optional<std::int64_t> reasoning_steps;
};

/// Classifier-free guidance in fp32: negative + scale * (positive - negative).
[[nodiscard]] at::Tensor apply_guidance(const at::Tensor& positive, const at::Tensor& negative, double scale);

/// Runs all steps of `scheduler`, whose grid is set, from noise [1, z, T, h, w] to latents, fp32 on the
/// model's device. A model that does not denoise the first latent frame (nano) gets and returns frames 1 …
/// only, of noise and condition alike. Checks the context before every block.
[[nodiscard]] at::Tensor denoise(WanDit& transformer, Scheduler& scheduler, const at::Tensor& noise,
                                 const DenoiseInputs& inputs, const WanVaeConfig& vae_config,
                                 const StepCallback& on_step, const RunContext& context);

}  // namespace v4e
