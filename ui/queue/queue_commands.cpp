// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_commands.h"

#include <QCoreApplication>

#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

QString say(const char* text) {
  return stepText("QueueCommands", text);
}

template <typename Test>
std::vector<QueueItem> itemsOf(QueueController& queue, const QList<qint64>& ids, const Test& test) {
  std::vector<QueueItem> items;
  for (const qint64 id : ids) {
    const QueueItem* item = queue.model().itemById(id);
    if (item && test(*item)) items.push_back(*item);
  }
  return items;
}

QList<qint64> idsOf(const std::vector<QueueItem>& items) {
  QList<qint64> ids;
  for (const QueueItem& item : items) ids.append(item.id);
  return ids;
}

bool hasNotBegun(const QueueItem& item) {
  return item.state == QueueState::Waiting || item.state == QueueState::Cancelled;
}

bool canBeRemoved(const QueueItem& item) {
  return !is_active(item.state);
}

bool canBeChanged(const QueueItem& item) {
  return !is_active(item.state) && item.state != QueueState::Done;
}

}  // namespace

AddToQueueCommand::AddToQueueCommand(QueueController& queue, const QList<qint64>& ids)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("QueueCommands", "Add to the queue"))), queue_(&queue), ids_(ids) {}

void AddToQueueCommand::redo() {
  // The first time nothing was taken yet.
  if (queue_ && !taken_.empty()) queue_->restore(taken_);
}

void AddToQueueCommand::undo() {
  if (!queue_) return;
  taken_ = itemsOf(*queue_, ids_, hasNotBegun);
  if (taken_.empty()) return setObsolete(true);
  queue_->remove(idsOf(taken_));
}

RemoveFromQueueCommand::RemoveFromQueueCommand(QueueController& queue, const QList<qint64>& ids)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("QueueCommands", "Remove from the queue"))),
      queue_(&queue),
      ids_(ids) {}

void RemoveFromQueueCommand::redo() {
  if (!queue_) return;
  removed_ = itemsOf(*queue_, ids_, canBeRemoved);
  if (removed_.empty()) return setObsolete(true);
  queue_->remove(idsOf(removed_));
}

void RemoveFromQueueCommand::undo() {
  if (queue_) queue_->restore(removed_);
}

MoveInQueueCommand::MoveInQueueCommand(QueueController& queue, const QList<qint64>& ids, qint64 before)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("QueueCommands", "Move in the queue"))),
      queue_(&queue),
      ids_(ids),
      before_(before) {
  for (const QueueItem& item : queue.model().items()) order_.append(item.id);
}

void MoveInQueueCommand::redo() {
  if (queue_) queue_->move(ids_, before_);
}

void MoveInQueueCommand::undo() {
  if (queue_) queue_->arrange(order_);
}

bool MoveInQueueCommand::mergeWith(const QUndoCommand* other) {
  const auto* next = static_cast<const MoveInQueueCommand*>(other);
  if (next->ids_ != ids_) return false;
  before_ = next->before_;
  return true;
}

ChangeInQueueCommand::ChangeInQueueCommand(QueueController& queue, const QList<qint64>& ids,
                                           const ItemChange& change)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("QueueCommands", "Change the queue"))),
      queue_(&queue),
      ids_(ids),
      change_(change) {}

void ChangeInQueueCommand::redo() {
  if (!queue_) return;
  before_ = itemsOf(*queue_, ids_, canBeChanged);
  if (before_.empty()) return setObsolete(true);
  queue_->change(ids_, change_);
}

void ChangeInQueueCommand::undo() {
  if (!queue_) return;
  std::vector<QueueItem> back;
  for (const QueueItem& item : before_) {
    const QueueItem* now = queue_->model().itemById(item.id);
    if (now && canBeChanged(*now)) back.push_back(item);
  }
  if (back.empty()) return setObsolete(true);
  queue_->restore(back);
}

QueueDefaultsCommand::QueueDefaultsCommand(QueueController& queue, const QueueDefaults& after)
    : QUndoCommand(say(QT_TRANSLATE_NOOP("QueueCommands", "Change the queue"))),
      queue_(&queue),
      before_(queue.defaults()),
      after_(after) {}

void QueueDefaultsCommand::redo() {
  if (!queue_) return;
  rows_.clear();
  if (before_.look != after_.look || before_.finish != after_.finish) {
    for (const QueueItem& item : queue_->model().items())
      if (item.state == QueueState::Waiting) rows_.push_back(item);
  }
  apply(after_);
}

void QueueDefaultsCommand::undo() {
  if (!queue_) return;
  apply(before_);
  std::vector<QueueItem> back;
  for (const QueueItem& item : rows_) {
    const QueueItem* now = queue_->model().itemById(item.id);
    if (now && now->state == QueueState::Waiting) back.push_back(item);
  }
  if (!back.empty()) queue_->restore(back);
}

void QueueDefaultsCommand::apply(const QueueDefaults& wanted) {
  if (!queue_) return;
  QueueDefaults defaults = queue_->defaults();
  defaults.instruction = wanted.instruction;
  defaults.look = wanted.look;
  defaults.shape = wanted.shape;
  defaults.output = wanted.output;
  defaults.quality = wanted.quality;
  defaults.finish = wanted.finish;
  queue_->setDefaults(defaults);
}

}  // namespace v4e::ui
