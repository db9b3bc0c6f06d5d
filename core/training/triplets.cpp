// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/triplets.h"

#include <torch/torch.h>

#include <ATen/CPUGeneratorImpl.h>

#include <map>

#include "core/base/error.h"

namespace v4e::training {

TripletMaker::TripletMaker(const TrainingData& data, const Wordings& wordings,
                           std::vector<double> effect_weights)
    : data_(data), wordings_(wordings), effect_weights_(std::move(effect_weights)) {
  V4E_ASSERT(effect_weights_.size() == effects().size());
}

TripletBatch TripletMaker::batch(const TripletOptions& options, const at::Tensor& noise,
                                 std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  std::discrete_distribution<std::size_t> choose(effect_weights_.begin(), effect_weights_.end());
  std::vector<std::size_t> chosen(static_cast<std::size_t>(noise.size(0)));
  for (auto& effect : chosen) effect = choose(random);
  return make(chosen, options, noise, random);
}

TripletBatch TripletMaker::batch_of(std::size_t effect, const TripletOptions& options,
                                    const at::Tensor& noise, std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  return make(std::vector<std::size_t>(static_cast<std::size_t>(noise.size(0)), effect), options, noise,
              random);
}

TripletBatch TripletMaker::make(const std::vector<std::size_t>& chosen, const TripletOptions& options,
                                const at::Tensor& noise, std::mt19937_64& random) const {
  TripletBatch batch;
  std::vector<at::Tensor> videos;
  std::vector<at::Tensor> regions;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& effect = effects()[chosen[i]];
    const auto photo =
        std::uniform_int_distribution<std::size_t>(0, data_.photo_count(options.heldout) - 1)(random);
    Scene scene;
    if (effect.needs_subject) {
      scene = data_.random_scene(photo, options.heldout, options.size_px, random);
    } else {
      scene.photo = data_.random_crop(photo, options.heldout, options.size_px, random);
    }
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random());
    const auto evolution = apply_effect(effect, scene, noise[static_cast<std::int64_t>(i)], generator);
    videos.push_back(evolution.frames.transpose(0, 1));  // [5, 3, H, W] -> [3, 5, H, W]
    regions.push_back(evolution.region);
    batch.texts.push_back(wordings_.draw(effect, scene.subject_name, options.instruction_share,
                                         options.heldout_wordings, random));
  }
  batch.video = torch::stack(videos) * 2 - 1;
  batch.region = torch::stack(regions);
  return batch;
}

std::vector<double> draw_weights(const std::map<std::string, double>& by_effect) {
  std::map<std::string, int> colours;
  for (const auto& effect : effects()) ++colours[effect.id];
  std::vector<double> weights;
  for (const auto& effect : effects()) {
    const auto wanted = by_effect.find(effect.id);
    weights.push_back((wanted == by_effect.end() ? 1.0 : wanted->second) / colours[effect.id]);
  }
  return weights;
}

}  // namespace v4e::training
