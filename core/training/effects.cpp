// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/effects.h"

#include <torch/types.h>

#include <algorithm>
#include <functional>
#include <map>

#include "core/base/error.h"
#include "core/pipelines/push_pull.h"
#include "core/training/damage.h"
#include "core/training/filters.h"
#include "core/training/named_colours.h"
#include "core/training/night.h"
#include "core/training/paint.h"
#include "core/training/snow.h"

namespace v4e::training {
namespace {

constexpr int kStates = 4;
constexpr double kBackgroundBlur = 4.5;  // pixels

at::Tensor warmth(const at::Tensor& photo, double amount) {
  return photo * colour(1 + 0.22 * amount, 1 + 0.03 * amount, 1 - 0.26 * amount, photo);
}

at::Tensor sepia(const at::Tensor& photo, double s) {
  return saturate(photo, 1 - s) * colour(1 + 0.08 * s, 1 - 0.09 * s, 1 - 0.31 * s, photo);
}

at::Tensor vivid(const at::Tensor& photo, double s) {
  const auto strong = saturate(photo, 1 + 0.9 * s).clamp(0, 1);
  const auto curve = strong * strong * (3 - 2 * strong);
  return strong + (curve - strong) * (0.35 * s);
}

at::Tensor gamma(const at::Tensor& photo, double exponent) {
  return photo.clamp_min(1e-4).pow(exponent);
}

/// More exposure, held by a shoulder: black stays black, white stays white.
at::Tensor exposed(const at::Tensor& photo, double s) {
  return 1 - (1 - photo.clamp(0, 1)).pow(1 + 0.75 * s);
}

at::Tensor tint(const at::Tensor& photo, const at::Tensor& tone, double s) {
  const auto toned = tone * (0.2 + 0.8 * luma(photo));
  return photo + (toned - photo) * (0.55 * s);
}

at::Tensor fog(const at::Tensor& photo, double s) {
  const auto air = colour(0.83, 0.85, 0.87, photo);
  const auto soft = gaussian_blur(saturate(photo, 1 - 0.4 * s), 1.2 * s);
  return soft + (air - soft) * (0.68 * s);
}

at::Tensor over(const at::Tensor& above, const at::Tensor& mask, const at::Tensor& below) {
  return below + (above - below) * mask;
}

at::Tensor recoloured(const at::Tensor& photo, const at::Tensor& tone, double s) {
  const auto grey = luma(photo);
  // Keeps light and shade: the tone at middle grey, towards black below it and white above it.
  const auto dark = tone * (grey * 2).clamp_max(1);
  const auto painted = dark + (1 - dark) * (grey * 2 - 1).clamp_min(0);
  return photo + (painted - photo) * s;
}

/// Blurred as if nothing but the region existed: no colour of what stands in front creeps into it.
at::Tensor blur_within(const at::Tensor& photo, const at::Tensor& region, double sigma) {
  const auto weight = region.clamp_min(1e-4);
  return gaussian_blur(photo * weight, sigma) / gaussian_blur(weight, sigma);
}

/// From one colour at the top to another one at the bottom.
at::Tensor gradient(const Effect& effect, const at::Tensor& photo) {
  const auto share = torch::linspace(0, 1, photo.size(1)).to(photo.device()).view({1, -1, 1});
  const auto above = named_colour(effect.colour, photo);
  return (above + (named_colour(effect.second_colour, photo) - above) * share).expand_as(photo);
}

at::Tensor local_region(const Effect& effect, const Scene& scene) {
  if (scene.region.defined()) return scene.region;
  V4E_ASSERT(scene.subject.defined());
  return effect.id.starts_with("bg") ? 1 - scene.subject : scene.subject;
}

Unfolding local_unfolding(const Effect& effect, const Scene& scene) {
  const auto photo = scene.photo;
  const auto region = local_region(effect, scene);
  const auto towards = [&](const at::Tensor& edit) -> Unfolding {
    return {photo, region, {}, [photo, edit](double s) { return photo + (edit - photo) * s; }};
  };
  if (effect.id == "remove") {
    // What is in the way grows transparent. The model never sees it, only what is around.
    auto way = towards(scene.background);
    way.shown = push_pull_fill(photo.unsqueeze(0), region.unsqueeze(0)).squeeze(0);
    return way;
  }
  if (effect.id == "recolour") {
    const auto tone = named_colour(effect.colour, photo);
    return {photo, region, {}, [photo, tone](double s) { return recoloured(photo, tone, s); }};
  }
  if (effect.id == "bgcolour") return towards(named_colour(effect.colour, photo).expand_as(photo));
  if (effect.id == "bggradient") return towards(gradient(effect, photo));
  V4E_ASSERT(effect.id == "bgblur");
  return {photo, region, {}, [photo, region](double s) {
            return blur_within(photo, region, kBackgroundBlur * s);
          }};
}

using Simple = std::function<at::Tensor(const at::Tensor& photo, double s)>;

const std::map<std::string, Simple>& simple_effects() {
  static const std::map<std::string, Simple> table{
      {"bw", [](const at::Tensor& photo, double s) { return saturate(photo, 1 - s); }},
      {"sepia", sepia},
      {"warm", [](const at::Tensor& photo, double s) { return warmth(photo, s); }},
      {"cool", [](const at::Tensor& photo, double s) { return warmth(photo, -s); }},
      {"vivid", vivid},
      {"brighter", exposed},
      {"darker", [](const at::Tensor& photo, double s) { return gamma(photo, 1 + 1.1 * s); }},
      {"night", night},
      {"fog", fog},
      {"sketch", pencil_sketch},
      {"oil", oil_painting},
      {"watercolour", watercolour},
      {"cartoon", cartoon},
  };
  return table;
}

}  // namespace

bool Effect::spoken() const {
  if (id == "bggradient") return false;
  const auto& spoken = spoken_colours();
  return colour.empty() || std::find(spoken.begin(), spoken.end(), colour) != spoken.end();
}

const std::vector<Effect>& effects() {
  static const std::vector<Effect> list = [] {
    std::vector<Effect> made;
    for (const auto& [id, apply] : simple_effects()) made.push_back({id, "", false});
    for (const char* id : {"snow", "restore", "colourise"}) made.push_back({id, "", false});
    for (const auto& name : tint_colours()) made.push_back({"cast", name, false});
    for (const auto& name : object_colours()) made.push_back({"bgcolour", name, true});
    for (const auto& name : object_colours()) made.push_back({"recolour", name, true});
    for (const auto& [above, below] : gradient_colours()) made.push_back({"bggradient", above, true, below});
    made.push_back({"bgblur", "", true});
    made.push_back({"remove", "", true});
    return made;
  }();
  return list;
}

std::vector<std::string> effect_ids() {
  std::vector<std::string> ids;
  for (const auto& effect : effects()) {
    if (ids.empty() || ids.back() != effect.id) ids.push_back(effect.id);
  }
  return ids;
}

std::vector<std::size_t> variants_of(const std::string& id) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < effects().size(); ++i) {
    if (effects()[i].id == id) places.push_back(i);
  }
  return places;
}

