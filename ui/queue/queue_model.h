// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QStringList>
#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/document/queue/queue_item.h"
#include "ui/queue/rest_time.h"
#include "ui/queue/thumbnail_loader.h"

namespace v4e::ui {

/// Counts for the line under the list.
struct QueueCounts {
  int done = 0;
  int failed = 0;
  int left = 0;  ///< waiting or at work
  int interrupted = 0;
  int at_work = 0;
  int unclear = 0;  ///< waits, and nothing says what to do
};

/// The rows of the queue as last read from disk, in order, with the running item's progress. Dragging rows or
/// dropping files on it only asks: the store decides, and the rows follow.
class QueueModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { ItemIdRole = Qt::UserRole, StateRole, StateTextRole, ProgressRole, DetailRole };

  explicit QueueModel(QObject* parent = nullptr);

  /// How large the photos' files are, for the rest time: to be told before their rows.
  void setMegabytes(const QHash<std::int64_t, double>& megabytes);
  /// All rows, in order; keeps selections on rows that stay.
  void setItems(std::vector<QueueItem> items);
  /// Rows that changed or are new (those go to the end, in order of their position).
  void updateItems(const std::vector<QueueItem>& items);
  void removeItems(const std::vector<std::int64_t>& ids);
  /// 0..1 of the item at work, or of its step that was begun last.
  void setProgress(std::int64_t id, double fraction);
  /// A step of the item at work begins; the first is 1.
  void beginStep(std::int64_t id, int step);

  [[nodiscard]] const QueueItem* item(const QModelIndex& index) const;
  [[nodiscard]] const QueueItem* itemById(std::int64_t id) const;
  [[nodiscard]] const std::vector<QueueItem>& items() const { return items_; }
  [[nodiscard]] int rowOf(std::int64_t id) const;
  /// Kept up to date with each change, so that asking costs nothing however long the queue is.
  [[nodiscard]] const QueueCounts& counts() const { return counts_; }
  /// Seconds until all is done, from how long those that are done took; nothing while none is.
  [[nodiscard]] std::optional<double> secondsLeft() const;
  /// Of the pictures that are kept for the rows.
  [[nodiscard]] qsizetype thumbnailBytes() const { return thumbnails_.bytes(); }

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  [[nodiscard]] Qt::DropActions supportedDropActions() const override {
    return Qt::MoveAction | Qt::CopyAction;
  }
  [[nodiscard]] QStringList mimeTypes() const override;
  [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
  bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                    const QModelIndex& parent) override;

 Q_SIGNALS:
  /// Put these in front of item `before` (0: at the end).
  void moveAsked(const QList<qint64>& ids, qint64 before);
  void instructionEdited(qint64 id, const QString& instruction);
  void pathsDropped(const QStringList& paths);
  void countsChanged();

 private:
  /// What is left of one kind of edit.
  struct Left {
    int count = 0;
    double megabytes = 0;
  };
  void count(const QueueItem& item, int sign);
  void noteTime(const QueueItem& item);
  [[nodiscard]] QString stateOf(const QueueItem& item) const;
  [[nodiscard]] QString spokenText(const QueueItem& item) const;

  std::vector<QueueItem> items_;
  QHash<std::int64_t, int> rows_;
  QueueCounts counts_;
  QHash<std::int64_t, double> megabytes_;
  std::map<std::string, Left> left_;
  RestTime rest_time_;
  std::int64_t progress_id_ = 0;
  double progress_ = 0;  ///< of all steps
  int step_ = 1;         ///< of that item
  mutable ThumbnailLoader thumbnails_;
};

/// Whether an instruction can be written into the row itself.
[[nodiscard]] bool canWriteInto(const QueueItem& item);

/// "Waiting", "Failed" … in the user's language.
[[nodiscard]] QString stateText(QueueState state);

}  // namespace v4e::ui
