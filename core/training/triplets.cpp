// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/triplets.h"

#include <torch/types.h>

#include <ATen/CPUGeneratorImpl.h>

#include <map>

#include "core/base/error.h"
#include "core/training/draw.h"
#include "core/training/region_shapes.h"

namespace v4e::training {

namespace {

/// What is marked to be removed: the object and some pixels around it, or, where there is none, damage.
at::Tensor removal_region(const at::Tensor& subject, bool exact, std::int64_t size, std::mt19937_64& random) {
  if (!subject.defined()) return marked_damage(size, random);
  const auto rim = exact ? 5 : static_cast<std::int64_t>(draw(3, 12, random));
  // Everything that the soft edge touches is inside for good.
  return grown((subject > 0.02).to(torch::kFloat), rim);
}

std::size_t draw_photo(std::size_t count, std::mt19937_64& random) {
  return static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(count), random));
}

}  // namespace

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

Scene TripletMaker::draw_scene(const Effect& effect, const TripletOptions& options,
                               std::mt19937_64& random) const {
  const auto size = options.size_px;
  const bool removes = effect.id == "remove";
  Scene scene;
  if (!effect.local) {
    const auto photo =
        options.place ? *options.place : draw_photo(data_.photo_count(options.heldout), random);
    scene.photo = data_.random_crop(photo, options.heldout, size, random);
    return scene;
  }
  // Drawn in any case, so that a given photo changes nothing else of an example.
  const auto any_photo = draw_photo(data_.place_count(options.heldout), random);
  const auto photo = options.place.value_or(any_photo);
  const auto subjects = data_.subject_count(options.heldout);
  // What is behind a photo's own subject is not known, so there is nothing to compare its removal with.
  const bool real = !removes && subjects > 0 && draw(0, 1, random) < options.real_share;
  scene = real ? data_.subject_scene(draw_index(subjects, random), options.heldout, size, random)
               : data_.random_scene(photo, options.heldout, size, random);
  if (removes) {
    if (!options.exact_regions && draw(0, 1, random) < 0.3) {
      scene.photo = scene.background;
      scene.subject = at::Tensor();
    }
    scene.region = removal_region(scene.subject, options.exact_regions, size, random);
    return scene;
  }
  scene.region = options.exact_regions ? scene.subject : random_region(scene.subject, size, random);
  if (effect.id.starts_with("bg")) scene.region = 1 - scene.region;
  return scene;
}

DrawnTriplet TripletMaker::draw_way(const Effect& effect, const TripletOptions& options,
                                    const at::Tensor& noise, std::mt19937_64& random) const {
  DrawnTriplet drawn;
  drawn.scene = draw_scene(effect, options, random);
  auto generator = at::make_generator<at::CPUGeneratorImpl>(random());
  drawn.way = unfolding(effect, drawn.scene, noise, generator);
  return drawn;
}

DrawnTriplet TripletMaker::draw_one(const Effect& effect, const TripletOptions& options,
                                    const at::Tensor& noise, std::mt19937_64& random) const {
  auto drawn = draw_way(effect, options, noise, random);
  const bool pointing = effect.local && options.pointing_share > 0 &&
                        std::uniform_real_distribution<double>(0, 1)(random) < options.pointing_share;
  const auto& subject = drawn.scene.subject_name;
  drawn.text =
      pointing ? wordings_.draw_pointing(effect, subject, options.heldout_wordings, random)
               : wordings_.draw(effect, subject, options.instruction_share, options.heldout_wordings, random);
  return drawn;
}

TripletBatch TripletMaker::make(const std::vector<std::size_t>& chosen, const TripletOptions& options,
                                const at::Tensor& noise, std::mt19937_64& random) const {
  TripletBatch batch;
  std::vector<at::Tensor> videos;
  std::vector<at::Tensor> regions;
  std::vector<at::Tensor> wholes;
  std::vector<at::Tensor> shown;
  std::vector<int> bounded;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto& effect = effects()[chosen[i]];
    const auto drawn = draw_one(effect, options, noise[static_cast<std::int64_t>(i)], random);
    if (options.wanted && !options.wanted(static_cast<std::int64_t>(i))) continue;
    const auto evolution = unfolded(drawn.way);
    videos.push_back(evolution.frames.transpose(0, 1));  // [5, 3, H, W] -> [3, 5, H, W]
    regions.push_back(evolution.region);
    wholes.push_back(evolution.whole);
    shown.push_back(evolution.shown.defined() ? evolution.shown : evolution.frames[0]);
    bounded.push_back(effect.local);
    batch.texts.push_back(drawn.text);
  }
  batch.bounded = torch::tensor(bounded).to(torch::kBool);
  batch.whole = torch::stack(wholes) * 2 - 1;
  batch.shown = torch::stack(shown) * 2 - 1;
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
