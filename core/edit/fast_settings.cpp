// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/fast_settings.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/edit/model_defaults.h"
#include "core/library/lora_report.h"

namespace v4e {
namespace {

/// What is made for few steps, and how it is called.
struct Distilled {
  FewSteps way;
  std::string name;
};

std::optional<FewSteps> few_steps_of(const LoraChoice& lora, const ModelDescription& model) {
  return lora.on ? check_lora(lora.file, model.paths).few_steps : std::nullopt;
}

std::optional<Distilled> find_distilled(const EditSettings& settings, const ModelDescription& model) {
  for (const LoraChoice& lora : settings.loras) {
    if (const auto way = few_steps_of(lora, model))
      return Distilled{*way, std::filesystem::path(lora.file).filename().string()};
  }
  if (model.few_steps) return Distilled{*model.few_steps, model.name};
  return std::nullopt;
}

}  // namespace

EditSettings fast_settings(const EditSettings& settings, const ModelDescription& model) {
  const std::optional<Distilled> found = find_distilled(settings, model);
  if (!found)
    throw Error(ErrorCode::InvalidArgument,
                "neither " + model.name +
                    " nor a LoRA is known to need few steps only; give a few-step LoRA of this model, or say "
                    "steps, guidance, shift and sampler yourself");
  const FewSteps& way = found->way;
  EditSettings fast = settings;
  fast.steps = settings.steps.value_or(way.steps);
  fast.guidance = settings.guidance.value_or(kFewStepsGuidance);
  fast.shift = settings.shift.value_or(way.shift);
  fast.sampler = settings.sampler.value_or(way.sampler);
  for (LoraChoice& lora : fast.loras) {
    if (lora.strength == 1 && few_steps_of(lora, model) == way) lora.strength = way.strength;
  }
  return fast;
}

std::vector<std::string> burning_notes(const EditSettings& settings, const ModelDescription& model) {
  const std::optional<Distilled> found = find_distilled(settings, model);
  if (!found) return {};
  const EditSettings all = with_defaults(settings, model);
  if (*all.steps <= kMostFewSteps && *all.guidance <= kMostFewStepsGuidance) return {};
  return {found->name + " was made for " + std::to_string(found->way.steps) +
          " steps without guidance; with " + std::to_string(*all.steps) + " steps and a guidance of " +
          nlohmann::json(*all.guidance).dump() + " the picture burns"};
}

}  // namespace v4e
