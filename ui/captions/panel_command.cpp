// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/panel_command.h"

#include <QCoreApplication>
#include <utility>

#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

bool areOfTheSameField(const PanelValues& a, const PanelValues& b) {
  const auto both = [](const auto& one, const auto& other) { return one.has_value() == other.has_value(); };
  return both(a.parameters.model, b.parameters.model) && both(a.parameters.steps, b.parameters.steps) &&
         both(a.parameters.guidance, b.parameters.guidance) &&
         both(a.parameters.frames, b.parameters.frames) && both(a.parameters.seed, b.parameters.seed) &&
         both(a.parameters.negative_prompt, b.parameters.negative_prompt) &&
         both(a.parameters.shift, b.parameters.shift) &&
         both(a.parameters.reasoning_steps, b.parameters.reasoning_steps) &&
         both(a.parameters.refine, b.parameters.refine) && both(a.parameters.sampler, b.parameters.sampler) &&
         both(a.parameters.loras, b.parameters.loras) && both(a.parameters.method, b.parameters.method) &&
         both(a.parameters.keep_every, b.parameters.keep_every) &&
         both(a.parameters.still_sigma, b.parameters.still_sigma) && both(a.variations, b.variations) &&
         both(a.caption, b.caption);
}

/// Of two lists that differ in the strength of one LoRA alone, which one that is.
std::optional<std::size_t> changedStrength(const std::vector<LoraChoice>& before,
                                           const std::vector<LoraChoice>& after) {
  if (before.size() != after.size()) return std::nullopt;
  std::optional<std::size_t> changed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    LoraChoice same = before[i];
    same.strength = after[i].strength;
    if (changed || same != after[i]) return std::nullopt;
    changed = i;
  }
  return changed;
}

/// Whether two changes of the LoRAs are one to the user: a slider on its way.
bool areOfTheSameStrength(const ParameterValues& before, const ParameterValues& between,
                          const ParameterValues& after) {
  const auto first = changedStrength(*before.loras, *between.loras);
  return first && first == changedStrength(*between.loras, *after.loras);
}

}  // namespace

PanelCommand::PanelCommand(InstructionPanel& panel, PanelValues before, PanelValues after)
    : QUndoCommand(stepText("PanelCommand", QT_TRANSLATE_NOOP("PanelCommand", "Change the settings"))),
      panel_(&panel),
      before_(std::move(before)),
      after_(std::move(after)) {}

void PanelCommand::redo() {
  // The first time it has happened already.
  if (!std::exchange(done_, true) && panel_) panel_->setValues(after_);
}

void PanelCommand::undo() {
  done_ = false;
  if (panel_) panel_->setValues(before_);
}

bool PanelCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const PanelCommand*>(other);
  if (!areOfTheSameField(after_, next->after_)) return false;
  // Going back to the automatic caption must not take the written one along.
  if (after_.caption && (after_.caption->isEmpty() || next->after_.caption->isEmpty())) return false;
  if (after_.parameters.loras &&
      !areOfTheSameStrength(before_.parameters, after_.parameters, next->after_.parameters))
    return false;
  after_ = next->after_;
  setObsolete(after_ == before_);
  return true;
}

}  // namespace v4e::ui
