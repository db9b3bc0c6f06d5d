// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/model_defaults.h"

#include <algorithm>

namespace v4e {

EditSettings with_defaults(const EditSettings& settings, const ModelDescription& model) {
  EditSettings all = settings;
  all.steps = settings.steps.value_or(model.default_steps);
  all.guidance = settings.guidance.value_or(model.default_guidance);
  // Between two pictures fewer frames than FLF2V can do with leave no way to see.
  constexpr int kWayFrames = 17;
  const bool is_long_way = !settings.ending.empty() && !model.capabilities;
  all.frames = settings.frames.value_or(is_long_way ? std::max(kWayFrames, model.default_frames)
                                                    : model.default_frames);
  all.working_area_px = settings.working_area_px.value_or(model.working_area_px);
  if (!settings.shift) all.shift = model.default_shift;
  if (!model.can_reason) all.reasoning_steps.reset();
  all.negative_prompt = settings.negative_prompt.value_or(model.default_negative_prompt);
  if (*all.guidance <= 1) all.negative_prompt.reset();
  return all;
}

}  // namespace v4e