at::Tensor Unfolding::at(double share) const {
  const auto state = whole(share).clamp(0, 1);
  return region.defined() ? over(state, region, photo).clamp(0, 1) : state;
}

Unfolding unfolding(const Effect& effect, const Scene& scene, const at::Tensor& noise,
                    at::Generator generator) {
  const auto photo = scene.photo;
  if (effect.local) return local_unfolding(effect, scene);
  const auto& region = scene.region;
  if (const auto simple = simple_effects().find(effect.id); simple != simple_effects().end()) {
    return {photo, region, {}, [photo, &apply = simple->second](double s) { return apply(photo, s); }};
  }
  if (effect.id == "cast") {
    const auto tone = named_colour(effect.colour, photo);
    return {photo, region, {}, [photo, tone](double s) { return tint(photo, tone, s); }};
  }
  if (effect.id == "snow") {
    const Snowfall snowfall(noise, photo.size(1), photo.size(2));
    return {photo, region, {}, [photo, snowfall](double s) { return snowfall.over(photo, s); }};
  }
  if (effect.id == "colourise") {
    return {saturate(photo, 0), region, {}, [photo](double s) { return saturate(photo, s); }};
  }
  V4E_ASSERT(effect.id == "restore");
  const Damage damage(photo.size(1), photo.size(2), generator);
  return {
      damage.apply(photo, 1), region, {}, [photo, damage](double s) { return damage.apply(photo, 1 - s); }};
}

Evolution apply_effect(const Effect& effect, const Scene& scene, const at::Tensor& noise,
                       at::Generator generator) {
  return unfolded(unfolding(effect, scene, noise, std::move(generator)));
}

Evolution unfolded(const Unfolding& way) {
  const auto photo = way.photo.clamp(0, 1);
  std::vector<at::Tensor> frames{photo};
  for (int k = 1; k <= kStates; ++k) frames.push_back(way.at(static_cast<double>(k) / kStates));
  const auto region = way.region.defined() ? way.region : torch::ones_like(photo.slice(0, 0, 1));
  return {torch::stack(frames), region, way.whole(1).clamp(0, 1), way.shown};
}

}  // namespace v4e::training
