// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_commands.h"

#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

QString say(const char* text) {
  return stepText("HistoryCommands", text);
}

}  // namespace

DuplicateCommand::DuplicateCommand(HistoryModel& history, const Generation& generation,
                                   const QImage& thumbnail)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("HistoryCommands", "Duplicate a step"))),
      history_(history),
      generation_(generation),
      thumbnail_(thumbnail) {}

void DuplicateCommand::redo() {
  before_ = history_.current();
  if (history_.node(generation_.id)) {
    history_.setRemoved(generation_.id, false);
    history_.setCurrent(generation_.id);
  } else {
    history_.add(generation_, thumbnail_);
  }
}

void DuplicateCommand::undo() {
  history_.setRemoved(generation_.id, true);
  history_.setCurrent(before_);
}

RemoveGenerationCommand::RemoveGenerationCommand(HistoryModel& history, std::int64_t id)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("HistoryCommands", "Remove a step"))), history_(history), id_(id) {}

void RemoveGenerationCommand::redo() {
  before_ = history_.current();
  history_.setRemoved(id_, true);
}

void RemoveGenerationCommand::undo() {
  history_.setRemoved(id_, false);
  history_.setCurrent(before_);
}

GoToCommand::GoToCommand(HistoryModel& history, std::int64_t id)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("HistoryCommands", "Show another step"))),
      history_(history),
      before_(history.current()),
      after_(id) {}

void GoToCommand::redo() {
  history_.setCurrent(after_);
}

void GoToCommand::undo() {
  history_.setCurrent(before_);
}

RenameCommand::RenameCommand(HistoryModel& history, std::int64_t id, const QString& name)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("HistoryCommands", "Rename a step"))),
      history_(history),
      id_(id),
      after_(name) {
  if (const HistoryNode* node = history.node(id)) before_ = QString::fromStdString(node->generation.name);
}

bool GoToCommand::mergeWith(const QUndoCommand* other) {
  after_ = static_cast<const GoToCommand*>(other)->after_;
  setObsolete(after_ == before_);
  return true;
}

SwitchCommand::SwitchCommand(HistoryModel& history, std::int64_t id, bool on)
    : QUndoCommand(stepText("HistoryCommands",
                            on ? QT_TRANSLATE_NOOP("HistoryCommands", "Switch on %1")
                               : QT_TRANSLATE_NOOP("HistoryCommands", "Switch off %1"),
                            history.nameOf(id))),
      history_(history),
      id_(id),
      on_(on) {}

}  // namespace v4e::ui
