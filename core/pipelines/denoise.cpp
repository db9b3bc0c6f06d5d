// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/denoise.h"

#include <ATen/ATen.h>

#include "core/models/wan_dit/affine_x0.h"

namespace v4e {
namespace {

/// What changes along a run.
struct State {
  at::Tensor latents;
  at::Tensor condition;
};

struct ModelCall {
  at::Tensor input;
  at::Tensor timestep;
  at::Tensor image_embeds;
};

at::Tensor call_model(WanDit& transformer, const ModelCall& call, const at::Tensor& prompt_embeds,
                      const RunContext& context) {
  WanDitOptions options;
  options.context = &context;
  return transformer->forward(call.input, call.timestep, prompt_embeds, call.image_embeds, options)
      .to(at::kFloat);
}

/// The model's output for the prompt, and with guidance away from the negative one. Both go into `report`.
at::Tensor guided_output(const Expert& expert, const ModelCall& call, const DenoiseInputs& inputs,
                         const RunContext& context, StepReport& report) {
  report.conditional = call_model(*expert.transformer, call, inputs.prompt_embeds, context);
  if (!inputs.negative_prompt_embeds.defined() || expert.guidance_scale <= 1) return report.conditional;
  report.unconditional = call_model(*expert.transformer, call, inputs.negative_prompt_embeds, context);
  return apply_guidance(report.conditional, report.unconditional, expert.guidance_scale);
}

/// The model's output as a velocity, whatever it predicts.
at::Tensor to_velocity(Prediction prediction, const Conditioning& conditioning, const at::Tensor& output,
                       const State& state, double sigma) {
  if (prediction == Prediction::Velocity) return output;
  const at::Tensor x0 = affine_x0(conditioning.known_latents(state.condition), output);
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

DenoiseResult denoise(Denoiser& denoiser, const Conditioning& conditioning, Scheduler& scheduler,
                      const at::Tensor& noise, const DenoiseInputs& inputs, const StepCallback& on_step,
                      const RunContext& context) {
  if (inputs.prediction == Prediction::X0Affine && !inputs.condition.defined()) {
    throw Error(ErrorCode::InvalidArgument, "this model edits a picture and needs one");
  }
  const auto total = static_cast<int>(scheduler.num_inference_steps());
  const double first_timestep = scheduler.timesteps()[0].item<double>();
  const at::Device device = (*denoiser.expert(first_timestep).transformer)->parameters().front().device();
  State state{.latents = noise.to(device, at::kFloat), .condition = {}};
  if (inputs.condition.defined()) state.condition = inputs.condition.to(device, at::kFloat);
  const at::Tensor timesteps = scheduler.timesteps().to(device);

  int made = 0;
  while (made < total) {
    const int index = made;
    context.tick({.stage = Stage::Denoise, .step = index, .total = total});
    if (inputs.reasoning_steps == index && state.latents.size(2) > 2) drop_reasoning_frames(state, scheduler);
    StepReport report;
    report.step_index = index;
    report.num_inference_steps = total;
    report.model_input = conditioning.model_input(state.latents, state.condition);
    const at::Tensor timestep = timesteps.narrow(0, index, 1).expand({state.latents.size(0)});
    const ModelCall call{report.model_input,
                         conditioning.model_timestep(timestep, state.latents, state.condition),
                         inputs.image_embeds};
    const Expert expert = denoiser.expert(scheduler.timesteps()[index].item<double>());
    const at::Tensor output = guided_output(expert, call, inputs, context, report);
    const double sigma = scheduler.sigmas()[static_cast<std::size_t>(index)];
    const at::Tensor velocity = to_velocity(inputs.prediction, conditioning, output, state, sigma);
    if (on_step) report.predicted_x0 = scheduler.predicted_x0(velocity, index, state.latents);
    state.latents = scheduler.step(velocity, index, state.latents);
    report.latents = state.latents;
    ++made;
    if (on_step && on_step(report) == StepDecision::Finish && made < total) {
      state.latents = report.predicted_x0;
      break;
    }
  }
  context.tick({.stage = Stage::Denoise, .step = total, .total = total});
  return {state.latents, made};
}

}  // namespace v4e
