// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_provenance.h"

#include <filesystem>

#include "core/base/error.h"

namespace v4e {

namespace {

constexpr const char* kRecord = "the picture's record of its making";

/// What is said of a step: words only with the prompt, never where a model, a LoRA or a finished edit lies nor a region's
/// pixels.
nlohmann::json without_words(EditSettings settings, bool include_prompt) {
  settings.instruction.clear();
  settings.caption.clear();
  settings.model.clear();
  settings.ending.clear();
  for (LoraChoice& lora : settings.loras) lora.file = std::filesystem::path(lora.file).filename().string();
  settings.region.mask = {};  // far more than metadata hold
  settings.region.file.clear();
  settings.sketch = {};
  if (!include_prompt) {
    settings.negative_prompt.reset();
    settings.loras.clear();  // they are called by what they show
  }
  return to_json(settings);
}

nlohmann::json step_before(const EditSettings& settings, bool include_prompt) {
  nlohmann::json step = without_words(settings, include_prompt);
  step["model"] = settings.model;
  if (!include_prompt) return step;
  step["instruction"] = settings.instruction;
  if (!settings.caption.empty()) step["caption"] = settings.caption;
  return step;
}

}  // namespace

Provenance make_provenance(const EditSettings& settings, const EditFacts& facts, bool include_prompt) {
  Provenance provenance;
  provenance.instruction = settings.instruction;
  // Of several steps the last one's own: the others have theirs, and the way through all is no caption to
  // edit with again.
  provenance.caption = settings.caption.empty() ? std::string(facts.caption) : settings.caption;
  provenance.caption_is_own = !settings.caption.empty();
  provenance.model = facts.model;
  provenance.seed = settings.seed;
  provenance.steps = settings.steps.value_or(0);
  provenance.guidance = settings.guidance.value_or(1);
  provenance.frames = facts.frames;
  provenance.frame = facts.frame;
  if (!facts.merge.empty()) provenance.details["merge"] = facts.merge;
  provenance.include_prompt = include_prompt;
  provenance.settings = without_words(settings, include_prompt);
  for (const EditSettings& step : facts.before)
    provenance.before.push_back(step_before(step, include_prompt));
  return provenance;
}

EditSettings settings_of(const Provenance& provenance) {
  EditSettings settings = edit_settings_from(provenance.settings, kRecord);
  settings.model = provenance.model;
  settings.instruction = provenance.instruction;
  settings.caption = provenance.caption_is_own ? provenance.caption : std::string();
  settings.seed = provenance.seed;
  if (provenance.steps > 0) settings.steps = provenance.steps;
  if (provenance.frames > 0) settings.frames = provenance.frames;
  settings.guidance = provenance.guidance;
  return settings;
}

std::vector<EditSettings> steps_of(const Provenance& provenance) {
  std::vector<EditSettings> steps;
  if (!provenance.before.is_array())
    throw Error(ErrorCode::FileMalformed, std::string(kRecord) + ": 'before' is no list");
  for (const nlohmann::json& step : provenance.before) steps.push_back(edit_settings_from(step, kRecord));
  steps.push_back(settings_of(provenance));
  return steps;
}

}  // namespace v4e
