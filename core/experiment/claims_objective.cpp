// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_objective.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/pipelines/noise.h"
#include "core/training/draw.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

constexpr double kPureNoise = 0.6;
constexpr double kLeastWay = 0.1;  ///< so that clips in which little moves do not count endlessly
constexpr double kEvolutionWeight = 0.5;
constexpr double kGivenFirst = 0.5;
constexpr double kGivenBoth = 0.4;

at::Tensor by_pair(const at::Tensor& squares) {
  return squares.flatten(1).mean(1);
}

at::Tensor channels(const at::Tensor& weights) {
  return weights.view({1, -1, 1, 1, 1});
}

at::Tensor noise_levels(std::int64_t count, std::uint64_t seed) {
  const auto uniform = torch::sigmoid(1.702 * draw_noise({2, count}, seed));  // near uniform in 0..1
  const auto spread = uniform[0] * 0.95 + 0.05;
  return torch::where(uniform[1] < kPureNoise, torch::ones_like(spread), spread);
}

at::Tensor fp32_rows(const at::Tensor& set, const at::Tensor& items) {
  return set.index_select(0, items).to(torch::kFloat);
}

}  // namespace

ClaimsBatch draw_claims_batch(const ClaimsModel& model, const LatentSet& set, std::int64_t first,
                              std::int64_t count, std::uint64_t seed, std::int64_t step) {
  const auto own_seed = mixed_seed(seed, static_cast<std::uint64_t>(step));
  std::mt19937_64 random(own_seed);
  ClaimsBatch batch;
  std::vector<std::int64_t> items;
  for (std::int64_t i = 0; i < count; ++i) items.push_back(draw_index(first, random));
  batch.items = torch::tensor(items, torch::kLong);
  batch.still = fp32_rows(set.still, batch.items);
  if (set.moving.defined()) {
    batch.target = fp32_rows(set.moving, batch.items);
    batch.end = model.end_of(batch.still, batch.target);
  } else {
    batch.end = fp32_rows(set.end, batch.items);
    batch.target = ClaimsModel::cross_fade(batch.still, batch.end);
  }
  batch.noise = draw_noise(batch.target.sizes(), own_seed >> 1);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto item = items[static_cast<std::size_t>(i)];
    batch.texts.push_back(set.text_of(item));
    if (set.paired[item].item<bool>())
      batch.noise[i].copy_(item_noise(set.stream, item, batch.still.sizes().slice(1)));
  }
  batch.sigma = noise_levels(count, (own_seed >> 1) ^ 1);
  return batch;
}

Given ClipObjective::given_at(double uniform) {
  if (uniform < kGivenFirst) return Given::First;
  return uniform < kGivenFirst + kGivenBoth ? Given::FirstAndLast : Given::Nothing;
}

at::Tensor ClipObjective::condition_of(const ClaimsBatch& batch, std::int64_t step) const {
  if (teaches_ends_) return model_.condition(Given::FirstAndLast, batch.still, batch.end);
  auto condition = model_.condition(Given::First, batch.still, {});
  const auto with_end = model_.condition(Given::FirstAndLast, batch.still, batch.end);
  std::mt19937_64 random(mixed_seed(seed_ + 1, static_cast<std::uint64_t>(step)));
  for (std::int64_t i = 0; i < batch_size_; ++i) {
    const auto given = given_at(draw(0, 1, random));
    if (given == Given::FirstAndLast) condition[i].copy_(with_end[i]);
    if (given == Given::Nothing) condition[i].zero_();
  }
  return condition;
}

at::Tensor ClipObjective::loss(std::int64_t step) {
  const auto batch = draw_claims_batch(model_, set_, set_.size(), batch_size_, seed_, step);
  const auto level = batch.sigma.view({-1, 1, 1, 1, 1});
  const NoisyClip clip{noisy_latents(batch.target, batch.noise, level),
                       model_.scheduler().timesteps_at(batch.sigma), condition_of(batch, step)};
  auto call = model_call(model_.conditioning(), clip);
  call.prompt_embeds = model_.encode_texts_once(batch.texts);
  const auto x0 = output_x0(model_.nano().sampling.prediction, model_.conditioning(),
                            call_model(*model_.nano().dit, call), clip, level);
  const auto weights = channels(model_.all_weights());
  const auto error = by_pair((x0 - batch.target).square() * weights);
  const auto way = by_pair((batch.still.unsqueeze(2) - batch.target).square() * weights);
  return (error / (way + kLeastWay)).mean();
}

TripletObjective::TripletObjective(ClaimsModel& model, TripletLessons lessons)
    : model_(model), lessons_(std::move(lessons)) {
  weights_.tail = lessons_.tail_weight;
  weights_.evolution = kEvolutionWeight;
  weights_.keep = lessons_.keep_weight;
  if (lessons_.teacher == nullptr) return;
  block_ = BlockLossOptions{}.resolved(model_.layers());
  block_weight_ = std::make_unique<BlockWeight>(block_, lessons_.updates, lessons_.block_weight_file);
}

