// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/denoise.h"

#include <ATen/ATen.h>

#include "core/checkpoints/map_watch.h"
#include "core/nn/replayed.h"
#include "core/pipelines/model_call.h"

namespace v4e {
namespace {

/// What changes along a run.
struct State {
  at::Tensor latents;
  at::Tensor condition;
  HeldOutside outside;
  std::vector<std::int64_t> places = {};  ///< of the latent frames in time, where some were left out
};

/// What the steps of one transformer have in common.
struct StepCaches {
  /// With the prompt, and without it.
  struct Branch {
    DitRunCache cache = {};
    Replayed replayed = {};
  };
  WanDit* transformer = nullptr;
  bool replays = false;
  Branch conditional = {};
  Branch unconditional = {};
};

/// Below so many weights a card computes a step faster than it is given piece by piece; above it what
/// replaying saves is a few per cent, and a stop would come a whole step later.
constexpr std::int64_t kReplayedWeights = 2'500'000'000;
/// Steps that are left: recording and proving take about two.
constexpr int kReplayedSteps = 6;

bool is_worth_replaying(WanDitImpl& transformer, int steps_left) {
  if (steps_left < kReplayedSteps || transformer.streams_blocks()) return false;
  std::int64_t weights = 0;
  for (const at::Tensor& parameter : transformer.parameters()) weights += parameter.numel();
  return !transformer.parameters().front().is_cpu() && weights < kReplayedWeights;
}

at::Tensor step_output(const ModelCall& call, const WanDitOptions& options, StepCaches& caches,
                       StepCaches::Branch& branch) {
  WanDitOptions cached = options;
  cached.cache = &branch.cache;
  WanDitImpl& transformer = **caches.transformer;
  if (!caches.replays) return call_model(transformer, call, cached);
  return branch.replayed(
      [&](const std::vector<at::Tensor>& inputs) {
        ModelCall again = call;
        again.input = inputs[0];
        again.timestep = inputs[1];
        return call_model(transformer, again, cached);
      },
      {call.input, call.timestep});
}

/// The model's output for the prompt, and with guidance away from the negative one. Both go into `report`.
at::Tensor guided_output(const ActiveExpert& expert, ModelCall call, const DenoiseInputs& inputs,
                         const std::vector<std::int64_t>& places, const RunContext& context,
                         StepCaches& caches, StepReport& report) {
  if (caches.transformer != expert.transformer) {
    const auto left = static_cast<int>(report.num_inference_steps - report.step_index);
    caches = {.transformer = expert.transformer, .replays = is_worth_replaying(**expert.transformer, left)};
  }
  WanDitOptions options;
  options.context = &context;
  options.frame_places = places;
  call.image_embeds = inputs.image_embeds;
  call.prompt_embeds = inputs.prompt_embeds;
  report.conditional = step_output(call, options, caches, caches.conditional);
  if (!inputs.negative_prompt_embeds.defined() || expert.guidance_scale <= 1) return report.conditional;
  call.prompt_embeds = inputs.negative_prompt_embeds;
  report.unconditional = step_output(call, options, caches, caches.unconditional);
  return apply_guidance(report.conditional, report.unconditional, expert.guidance_scale);
}

void keep_frames(const std::vector<std::int64_t>& frames, State& state, Scheduler& scheduler) {
  const at::Tensor kept = at::tensor(frames).to(state.latents.device());
  state.latents = state.latents.index_select(2, kept);
  if (state.condition.defined()) state.condition = state.condition.index_select(2, kept);
  state.outside = state.outside.of_frames(kept);
  scheduler.keep_latent_frames(kept);
}

/// What goes on of so many frames.
std::vector<std::int64_t> thinned_out(std::int64_t frames, std::int64_t keep_every) {
  std::vector<std::int64_t> kept;
  for (std::int64_t frame = 0; frame < frames - 1; frame += keep_every) kept.push_back(frame);
  kept.push_back(frames - 1);
  return kept;
}

/// What the run begins with at that noise level.
at::Tensor noisy_start(const DenoiseInputs& inputs, const at::Tensor& noise, double sigma) {
  if (inputs.start.sizes() != noise.sizes())
    throw Error(ErrorCode::InvalidArgument, "the start of a run must have the shape of its noise, " +
                                                c10::str(noise.sizes()) + ", found " +
                                                c10::str(inputs.start.sizes()));
  return noisy_latents(inputs.start.to(noise.device(), at::kFloat), noise, at::scalar_tensor(sigma));
}

}  // namespace

std::int64_t first_step(const Scheduler& scheduler, double sigma) {
  constexpr double kRounding = 1e-6;
  const std::vector<float>& sigmas = scheduler.sigmas();
  const std::int64_t last = scheduler.num_inference_steps() - 1;
  std::int64_t step = 0;
  while (step<last&& double{sigmas[static_cast<std::size_t>(step)]}> sigma + kRounding) ++step;
  return step;
}

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
  const auto first = inputs.start.defined() ? static_cast<int>(first_step(scheduler, inputs.start_sigma)) : 0;
  const double first_timestep = scheduler.timesteps()[first].item<double>();
  const at::Device device = (*denoiser.expert(first_timestep).transformer)->parameters().front().device();
  State state{.latents = noise.to(device, at::kFloat), .condition = {}, .outside = inputs.outside.on(device)};
  if (inputs.condition.defined()) state.condition = inputs.condition.to(device, at::kFloat);
  const at::Tensor timesteps = scheduler.timesteps().to(device);
  const auto sigma_at = [&scheduler](int index) {
    return static_cast<double>(scheduler.sigmas()[static_cast<std::size_t>(index)]);
  };
  if (first > 0) state.latents = noisy_start(inputs, state.latents, sigma_at(first));
  state.latents = state.outside.in(state.latents, sigma_at(first));

