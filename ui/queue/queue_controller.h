// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <functional>
#include <memory>

#include "core/document/queue/photo_finder.h"
#include "core/document/queue/queue_runner.h"
#include "ui/engine/relay.h"
#include "ui/queue/item_change.h"
#include "ui/queue/queue_defaults.h"
#include "ui/queue/queue_model.h"

namespace v4e::ui {

/// The queue for the GUI: every call returns at once, the work on disk is done in the background in the order
/// of the calls, and the model follows. Nothing runs until resume(); a finished run stops the queue again.
class QueueController : public QObject {
  Q_OBJECT

 public:
  /// `edit` is called on the runner's thread.
  QueueController(std::filesystem::path file, QueueEdit edit, QObject* parent = nullptr);
  /// Stops the item at work, which will begin again, and waits for it: for the end of the program.
  ~QueueController() override;

  [[nodiscard]] QueueModel& model() { return model_; }
  [[nodiscard]] bool isPaused() const { return pause_.paused; }
  /// For people; empty where the user paused it.
  [[nodiscard]] QString pauseReason() const;

  [[nodiscard]] const QueueDefaults& defaults() const { return defaults_; }
  /// Items that wait follow: those with the old common instruction or look get the new one, all are to be
  /// saved by the new rule, and get a shape that is new, or become finished at 2K or not. Those left from
  /// last time keep what they had until something changes here.
  void setDefaults(const QueueDefaults& defaults);

  /// Adds photos, and those in folders; answers with pathsAdded when all are looked at.
  void addPaths(const QStringList& paths) { addPaths(paths, defaults_); }
  /// The same with other defaults than those of the queue.
  void addPaths(const QStringList& paths, const QueueDefaults& defaults);
  /// Changes what is asked for, for items that wait; those that failed or were skipped wait again.
  void change(const QList<qint64>& ids, const ItemChange& change);
  /// Adds copies with the next seed, in front of item `before` (0: at the end).
  void duplicate(const QList<qint64>& ids, qint64 before);
  void move(const QList<qint64>& ids, qint64 before);
  void remove(const QList<qint64>& ids);
  /// As they were when the model gave them out; see QueueStore.
  void restore(const std::vector<QueueItem>& items);
  /// Brings the rows into that order; others follow behind.
  void arrange(const QList<qint64>& order);
  void skip(const QList<qint64>& ids);
  void retry(const QList<qint64>& ids);

  void resume();
  void pauseAfterCurrent();
  void pauseNow();

 Q_SIGNALS:
  /// The queue was read; the model holds its rows.
  void opened(const v4e::QueueRecovery& recovery);
  void defaultsChanged();
  void pauseChanged(bool paused, const QString& reason);
  void runFinished(const v4e::QueueSummary& summary);
  /// New rows, which the model holds by now: all of one call.
  void added(const QList<qint64>& ids);
  void pathsAdded(int photos, const QList<v4e::SkippedFile>& skipped);
  /// Something asked for could not be done; human-readable.
  void refused(const QString& reason);

 private:
  struct Parts;  ///< store and runner, made on the background thread

  void open(std::filesystem::path file, QueueEdit edit);
  void post(std::function<void(Parts&)> work);
  void connectStore(Parts& parts);
  void takePause(const QueuePause& pause);
  QueueModel model_;
  QueueDefaults defaults_;
  bool is_read_ = false;  ///< the model holds what the file did
  QueuePause pause_{true, {}};
  std::shared_ptr<Relay> relay_;
  std::stop_source stop_search_;
  std::shared_ptr<Parts> parts_;
  QThreadPool commands_;  ///< one thread: calls keep their order
  QThreadPool search_;
};

}  // namespace v4e::ui
