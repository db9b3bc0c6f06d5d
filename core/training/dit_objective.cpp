// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/dit_objective.h"

#include <ATen/Parallel.h>
#include <torch/types.h>

#include "core/nn/autocast.h"
#include "core/pipelines/model_call.h"
#include "core/pipelines/noise.h"
#include "core/schedulers/scheduler.h"
#include "core/training/distributed/example_share.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

at::Tensor weights_of(const std::vector<double>& deviations, double exponent) {
  const auto weights = torch::tensor(deviations, torch::kDouble).pow(exponent);
  return (weights / weights.mean()).to(torch::kFloat).view({1, -1, 1, 1, 1});
}

}  // namespace

DitObjective::DitObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe,
                           DitObjectiveOptions options)
    : model_(model),
      maker_(maker),
      recipe_(recipe),
      options_(options),
      scheduler_(make_scheduler(model.scheduler, "recipe: scheduler")),
      composite_(model.vae, options.state_channels) {
  scheduler_->set_timesteps(1);
  const auto& deviations = model_.vae->config().latents_std;
  channel_weights_ = weights_of(deviations, recipe_.detail_exponent).to(model_.device);
  pixel_weights_ = weights_of(deviations, 2).to(model_.device);
}

DitObjective::Example DitObjective::encode(TripletBatch batch, const at::Tensor& noise) const {
  const torch::NoGradGuard no_grad;
  const Conditioning& conditioning = *model_.conditioning;
  const auto video = batch.video.to(model_.device);
  Example example;
  // The mask of an edit of the whole picture is all ones, which is the same as none.
  example.pictures = {.photos = video.select(2, 0), .region = batch.region, .shown = batch.shown};
  example.condition = model_.condition(example.pictures);
  example.source = conditioning.known_latents(conditioning.denoised_part(example.condition));
  example.target = conditioning.denoised_part(encode_clip(*model_.vae, video, {}, {}));
  example.noise = noise.unsqueeze(2).to(model_.device);
  example.batch = std::move(batch);
  return example;
}

at::Tensor DitObjective::predict(const Example& example, const at::Tensor& noisy, const at::Tensor& sigma,
                                 const at::Tensor& prompt_embeds) {
  const NoisyClip clip{noisy, scheduler_->timesteps_at(sigma),
                       model_.conditioning->denoised_part(example.condition)};
  auto call = model_call(*model_.conditioning, clip);
  call.prompt_embeds = prompt_embeds;
  return output_x0(model_.sampling.prediction, *model_.conditioning, call_model(*model_.dit, call), clip,
                   sigma.view({-1, 1, 1, 1, 1}));
}

at::Tensor DitObjective::weighted_error(const at::Tensor& a, const at::Tensor& b,
                                        const at::Tensor& weights) const {
  return ((a - b).square() * weights).flatten(1).mean(1);  // [B]
}

DitObjective::Example DitObjective::training_example(std::int64_t step) const {
  const auto& phase = recipe_.phase_at(step);
  const auto seed = mixed_seed(options_.seed, static_cast<std::uint64_t>(step));
  const auto noise = model_.noise(phase.batch_size, phase.size_px, seed);
  const ExampleShare share(options_.company, phase.batch_size);
  TripletOptions triplets;
  if (options_.company.peers) triplets.wanted = [share](std::int64_t example) { return share.has(example); };
  triplets.size_px = phase.size_px;
  triplets.pointing_share = recipe_.pointing_share;
  return encode(maker_.batch(triplets, noise, seed), share.of(noise));
}

void DitObjective::begin_example(std::int64_t step) {
  ahead_step_ = step;
  ahead_ = std::async(std::launch::async, [this, step] {
    // Many small pictures: one core makes them as fast as several, and the others have the model to train.
    at::set_num_threads(1);
    return training_example(step);
  });
}

DitObjective::Example DitObjective::take_example(std::int64_t step) {
  if (!ahead_.valid() || ahead_step_ != step) begin_example(step);
  auto example = ahead_.get();
  begin_example(step + 1);
  return example;
}

