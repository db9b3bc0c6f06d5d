// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pairs/noisy_batch.h"

#include <torch/types.h>

#include <algorithm>

namespace v4e::training {

PairBatch stack_pairs(const std::vector<EncodedPair>& pairs, const std::vector<at::Tensor>& texts,
                      std::int64_t text_len, const Conditioning& conditioning, at::Device device) {
  std::vector<at::Tensor> conditions;
  std::vector<at::Tensor> targets;
  std::vector<at::Tensor> prompts;
  std::vector<at::Tensor> images;
  std::vector<at::Tensor> masks;
  std::vector<at::Tensor> stills;
  std::vector<at::Tensor> evolution_weights;
  const bool any_mask = std::ranges::any_of(pairs, [](const auto& pair) { return pair.mask.defined(); });
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const EncodedPair& pair = pairs[i];
    conditions.push_back(pair.condition);
    targets.push_back(pair.target);
    evolution_weights.push_back(torch::tensor(pair.evolution_weight, torch::kFloat));
    prompts.push_back(padded_text(texts[i], text_len));
    if (pair.image_embeds.defined()) images.push_back(pair.image_embeds);
    if (!any_mask) continue;
    const bool has_mask = pair.mask.defined();
    masks.push_back(has_mask ? pair.mask : torch::ones(pair.target.sizes().slice(2)));
    stills.push_back(has_mask ? pair.still : pair.target.select(1, pair.target.size(1) - 1));
  }
  const auto placed = [&](const std::vector<at::Tensor>& tensors) {
    return tensors.empty() ? at::Tensor() : torch::stack(tensors).to(device);
  };
  PairBatch batch;
  batch.condition = conditioning.denoised_part(placed(conditions));
  batch.target = placed(targets);
  batch.prompt_embeds = placed(prompts);
  batch.image_embeds = placed(images);
  if (any_mask) batch.mask = placed(masks).unsqueeze(1);
  batch.still = placed(stills);
  batch.evolution_weights = placed(evolution_weights);
  return batch;
}

NoisyBatch noisy_batch(const PairBatch& batch, const at::Tensor& noise, const at::Tensor& sigma,
                       const Conditioning& conditioning, const Scheduler& scheduler) {
  const auto level = sigma.view({-1, 1, 1, 1, 1});
  NoisyBatch noisy;
  noisy.clip = {noisy_latents(batch.target, noise, level), scheduler.timesteps_at(sigma), batch.condition};
  noisy.call = model_call(conditioning, noisy.clip);
  noisy.call.prompt_embeds = batch.prompt_embeds;
  noisy.call.image_embeds = batch.image_embeds;
  return noisy;
}

}  // namespace v4e::training
