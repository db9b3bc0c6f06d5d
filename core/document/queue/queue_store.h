// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "core/base/os/file.h"
#include "core/document/queue/queue_item.h"
#include "core/document/sqlite.h"

namespace v4e {

/// What the last run of the program left behind.
struct QueueRecovery {
  int interrupted = 0;  ///< was at work when the program ended; waits for the user's word
  int completed = 0;    ///< was finished except for its last step, which is done now
  int waiting = 0;
  [[nodiscard]] bool is_worth_a_banner() const { return interrupted > 0 || waiting > 0; }
};

/// The batch queue on disk (SQLite, write-ahead log, each change flushed): what the user does with it.
/// QueueTransitions is the runner's side. For any thread; a call may wait for the disk.
class QueueStore {
 public:
  using Listener = std::function<void(const QueueChange&)>;

  /// Opens the queue, or makes an empty one. Throws Error(FileUnreadable | FileMalformed | Unsupported).
  explicit QueueStore(const std::filesystem::path& path);
  ~QueueStore() = default;
  QueueStore(const QueueStore&) = delete;
  QueueStore& operator=(const QueueStore&) = delete;

  /// Called after each change, from the thread that made it, one at a time. Set it before threads use the
  /// store.
  void set_listener(Listener listener) { listener_ = std::move(listener); }

  /// Claims the right to run the queue until the store is closed; false while another program holds it.
  [[nodiscard]] bool claim();
  /// To be called once after claim(): items that were at work become interrupted, or done if only the last
  /// step was missing; half-written results are deleted. If something is left to do, the queue is paused.
  QueueRecovery recover();

  /// Appends items; returns their numbers.
  std::vector<std::int64_t> add(std::span<const QueueRequest> requests);
  [[nodiscard]] std::vector<QueueItem> items();
  /// Those of the given numbers that exist.
  [[nodiscard]] std::vector<QueueItem> items(std::span<const std::int64_t> ids);

  /// Changes what is asked for; throws Error(InvalidArgument) if the item is at work or done.
  void edit(std::int64_t id, const QueueRequest& request);
  /// The same for all that wait, in one transaction: `change` sees each and may change what it asks for. It is
  /// called under the store's lock and must not call it.
  void edit_waiting(const std::function<void(const QueueItem& item, QueueRequest& request)>& change);
  /// Puts items, in the given order, in front of item `before`, or at the end for 0.
  void move(std::span<const std::int64_t> ids, std::int64_t before);
  /// Takes items off the queue, never results off the disk; those at work stay.
  void remove(std::span<const std::int64_t> ids);
  /// Puts items back as they were when they were read: what was removed comes again under its old number,
  /// what is still there gets its old request and state. What is at work or done by now stays as it is; items
  /// that were at work when they were read are left out.
  void restore(std::span<const QueueItem> items);
  /// A waiting or interrupted item becomes cancelled.
  void cancel(std::int64_t id);
  /// An item that is over waits again. Throws Error(InvalidArgument) after out-of-memory while photo, model
  /// and parameters are the same: it would only fail again.
  void retry(std::int64_t id);

  [[nodiscard]] QueuePause pause_state();
  void set_paused(const QueuePause& pause);

 private:
  friend class QueueTransitions;
  [[nodiscard]] QueueItem require(std::int64_t id);
  void set_setting(std::string_view key, std::string_view value);
  [[nodiscard]] std::string setting(std::string_view key);
  void notify(const QueueChange& change) const;

  sqlite::Database database_;
  std::recursive_mutex mutex_;  ///< held for one call; recursive so that transitions can use the queries
  mutable std::mutex listener_mutex_;
  Listener listener_;
  os::File lock_file_;  ///< open while the queue is claimed
};

}  // namespace v4e
