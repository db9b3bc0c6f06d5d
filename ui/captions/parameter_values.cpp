// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/parameter_values.h"

namespace v4e::ui {
namespace {

std::optional<Sampler> samplerOf(SamplerChoice choice) {
  switch (choice) {
    case SamplerChoice::ModelsOwn:
      return std::nullopt;
    case SamplerChoice::UniPc:
      return Sampler::UniPc;
    case SamplerChoice::Euler:
      return Sampler::Euler;
  }
  return std::nullopt;
}

}  // namespace

SamplerChoice samplerChoice(const std::optional<Sampler>& sampler) {
  if (!sampler) return SamplerChoice::ModelsOwn;
  return *sampler == Sampler::UniPc ? SamplerChoice::UniPc : SamplerChoice::Euler;
}

void takeValues(const ParameterValues& values, const ModelInfo* model, EditSettings& settings) {
  if (values.model) settings.model = *values.model;
  if (values.steps) settings.steps = values.steps;
  if (values.guidance) settings.guidance = values.guidance;
  if (values.frames) settings.frames = values.frames;
  if (values.seed) settings.seed = *values.seed;
  if (values.negative_prompt) {
    const bool is_models_own = model && *values.negative_prompt == model->ranges.default_negative_prompt;
    settings.negative_prompt = is_models_own ? std::nullopt : values.negative_prompt;
  }
  if (values.shift) settings.shift = *values.shift > 0 ? values.shift : std::nullopt;
  if (values.sampler) settings.sampler = samplerOf(*values.sampler);
  if (values.reasoning_steps)
    settings.reasoning_steps = *values.reasoning_steps > 0 ? values.reasoning_steps : std::nullopt;
  if (values.refine) settings.refine = *values.refine;
  if (values.loras) settings.loras = *values.loras;
  if (values.method) settings.method = values.method->method;
  if (values.keep_every) settings.keep_every = *values.keep_every > 0 ? values.keep_every : std::nullopt;
  if (values.still_sigma) settings.still_sigma = *values.still_sigma > 0 ? values.still_sigma : std::nullopt;
}

}  // namespace v4e::ui