  const MapWatch maps;
  StepCaches caches;
  int next = first;
  while (next < total) {
    const int index = next;
    context.tick({.stage = Stage::Denoise, .step = index - first, .total = total - first});
    const std::int64_t frames = state.latents.size(2);
    // ChronoEdit's two frames stand where its rotary embedding has them.
    if (inputs.reasoning_steps == index && frames > 2) keep_frames({0, frames - 1}, state, scheduler);
    if (inputs.thinning && state.places.empty() && frames > 2 &&
        sigma_at(index) < inputs.thinning->below_sigma) {
      state.places = thinned_out(frames, inputs.thinning->keep_every);
      keep_frames(state.places, state, scheduler);
    }
    StepReport report;
    report.step_index = index;
    report.num_inference_steps = total;
    const NoisyClip clip{state.latents, timesteps.narrow(0, index, 1).expand({state.latents.size(0)}),
                         state.condition};
    const ModelCall call = model_call(conditioning, clip);
    report.model_input = call.input;
    const ActiveExpert expert = denoiser.expert(scheduler.timesteps()[index].item<double>());
    const at::Tensor output = guided_output(expert, call, inputs, state.places, context, caches, report);
    const at::Tensor velocity =
        output_velocity(inputs.prediction, conditioning, output, clip, at::scalar_tensor(sigma_at(index)));
    if (on_step)
      report.predicted_x0 = state.outside.in(scheduler.predicted_x0(velocity, index, state.latents), 0);
    state.latents = state.outside.in(scheduler.step(velocity, index, state.latents), sigma_at(index + 1));
    report.latents = state.latents;
    maps.check();
    ++next;
    if (on_step && on_step(report) == StepDecision::Finish && next < total) {
      state.latents = report.predicted_x0;
      break;
    }
  }
  context.tick({.stage = Stage::Denoise, .step = total - first, .total = total - first});
  return {state.latents, next - first};
}

}  // namespace v4e
