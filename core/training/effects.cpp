// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/effects.h"

#include <torch/torch.h>

#include <functional>
#include <map>

#include "core/base/error.h"
#include "core/training/damage.h"
#include "core/training/filters.h"
#include "core/training/named_colours.h"
#include "core/training/paint.h"
#include "core/training/snow.h"

namespace v4e::training {
namespace {

/// One state: the photo after the share `s` (0..1] of the effect.
using State = std::function<at::Tensor(double s)>;

constexpr int kStates = 4;

/// frames [5, 3, H, W] out of a first frame and the state at 1/4, 1/2, 3/4 and the whole effect.
at::Tensor unfold(const at::Tensor& first, const State& state) {
  std::vector<at::Tensor> frames{first};
  for (int k = 1; k <= kStates; ++k) frames.push_back(state(static_cast<double>(k) / kStates));
  return torch::stack(frames).clamp(0, 1);
}

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

at::Tensor tint(const at::Tensor& photo, const at::Tensor& tone, double s) {
  const auto toned = tone * (0.2 + 0.8 * luma(photo));
  return photo + (toned - photo) * (0.55 * s);
}

at::Tensor night(const at::Tensor& photo, double s) {
  const auto dim = gamma(saturate(photo, 1 - 0.5 * s), 1 + 0.5 * s) * (1 - 0.62 * s);
  return dim * colour(1 - 0.4 * s, 1 - 0.2 * s, 1 + 0.3 * s, photo) + colour(0, 0.01 * s, 0.045 * s, photo);
}

at::Tensor fog(const at::Tensor& photo, double s) {
  const auto air = colour(0.83, 0.85, 0.87, photo);
  const auto soft = gaussian_blur(saturate(photo, 1 - 0.4 * s), 1.2 * s);
  return soft + (air - soft) * (0.68 * s);
}

Evolution whole_picture(const Scene& scene, const State& state) {
  return {unfold(scene.photo, state), torch::ones_like(scene.photo.slice(0, 0, 1))};
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

Evolution subject_effect(const Effect& effect, const Scene& scene) {
  const auto& photo = scene.photo;
  const auto& mask = scene.subject;
  if (effect.id == "remove") {
    // The subject grows transparent: the picture's own state halfway is the half-seen subject.
    return {unfold(photo, [&](double s) { return over(scene.background, mask * s, photo); }), mask};
  }
  if (effect.id == "recolour") {
    const auto tone = named_colour(effect.colour, photo);
    return {unfold(photo, [&](double s) { return over(recoloured(photo, tone, s), mask, photo); }), mask};
  }
  const auto outside = 1 - mask;
  if (effect.id == "bgcolour") {
    const auto tone = named_colour(effect.colour, photo);
    return {unfold(photo, [&](double s) { return over(photo + (tone - photo) * s, outside, photo); }),
            outside};
  }
  V4E_ASSERT(effect.id == "bgblur");
  return {
      unfold(photo, [&](double s) { return over(gaussian_blur(scene.background, 4.5 * s), outside, photo); }),
      outside};
}

using Simple = std::function<at::Tensor(const at::Tensor& photo, double s)>;

const std::map<std::string, Simple>& simple_effects() {
  static const std::map<std::string, Simple> table{
      {"bw", [](const at::Tensor& photo, double s) { return saturate(photo, 1 - s); }},
      {"sepia", sepia},
      {"warm", [](const at::Tensor& photo, double s) { return warmth(photo, s); }},
      {"cool", [](const at::Tensor& photo, double s) { return warmth(photo, -s); }},
      {"vivid", vivid},
      {"brighter", [](const at::Tensor& photo, double s) { return gamma(photo, 1 / (1 + 0.9 * s)); }},
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

const std::vector<Effect>& effects() {
  static const std::vector<Effect> list = [] {
    std::vector<Effect> made;
    for (const auto& [id, apply] : simple_effects()) made.push_back({id, "", false});
    for (const char* id : {"snow", "restore", "colourise"}) made.push_back({id, "", false});
    for (const auto& name : tint_colours()) made.push_back({"cast", name, false});
    for (const auto& name : object_colours()) made.push_back({"bgcolour", name, true});
    for (const auto& name : object_colours()) made.push_back({"recolour", name, true});
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

Evolution apply_effect(const Effect& effect, const Scene& scene, const at::Tensor& noise,
                       at::Generator generator) {
  const auto& photo = scene.photo;
  if (effect.needs_subject) return subject_effect(effect, scene);
  if (const auto simple = simple_effects().find(effect.id); simple != simple_effects().end()) {
    return whole_picture(scene, [&](double s) { return simple->second(photo, s); });
  }
  if (effect.id == "cast") {
    const auto tone = named_colour(effect.colour, photo);
    return whole_picture(scene, [&](double s) { return tint(photo, tone, s); });
  }
  if (effect.id == "snow") {
    const Snowfall snowfall(noise, photo.size(1), photo.size(2));
    return whole_picture(scene, [&](double s) { return snowfall.over(photo, s); });
  }
  if (effect.id == "colourise") {
    const auto grey = saturate(photo, 0);
    return {unfold(grey, [&](double s) { return saturate(photo, s); }),
            torch::ones_like(grey.slice(0, 0, 1))};
  }
  V4E_ASSERT(effect.id == "restore");
  const Damage damage(photo.size(1), photo.size(2), generator);
  return {unfold(damage.apply(photo, 1), [&](double s) { return damage.apply(photo, 1 - s); }),
          torch::ones_like(photo.slice(0, 0, 1))};
}

}  // namespace v4e::training
