// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/dit_objective.h"

#include <torch/torch.h>

#include "core/models/wan_dit/affine_x0.h"
#include "core/pipelines/noise.h"
#include "core/schedulers/scheduler.h"
#include "core/training/autocast.h"
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
    : model_(model), maker_(maker), recipe_(recipe), options_(options) {
  const auto& deviations = model_.vae->config().latents_std;
  channel_weights_ = weights_of(deviations, recipe_.detail_exponent).to(model_.device);
  pixel_weights_ = weights_of(deviations, 2).to(model_.device);
}

DitObjective::Example DitObjective::encode(TripletBatch batch, const at::Tensor& noise) const {
  const torch::NoGradGuard no_grad;
  const Conditioning& conditioning = *model_.conditioning;
  const auto video = batch.video.to(model_.device);
  Example example;
  example.condition = model_.condition(video.select(2, 0));
  example.source = conditioning.known_latents(conditioning.denoised_part(example.condition));
  example.target = conditioning.denoised_part(encode_clip(*model_.vae, video, {}, {}));
  example.noise = noise.unsqueeze(2).to(model_.device);
  example.batch = std::move(batch);
  return example;
}

at::Tensor DitObjective::predict(const Example& example, const at::Tensor& noisy, const at::Tensor& sigma,
                                 const at::Tensor& prompt_embeds) {
  const auto condition = model_.conditioning->denoised_part(example.condition);
  const auto input = model_.conditioning->model_input(noisy, condition);
  const auto timestep = model_.conditioning->model_timestep(sigma * kTrainTimesteps, noisy, condition);
  return affine_x0(example.source, model_.dit->forward(input, timestep, prompt_embeds));
}

at::Tensor DitObjective::weighted_error(const at::Tensor& a, const at::Tensor& b,
                                        const at::Tensor& weights) const {
  return ((a - b).square() * weights).flatten(1).mean(1);  // [B]
}

DitObjective::Example DitObjective::training_example(std::int64_t step) const {
  const auto& phase = recipe_.phase_at(step);
  const auto seed = mixed_seed(options_.seed, static_cast<std::uint64_t>(step));
  const auto noise = model_.noise(phase.batch_size, phase.size_px, seed);
  TripletOptions triplets;
  triplets.size_px = phase.size_px;
  return encode(maker_.batch(triplets, noise, seed), noise);
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
  const auto count = example.noise.size(0);
  const auto seed = mixed_seed(options_.seed, static_cast<std::uint64_t>(step));
  const auto uniform = torch::sigmoid(1.702 * draw_noise({2, count}, seed ^ 1));  // near uniform in 0..1
  const auto spread = uniform[0] * 0.95 + 0.05;
  const auto sigma = torch::where(uniform[1] < options_.pure_noise_share, torch::ones_like(spread), spread)
                         .to(model_.device);
  const auto s = sigma.view({-1, 1, 1, 1, 1});
  const auto noisy = example.target * (1 - s) + example.noise * s;
  at::Tensor predicted;
  {
    const Autocast narrow(model_.device.type(), options_.dtype);
    predicted = predict(example, noisy, sigma, model_.encode_text(example.batch.texts));
  }
  const auto distance = weighted_error(example.source, example.target, channel_weights_);
  return (weighted_error(predicted, example.target, channel_weights_) / (distance + 0.02)).mean();
}

std::map<std::string, EffectScore> DitObjective::evaluate(int sampling_steps, int batches,
                                                          bool heldout_wordings) {
  const torch::NoGradGuard no_grad;
  std::map<std::string, EffectScore> scores;
  TripletOptions triplets;
  triplets.size_px = options_.heldout_size_px;
  triplets.heldout = true;
  triplets.heldout_wordings = heldout_wordings;
  constexpr std::int64_t kExamples = 4;
  for (std::size_t effect = 0; effect < effects().size(); ++effect) {
    for (int round = 0; round < batches; ++round) {
      const auto seed = mixed_seed(kHeldoutStream + effect, static_cast<std::uint64_t>(round));
      const auto noise = model_.noise(kExamples, triplets.size_px, seed);
      const auto example = encode(maker_.batch_of(effect, triplets, noise, seed), noise);
      const auto edited =
          model_.sample(example.batch.texts, example.condition, example.noise, sampling_steps);
      auto& score = scores[effects()[effect].id];
      score.error += weighted_error(edited, example.target, pixel_weights_).sum().item<double>();
      score.copy_error += weighted_error(example.source, example.target, pixel_weights_).sum().item<double>();
      score.examples += static_cast<int>(kExamples);
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
  for (std::size_t effect = 0; effect < effects().size(); ++effect) {
    const auto seed = mixed_seed(kHeldoutStream, effect);
    const auto noise = model_.noise(1, triplets.size_px, seed);
    const auto example = encode(maker_.batch_of(effect, triplets, noise, seed), noise);
    const auto edited = model_.sample(example.batch.texts, example.condition, example.noise, 2);
    const auto latents = model_.conditioning->whole_clip(edited, example.condition);
    const auto video = model_.vae->decode(model_.vae->denormalize(latents)).cpu();
    pictures.push_back((example.batch.video[0].select(1, 0) + 1) / 2);
    pictures.push_back((video[0].select(1, 4) + 1) / 2);
    pictures.push_back((example.batch.video[0].select(1, 4) + 1) / 2);
  }
  return pictures;
}

}  // namespace v4e::training
