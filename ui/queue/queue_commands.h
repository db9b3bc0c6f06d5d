// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QUndoCommand>
#include <vector>

#include "ui/queue/queue_controller.h"

namespace v4e::ui {

/// Steps of what is done to the queue's rows. The queue goes on while they lie on the stack: what has begun
/// since, or is done, stays as it is, and a step that finds nothing to take back any more becomes obsolete.

/// New rows, which are there already. Undone, those that still wait go.
class AddToQueueCommand : public QUndoCommand {
 public:
  AddToQueueCommand(QueueController& queue, const QList<qint64>& ids);
  void redo() override;
  void undo() override;

 private:
  QPointer<QueueController> queue_;
  const QList<qint64> ids_;
  std::vector<QueueItem> taken_;  ///< off the queue, by undoing
};

class RemoveFromQueueCommand : public QUndoCommand {
 public:
  RemoveFromQueueCommand(QueueController& queue, const QList<qint64>& ids);
  void redo() override;
  void undo() override;

 private:
  QPointer<QueueController> queue_;
  const QList<qint64> ids_;
  std::vector<QueueItem> removed_;
};

/// Moves of the same rows in a row are one step.
class MoveInQueueCommand : public QUndoCommand {
 public:
  MoveInQueueCommand(QueueController& queue, const QList<qint64>& ids, qint64 before);
  void redo() override;
  void undo() override;
  [[nodiscard]] int id() const override { return 4; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  QPointer<QueueController> queue_;
  const QList<qint64> ids_;
  qint64 before_;
  QList<qint64> order_;  ///< of all rows, as it was
};

class ChangeInQueueCommand : public QUndoCommand {
 public:
  ChangeInQueueCommand(QueueController& queue, const QList<qint64>& ids, const ItemChange& change);
  void redo() override;
  void undo() override;

 private:
  QPointer<QueueController> queue_;
  const QList<qint64> ids_;
  const ItemChange change_;
  std::vector<QueueItem> before_;
};

/// The common instruction or look, the shape, whether to finish, and where and how results are saved. The
/// model in use is no part of it.
class QueueDefaultsCommand : public QUndoCommand {
 public:
  QueueDefaultsCommand(QueueController& queue, const QueueDefaults& after);
  void redo() override;
  void undo() override;

 private:
  void apply(const QueueDefaults& wanted);

  QPointer<QueueController> queue_;
  const QueueDefaults before_;
  const QueueDefaults after_;
  std::vector<QueueItem>
      rows_;  ///< that waited before a look or the finish came or went: it takes more from them than words
};

}  // namespace v4e::ui
