// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>

#include "ui/queue/queue_controller.h"

namespace v4e::ui {

/// What the user does with the queue, as steps that can be undone. Photos that join it, rows that are dragged
/// and instructions written into rows become steps by themselves.
class QueueActions : public QObject {
  Q_OBJECT

 public:
  /// `undo` must outlive the queue's events.
  QueueActions(QueueController& queue, QUndoStack& undo, QObject* parent = nullptr);

  void change(const QList<qint64>& ids, const ItemChange& change);
  void move(const QList<qint64>& ids, qint64 before);
  void remove(const QList<qint64>& ids);
  void setDefaults(const QueueDefaults& defaults);

 private:
  QueueController& queue_;
  QUndoStack& undo_;
};

}  // namespace v4e::ui
