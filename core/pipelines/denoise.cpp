// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/denoise.h"

#include <ATen/ATen.h>

#include "core/models/wan_dit/affine_x0.h"
#include "core/pipelines/conditioning.h"

namespace v4e {
namespace {

/// What changes along a run.
struct State {
  at::Tensor latents;
  at::Tensor condition;
};

at::Tensor call_model(WanDit& transformer, const State& state, const at::Tensor& timestep,
                      const at::Tensor& prompt_embeds, const at::Tensor& image_embeds,
                      const RunContext& context) {
  const at::Tensor input =
      state.condition.defined() ? at::cat({state.latents, state.condition}, 1) : state.latents;
  WanDitOptions options;
  options.context = &context;
  return transformer->forward(input, timestep, prompt_embeds, image_embeds, options).to(at::kFloat);
}

/// The model's output as a velocity, whatever it predicts.
at::Tensor to_velocity(const WanDitConfig& config, const WanVaeConfig& vae_config, const at::Tensor& output,
                       const State& state, double sigma) {
  if (config.prediction == Prediction::Velocity) return output;
  const at::Tensor x0 = affine_x0(condition_latents(state.condition, vae_config), output);
  return (state.latents - x0) / sigma;
}

void drop_reasoning_frames(State& state, Scheduler& scheduler) {
  const at::Tensor kept = at::tensor({std::int64_t{0}, state.latents.size(2) - 1}).to(state.latents.device());
  state.latents = state.latents.index_select(2, kept);
  if (state.condition.defined()) state.condition = state.condition.index_select(2, kept);
  scheduler.keep_latent_frames(kept);
}

}  // namespace

at::Tensor apply_guidance(const at::Tensor& positive, const at::Tensor& negative, double scale) {
  return negative + scale * (positive - negative);
}

at::Tensor denoise(WanDit& transformer, Scheduler& scheduler, const at::Tensor& noise,
                   const DenoiseInputs& inputs, const WanVaeConfig& vae_config, const StepCallback& on_step,
                   const RunContext& context) {
  const WanDitConfig& config = transformer->config();
  if (config.prediction == Prediction::X0Affine && !inputs.condition.defined()) {
    throw Error(ErrorCode::InvalidArgument, "this model edits a picture and needs one");
  }
  const at::Device device = transformer->parameters().front().device();
  const auto total = static_cast<int>(scheduler.num_inference_steps());
  const at::Tensor timesteps = scheduler.timesteps().to(device);
  State state{.latents = noise.to(device, at::kFloat), .condition = {}};
  if (inputs.condition.defined()) state.condition = inputs.condition.to(device, at::kFloat);

  for (int index = 0; index < total; ++index) {
    context.tick({.stage = Stage::Denoise, .step = index, .total = total});
    if (inputs.reasoning_steps == index && state.latents.size(2) > 2) drop_reasoning_frames(state, scheduler);
    const at::Tensor timestep = timesteps.narrow(0, index, 1);
    StepReport report{.step_index = index,
                      .num_inference_steps = total,
                      .conditional = {},
                      .unconditional = {},
                      .latents = {},
                      .predicted_x0 = {}};
    report.conditional =
        call_model(transformer, state, timestep, inputs.prompt_embeds, inputs.image_embeds, context);
    at::Tensor output = report.conditional;
    if (inputs.negative_prompt_embeds.defined()) {
      report.unconditional = call_model(transformer, state, timestep, inputs.negative_prompt_embeds,
                                        inputs.image_embeds, context);
      output = apply_guidance(report.conditional, report.unconditional, inputs.guidance_scale);
    }
    const double sigma = scheduler.sigmas()[static_cast<std::size_t>(index)];
    const at::Tensor velocity = to_velocity(config, vae_config, output, state, sigma);
    if (on_step) report.predicted_x0 = scheduler.predicted_x0(velocity, index, state.latents);
    state.latents = scheduler.step(velocity, index, state.latents);
    report.latents = state.latents;
    if (on_step) on_step(report);
  }
  context.tick({.stage = Stage::Denoise, .step = total, .total = total});
  return state.latents;
}

}  // namespace v4e
