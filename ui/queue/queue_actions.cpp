// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_actions.h"

#include "ui/queue/queue_commands.h"

namespace v4e::ui {

QueueActions::QueueActions(QueueController& queue, QUndoStack& undo, QObject* parent)
    : QObject(parent), queue_(queue), undo_(undo) {
  connect(&queue, &QueueController::added, this,
          [this](const QList<qint64>& ids) { undo_.push(new AddToQueueCommand(queue_, ids)); });
  connect(&queue.model(), &QueueModel::moveAsked, this, &QueueActions::move);
  connect(&queue.model(), &QueueModel::instructionEdited, this,
          [this](qint64 id, const QString& instruction) {
            ItemChange wanted;
            wanted.instruction = instruction.toStdString();
            const QueueItem* item = queue_.model().itemById(id);
            if (item && item->request.settings.instruction != *wanted.instruction) change({id}, wanted);
          });
}

void QueueActions::change(const QList<qint64>& ids, const ItemChange& change) {
  if (!ids.isEmpty() && !change.isEmpty()) undo_.push(new ChangeInQueueCommand(queue_, ids, change));
}

void QueueActions::move(const QList<qint64>& ids, qint64 before) {
  if (!ids.isEmpty()) undo_.push(new MoveInQueueCommand(queue_, ids, before));
}

void QueueActions::remove(const QList<qint64>& ids) {
  if (!ids.isEmpty()) undo_.push(new RemoveFromQueueCommand(queue_, ids));
}

void QueueActions::setDefaults(const QueueDefaults& defaults) {
  const QueueDefaults& now = queue_.defaults();
  const bool is_new = now.instruction != defaults.instruction || now.look != defaults.look ||
                      now.shape != defaults.shape || !(now.output == defaults.output) ||
                      now.quality != defaults.quality || now.finish != defaults.finish;
  if (is_new) undo_.push(new QueueDefaultsCommand(queue_, defaults));
}

}  // namespace v4e::ui
