// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/vae_objective.h"

#include <torch/types.h>

#include "core/training/seeds.h"

namespace v4e::training {

VaeObjective::VaeObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe,
                           std::uint64_t seed)
    : model_(model), maker_(maker), recipe_(recipe), seed_(seed) {}

VaeObjective::Example VaeObjective::example(std::int64_t size_px, std::int64_t count, bool heldout,
                                            std::uint64_t seed) {
  constexpr int kSamplingSteps = 2;  // as in use
  const torch::NoGradGuard no_grad;
  const auto noise = model_.noise(count, size_px, seed);
  TripletOptions options;
  options.size_px = size_px;
  options.heldout = heldout;
  const auto batch = maker_.batch(options, noise, seed);
  Example made;
  made.clip = batch.video.to(model_.device);
  made.latents = encode_clip(*model_.vae, made.clip, {}, {});
  made.edited = model_.edit(batch.texts, {.photos = made.clip.select(2, 0)}, noise, kSamplingSteps);
  return made;
}

at::Tensor VaeObjective::loss(std::int64_t step) {
  const auto& phase = recipe_.phase_at(step);
  const auto seed = mixed_seed(seed_, static_cast<std::uint64_t>(step));
  const auto made = example(phase.size_px, phase.batch_size, false, seed);
  // Every other example is the transformer's.
  const auto own = torch::arange(phase.batch_size, made.clip.device()).remainder(2).view({-1, 1, 1, 1, 1});
  const auto latents = torch::where(own == 1, made.edited, made.latents);
  VaeOptions options;
  options.clamp = false;
  const auto difference = model_.vae->decode(model_.vae->denormalize(latents), options) - made.clip;
  const auto last = difference.select(2, 4);
  return difference.abs().mean() + last.abs().mean() +
         2 * (difference.square().mean() + last.square().mean());
}

DecoderErrors VaeObjective::heldout_errors() {
  const torch::NoGradGuard no_grad;
  const auto made = example(128, 16, true, mixed_seed(kHeldoutStream, 0));
  const auto differences = [&](const at::Tensor& latents) {
    return (model_.vae->decode(model_.vae->denormalize(latents)) - made.clip) / 2;
  };
  const auto error = [](const at::Tensor& difference, std::int64_t frame) {
    return difference.select(2, frame).square().mean().item<double>();
  };
  const auto round_trip = differences(made.latents);
  return {0.5 * (error(round_trip, 0) + error(round_trip, 4)), error(differences(made.edited), 4)};
}

}  // namespace v4e::training
