// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QUndoCommand>

#include "ui/captions/instruction_panel.h"

namespace v4e::ui {

/// A change of the panel by the user, which has happened already. Several of the same field in a row are one
/// step.
class PanelCommand : public QUndoCommand {
 public:
  PanelCommand(InstructionPanel& panel, PanelValues before, PanelValues after);
  void redo() override;
  void undo() override;
  [[nodiscard]] int id() const override { return 3; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  QPointer<InstructionPanel> panel_;
  const PanelValues before_;
  PanelValues after_;
  bool done_ = true;
};

}  // namespace v4e::ui
