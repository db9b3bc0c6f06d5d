// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/schedulers/sampler.h"

namespace v4e {

/// How a model works that was distilled to few steps, or a LoRA makes it work: without guidance, in a few
/// steps, at the places on the way that it was trained at.
struct FewSteps {
  std::string id;  ///< "lightx2v" …: LoRAs of one name belong together
  int steps = 4;
  double shift = 5;
  Sampler sampler = Sampler::Euler;
  double strength = 1;  ///< of a LoRA

  bool operator==(const FewSteps&) const = default;
};
/// Of all of them.
inline constexpr double kFewStepsGuidance = 1;
/// More of either and the picture burns.
inline constexpr double kMostFewStepsGuidance = 1.5;
inline constexpr int kMostFewSteps = 12;

/// What a model is, as far as that matters here.
enum class FewStepsBase { Small, Large, TwoExperts, ChronoEdit, TextAndImage5B };
struct ComponentPaths;
/// By the headers of its files. Throws what reading them throws.
[[nodiscard]] FewStepsBase few_steps_base(const ComponentPaths& model);

/// What is known by that name for such a model: `name` is a file's, without its folder. Nothing: no such one
/// is known.
[[nodiscard]] std::optional<FewSteps> few_steps_lora(const std::string& name, FewStepsBase base);
/// The same of a whole transformer.
[[nodiscard]] std::optional<FewSteps> few_steps_model(const std::string& name, FewStepsBase base);

}  // namespace v4e