ClaimsBatch TripletObjective::batch_at(std::int64_t step) const {
  auto batch =
      draw_claims_batch(model_, lessons_.triplets, lessons_.count, lessons_.batch_size, lessons_.seed, step);
  if (lessons_.by_captions) {
    for (std::size_t i = 0; i < batch.texts.size(); ++i)
      batch.texts[i] =
          lessons_.triplets.still_caption_of(batch.items[static_cast<std::int64_t>(i)].item<std::int64_t>());
  }
  if (lessons_.ways == nullptr) return batch;
  for (std::int64_t i = 0; i < lessons_.batch_size; ++i) {
    const auto item = batch.items[i].item<std::int64_t>();
    if (item < lessons_.ways->weight.size(0) && lessons_.ways->weight[item].item<double>() > 0)
      batch.target[i].copy_(lessons_.ways->moving[item]);
  }
  return batch;
}

at::Tensor TripletObjective::way_weights_of(const ClaimsBatch& batch) const {
  const auto& weights = lessons_.ways->weight;
  const auto has_way = batch.items < weights.size(0);
  return torch::where(has_way, weights.index_select(0, batch.items.clamp_max(weights.size(0) - 1)), 0);
}

std::vector<at::Tensor> TripletObjective::teacher_states(const ClaimsBatch& batch, const NoisyClip& clip) {
  const torch::NoGradGuard no_grad;
  auto& teacher = *lessons_.teacher;
  std::vector<std::string> captions;
  for (std::int64_t i = 0; i < lessons_.batch_size; ++i)
    captions.push_back(lessons_.triplets.caption_of(batch.items[i].item<std::int64_t>()));
  auto call = model_call(
      teacher.conditioning(),
      {clip.latents, clip.timestep, teacher.condition(Given::FirstAndLast, batch.still, batch.end)});
  call.prompt_embeds = teacher.encode_texts_once(captions);
  std::vector<at::Tensor> states;
  WanDitOptions options;
  options.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
    if (std::ranges::binary_search(block_.blocks, block)) states.push_back(hidden);
  };
  static_cast<void>(call_model(*teacher.nano().dit, call, options));
  return states;
}

DistillTerms TripletObjective::terms(std::int64_t step, bool with_blocks) {
  const auto drawn = batch_at(step);
  PairBatch pairs;
  pairs.condition = model_.condition(Given::First, drawn.still, {});
  pairs.target = drawn.target;
  pairs.prompt_embeds = model_.encode_texts_once(drawn.texts);
  if (lessons_.keep_weight > 0) {
    pairs.mask = fp32_rows(lessons_.triplets.mask, drawn.items).unsqueeze(1);
    pairs.still = drawn.still;
  }
  const auto noisy = noisy_batch(pairs, drawn.noise, drawn.sigma, model_.conditioning(), model_.scheduler());
  const auto taught = with_blocks ? teacher_states(drawn, noisy.clip) : std::vector<at::Tensor>{};
  std::vector<at::Tensor> own;
  WanDitOptions options;
  if (with_blocks) {
    options.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
      if (std::ranges::binary_search(block_.blocks, block)) own.push_back(hidden);
    };
  }
  const auto output = call_model(*model_.nano().dit, noisy.call, options);
  const auto prediction = model_.nano().sampling.prediction;
  auto made = distill_terms(output, pairs, noisy, drawn.noise, drawn.sigma, prediction, model_.conditioning(),
                            model_.state_weights());
  if (lessons_.ways != nullptr) {
    const auto x0 =
        output_x0(prediction, model_.conditioning(), output, noisy.clip, drawn.sigma.view({-1, 1, 1, 1, 1}));
    const auto squares = (x0 - drawn.target).square();
    // The middle latent frame, and of the last one what tells of the way to its last picture.
    const auto middle = by_pair(squares.narrow(2, 0, 1) * channels(model_.all_weights()));
    const auto last = by_pair(squares.narrow(2, 1, 1) * channels(model_.way_weights()));
    made.evolution = ((middle + last) * way_weights_of(drawn)).mean();
  }
  if (with_blocks) {
    const TokenRange all{0, own.front().size(1)};
    const auto count = lessons_.batch_size;
    add_block_term(made, block_distances(own, taught, all, block_.distance), torch::arange(count), count,
                   block_);
  }
  return made;
}

void TripletObjective::weigh_blocks(Trainer& trainer) {
  if (!block_weight_ || !block_weight_->is_due(trainer.step())) return;
  block_weight_->measure(
      trainer.step(), [&](std::int64_t each) { return terms(each, true); }, weights_, trainer);
}

at::Tensor TripletObjective::loss(std::int64_t step) {
  auto weights = weights_;
  if (block_weight_) weights.block = block_weight_->at(step);
  return terms(step, weights.block > 0).sum(weights);
}

}  // namespace v4e::training
