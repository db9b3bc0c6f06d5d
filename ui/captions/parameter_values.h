// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

enum class SamplerChoice { ModelsOwn, UniPc, Euler };
/// Nothing: the model's own.
struct MethodChoice {
  std::optional<EditMethod> method;

  bool operator==(const MethodChoice&) const = default;
};

/// Nothing: not said, or different from one to the other.
struct ParameterValues {
  std::optional<std::string> model = {};
  std::optional<int> steps = {};
  std::optional<double> guidance = {};
  std::optional<int> frames = {};
  std::optional<std::uint64_t> seed = {};
  std::optional<std::string> negative_prompt = {};
  std::optional<double> shift = {};  ///< 0: the model's own
  std::optional<SamplerChoice> sampler = {};
  std::optional<int> reasoning_steps = {};  ///< 0: none
  std::optional<RefineMode> refine = {};
  std::optional<std::vector<LoraChoice>> loras = {};  ///< of LoraList; ParameterFields leaves them alone
  std::optional<MethodChoice> method = {};            ///< likewise, of MethodSwitch
  std::optional<int> keep_every = {};                 ///< likewise, of FilmRemedies; 0: all
  std::optional<double> still_sigma = {};             ///< and this; 0: none

  bool operator==(const ParameterValues&) const = default;
};

/// As the settings have it.
[[nodiscard]] SamplerChoice samplerChoice(const std::optional<Sampler>& sampler);

/// Writes what is said into the settings. A negative prompt that is the model's own is left to the model.
void takeValues(const ParameterValues& values, const ModelInfo* model, EditSettings& settings);

}  // namespace v4e::ui
