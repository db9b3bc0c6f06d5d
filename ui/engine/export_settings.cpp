// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/export_settings.h"

#include "core/edit/edit_provenance.h"
#include "core/edit/finish.h"
#include "core/merge/strength.h"

namespace v4e::ui {

void describeEdit(const EditResult& result, const std::vector<EditSettings>& before, bool includePrompt,
                  WriteOptions& options) {
  std::optional<int> frame;
  if (!result.frames.empty())
    frame = static_cast<int>(nearest_frame(result.settings.strength, result.frames.size()));
  add_provenance(make_provenance(result.settings,
                                 {.caption = result.caption,
                                  .model = result.model_name,
                                  .frames = static_cast<int>(result.frames.size()),
                                  .frame = frame,
                                  .before = before},
                                 includePrompt),
                 options);
}

std::optional<EditSettings> embeddedOrder(const Photo& photo) {
  const std::optional<Provenance> provenance = provenance_of(photo);
  if (!provenance || !provenance->include_prompt) return std::nullopt;
  EditSettings order = settings_of(*provenance);
  // A picture that was finished at 2K comes back as the edit that was finished.
  if (is_finish(order) && !provenance->before.empty()) {
    const std::vector<EditSettings> steps = steps_of(*provenance);
    order = steps[steps.size() - 2];
  }
  return order;
}

}  // namespace v4e::ui
