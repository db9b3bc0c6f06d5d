// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/finish_workspace.h"

#include "core/edit/finish.h"
#include "ui/engine/shaped_result.h"

namespace v4e::ui {
namespace {

constexpr const char* kFinishMenu = QT_TRANSLATE_NOOP("Commands", "Generate");

/// Where the edit may have changed its photo, on the picture that is shown.
RegionChoice finishedRegion(const std::shared_ptr<const EditResult>& shown) {
  const EditResult& made = *beforeShape(shown);
  const PixelSize size = size_of(shown->edited->image);
  RegionChoice region = movedRegion(made, size, shown->place);
  const auto edits = movedEdits(made, size, shown->place);
  const bool is_masked = edits && !edits->mask.empty() && edits->mask_mode == UserMaskMode::Restrict;
  if (region.is_none() && is_masked) region = region_of_mask(edits->mask);
  return region;
}

}  // namespace

FinishWorkspace::FinishWorkspace(const EditorParts& editor, QObject* parent)
    : QObject(parent),
      editor_(editor),
      command_(editor.commands.add(
          {"generate.finish", kFinishMenu, QT_TRANSLATE_NOOP("Commands", "Finish at &2K"), "", {}})) {
  editor_.commands.insertBefore("generate.models", command_);
  InstructionPanel& panel = editor_.instruction_panel;
  connect(command_, &QAction::triggered, this, &FinishWorkspace::start);
  connect(&panel.finish(), &FinishButton::clicked, this, &FinishWorkspace::start);
  connect(&editor_.session, &EditSession::editingChanged, this, &FinishWorkspace::update);
  connect(&editor_.document, &PhotoDocument::editChanged, this, &FinishWorkspace::update);
  connect(&panel.parameters(), &ParameterBox::modelChanged, this, &FinishWorkspace::update);
  connect(&panel.parameters().loras(), &LoraList::changed, this, &FinishWorkspace::update);
  update();
}

bool FinishWorkspace::canFinish() const {
  const auto shown = editor_.document.result();
  return shown && !is_finish(shown->settings) && !editor_.session.isEditing() &&
         editor_.instruction_panel.parameters().loras().finishing().has_value();
}

void FinishWorkspace::start() {
  const ParameterBox& parameters = editor_.instruction_panel.parameters();
  if (!canFinish() || !parameters.model()) return;
  const auto shown = editor_.document.result();
  EditSettings order;
  parameters.fill(order);
  order.seed = shown->settings.seed;
  order.region = finishedRegion(shown);
  EditSettings finish =
      finish_settings(order, *parameters.loras().finishing(), size_of(shown->edited->image));
  finish.instruction = tr("Finish at 2K").toStdString();
  finish.frames = parameters.model()->ranges.default_frames;
  editor_.session.setBuildsOn(BuildsOn::Edit);
  editor_.session.startSteps({finish});
}

void FinishWorkspace::update() {
  const bool can = canFinish();
  command_->setEnabled(can);
  editor_.instruction_panel.finish().setVisible(can);
}

}  // namespace v4e::ui
