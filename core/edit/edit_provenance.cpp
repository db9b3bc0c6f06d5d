// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_provenance.h"

namespace v4e {

Provenance make_provenance(const EditSettings& settings, const EditFacts& facts, bool include_prompt) {
  Provenance provenance;
  provenance.instruction = settings.instruction;
  provenance.caption = facts.caption;
  provenance.caption_is_own = !settings.caption.empty();
  provenance.model = facts.model;
  provenance.seed = settings.seed;
  provenance.steps = settings.steps.value_or(0);
  provenance.guidance = settings.guidance.value_or(1);
  provenance.frames = facts.frames;
  provenance.frame = facts.frame;
  if (!facts.merge.empty()) provenance.details["merge"] = facts.merge;
  provenance.include_prompt = include_prompt;
  // Words stand where they can be left out; a model's folder is nobody's business.
  EditSettings numbers = settings;
  numbers.instruction.clear();
  numbers.caption.clear();
  numbers.model.clear();
  if (!include_prompt) numbers.negative_prompt.reset();
  provenance.settings = to_json(numbers);
  return provenance;
}

EditSettings settings_of(const Provenance& provenance) {
  EditSettings settings = edit_settings_from(provenance.settings, "the picture's record of its making");
  settings.model = provenance.model;
  settings.instruction = provenance.instruction;
  settings.caption = provenance.caption_is_own ? provenance.caption : std::string();
  settings.seed = provenance.seed;
  if (provenance.steps > 0) settings.steps = provenance.steps;
  if (provenance.frames > 0) settings.frames = provenance.frames;
  settings.guidance = provenance.guidance;
  return settings;
}

}  // namespace v4e