at::Tensor DitObjective::loss(std::int64_t step) {
  const auto example = take_example(step);
  const auto count = recipe_.phase_at(step).batch_size;
  const ExampleShare share(options_.company, count);
  const auto seed = mixed_seed(options_.seed, static_cast<std::uint64_t>(step));
  const auto normal = share.of(draw_noise({2, count}, seed ^ 1), 1);
  const auto uniform = torch::sigmoid(1.702 * normal);  // near uniform in 0..1
  const auto spread = uniform[0] * 0.95 + 0.05;
  const auto sigma = torch::where(uniform[1] < options_.pure_noise_share, torch::ones_like(spread), spread)
                         .to(model_.device);
  const auto noisy = noisy_latents(example.target, example.noise, sigma.view({-1, 1, 1, 1, 1}));
  at::Tensor predicted;
  {
    const Autocast narrow(model_.device.type(), options_.dtype);
    predicted = predict(example, noisy, sigma, model_.encode_text(example.batch.texts));
  }
  const auto distance = weighted_error(example.source, example.target, channel_weights_);
  const auto whole = weighted_error(predicted, example.target, channel_weights_) / (distance + 0.02);
  const auto inside = composite_(predicted, composite_target(example));
  // Of a whole picture both count: latents for the way there, pixels for tones without a trace of blocks.
  const auto both = whole + (inside - whole) * recipe_.pixel_share;
  return torch::where(example.batch.bounded, inside, both).mean();
}

CompositeLoss::Target DitObjective::composite_target(const Example& example) const {
  const auto& batch = example.batch;
  const auto placed = [&](const at::Tensor& tensor) { return tensor.to(model_.device); };
  return {example.target, placed(batch.whole), placed(batch.shown), placed(batch.region)};
}

at::Tensor DitObjective::sampled(const Example& example, int sampling_steps) {
  return model_.sample(example.batch.texts, example.condition, example.noise, sampling_steps,
                       model_.outside(example.pictures, example.noise));
}

void DitObjective::add_score(EffectScore& score, const Example& example, const at::Tensor& edited) const {
  const auto errors = composite_.errors(edited, composite_target(example));
  score.error += errors.squared.sum().item<double>();
  score.copy_error += errors.copy.sum().item<double>();
  score.area += errors.area.sum().item<double>();
  score.examples += static_cast<int>(edited.size(0));
}

std::map<std::string, EffectScore> DitObjective::evaluate(int sampling_steps, int batches,
                                                          bool heldout_wordings) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, EffectScore> scores;
  TripletOptions triplets;
  triplets.size_px = options_.heldout_size_px;
  triplets.heldout = true;
  triplets.heldout_wordings = heldout_wordings;
  triplets.exact_regions = true;
  constexpr int kExamples = 4;
  const auto ids = effect_ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto variants = variants_of(ids[i]);
    for (int round = 0; round < batches * kExamples; ++round) {
      // One by one, so that colours take turns.
      const auto seed = mixed_seed(kHeldoutStream + i, static_cast<std::uint64_t>(round));
      const auto noise = model_.noise(1, triplets.size_px, seed);
      const auto variant = variants[static_cast<std::size_t>(round) * 7 % variants.size()];
      const auto example = encode(maker_.batch_of(variant, triplets, noise, seed), noise);
      add_score(scores[ids[i]], example, sampled(example, sampling_steps));
    }
  }
  return scores;
}

std::vector<at::Tensor> DitObjective::samples() {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> pictures;
  TripletOptions triplets;
  triplets.size_px = options_.heldout_size_px;
  triplets.heldout = true;
  triplets.exact_regions = true;
  const auto ids = effect_ids();
  for (std::size_t i = 0; i < 2 * ids.size(); ++i) {
    const auto variants = variants_of(ids[i / 2]);
    const auto seed = mixed_seed(kHeldoutStream, i);
    const auto noise = model_.noise(1, triplets.size_px, seed);
    const auto example =
        encode(maker_.batch_of(variants[i * 5 % variants.size()], triplets, noise, seed), noise);
    const auto edited = sampled(example, 2);
    const auto photo = (example.batch.video[0].select(1, 0) + 1) / 2;
    const auto made = (composite_.last_frame(edited)[0].cpu() + 1) / 2;
    pictures.push_back(photo);
    pictures.push_back(photo + (made - photo) * example.batch.region[0]);
    pictures.push_back((example.batch.video[0].select(1, 4) + 1) / 2);
  }
  return pictures;
}

}  // namespace v4e::training
