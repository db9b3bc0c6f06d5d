// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUndoCommand>

#include "ui/history/history_model.h"

namespace v4e::ui {

/// Commands hold numbers of steps, never pixels, so a long undo stack costs next to nothing.

/// A copy of a step enters the history; undone, it is hidden and the former node is current again.
class DuplicateCommand : public QUndoCommand {
 public:
  DuplicateCommand(HistoryModel& history, const Generation& generation, const QImage& thumbnail);
  void redo() override;
  void undo() override;

 private:
  HistoryModel& history_;
  const Generation generation_;
  const QImage thumbnail_;
  std::int64_t before_ = kPhotoNode;
};

/// Hides a node and what was made from it.
class RemoveGenerationCommand : public QUndoCommand {
 public:
  RemoveGenerationCommand(HistoryModel& history, std::int64_t id);
  void redo() override;
  void undo() override;

 private:
  HistoryModel& history_;
  const std::int64_t id_;
  std::int64_t before_ = kPhotoNode;
};

/// Another node becomes the current one. Several in a row are one step.
class GoToCommand : public QUndoCommand {
 public:
  GoToCommand(HistoryModel& history, std::int64_t id);
  void redo() override;
  void undo() override;
  [[nodiscard]] int id() const override { return 1; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  HistoryModel& history_;
  const std::int64_t before_;
  std::int64_t after_;
};

/// A step gets another name.
class RenameCommand : public QUndoCommand {
 public:
  RenameCommand(HistoryModel& history, std::int64_t id, const QString& name);
  void redo() override { history_.setName(id_, after_); }
  void undo() override { history_.setName(id_, before_); }

 private:
  HistoryModel& history_;
  const std::int64_t id_;
  QString before_;
  const QString after_;
};

/// A step is switched on or off.
class SwitchCommand : public QUndoCommand {
 public:
  SwitchCommand(HistoryModel& history, std::int64_t id, bool on);
  void redo() override { history_.setOn(id_, on_); }
  void undo() override { history_.setOn(id_, !on_); }

 private:
  HistoryModel& history_;
  const std::int64_t id_;
  const bool on_;
};

}  // namespace v4e::ui
