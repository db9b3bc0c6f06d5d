// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "core/pipelines/conditioning/conditioning.h"
#include "core/pipelines/denoiser.h"
#include "core/pipelines/held_outside.h"
#include "core/schedulers/scheduler.h"

namespace v4e {

/// One finished step, for previews and tests. Latents are normalised, fp32, [1, z, T, h, w].
struct StepReport {
  std::int64_t step_index = 0;
  std::int64_t num_inference_steps = 0;
  at::Tensor model_input;    ///< what the transformer got
  at::Tensor conditional;    ///< the model's output for the prompt
  at::Tensor unconditional;  ///< for the negative prompt; undefined without guidance
  at::Tensor latents;        ///< after the step
  at::Tensor predicted_x0;   ///< what the model takes for the end result now
};

enum class StepDecision {
  Continue,
  Finish,  ///< no more steps: what the model takes for the end result now is the result
};
using StepCallback = std::function<StepDecision(const StepReport&)>;

/// What steers a run.
struct DenoiseInputs {
  at::Tensor condition;               ///< Conditioning::denoised_part(), or undefined
  at::Tensor prompt_embeds;           ///< [B, L, D]
  at::Tensor negative_prompt_embeds;  ///< undefined: no guidance
  at::Tensor image_embeds;            ///< [n, M, D'] or undefined
  HeldOutside outside;                ///< what stays the photo; its noise is the run's
  /// The run begins there, in the noise of level `start_sigma`: see first_step(). [B, z, T', h, w] normalised,
  /// fp32; undefined: in noise alone.
  at::Tensor start = {};
  double start_sigma = 1;  ///< 0 … 1
  Prediction prediction = Prediction::Velocity;
  /// ChronoEdit: after this many steps only the first and the last latent frame go on.
  std::optional<std::int64_t> reasoning_steps;
  /// Below a noise level only each `keep_every`-th latent frame goes on, the first and the last always, at
  /// the places in time that they had (temporal latent dropout of IF-Edit, arXiv 2511.19435).
  struct Thinning {
    std::int64_t keep_every = 2;
    double below_sigma = 0.9;
  };
  std::optional<Thinning> thinning = {};
};

struct DenoiseResult {
  at::Tensor latents;  ///< [B, z, T', h, w] fp32 on the model's device
  std::int64_t steps_made = 0;
};

/// The first step of a run that begins at noise level `sigma` or below; the last one where all begin above it.
[[nodiscard]] std::int64_t first_step(const Scheduler& scheduler, double sigma);

/// Classifier-free guidance in fp32: negative + scale * (positive - negative).
[[nodiscard]] at::Tensor apply_guidance(const at::Tensor& positive, const at::Tensor& negative, double scale);

/// Runs the steps of `scheduler`, whose grid is set, from noise [B, z, T', h, w]; all of them, unless the run
/// has a start of its own or `on_step` finishes earlier. Checks the context before every block.
[[nodiscard]] DenoiseResult denoise(Denoiser& denoiser, const Conditioning& conditioning,
                                    Scheduler& scheduler, const at::Tensor& noise,
                                    const DenoiseInputs& inputs, const StepCallback& on_step,
                                    const RunContext& context);

}  // namespace v4e
