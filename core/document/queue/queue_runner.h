// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "core/base/run_context.h"
#include "core/document/queue/queue_transitions.h"

namespace v4e {

struct QueueEditContext : RunContext {
  std::function<void(int step)> on_step;  ///< of several, the first is 1: it begins, and so does its progress
};

/// Runs one item: writes the result to item.temporary. Throws Error, or Cancelled when stopped.
using QueueEdit = std::function<void(const QueueItem& item, const QueueEditContext& context)>;

/// Said at the end of a run, when nothing waits any more or the queue paused itself.
struct QueueSummary {
  int done = 0;
  int cancelled = 0;
  std::vector<QueueItem> failed;  ///< with their reasons
};

/// All are called on the runner's thread and may be empty.
struct QueueRunnerEvents {
  std::function<void(std::int64_t id, const Progress& progress)> on_progress;
  std::function<void(std::int64_t id, int step)> on_step;  ///< as QueueEditContext::on_step
  std::function<void(const QueueSummary& summary)> on_summary;
  /// The queue's own file cannot be written; it stands still until wake() or resume().
  std::function<void(const std::string& text)> on_broken;
};

/// Works through a queue, one item after the other, in a thread of its own: goes on after errors, pauses
/// after three like failures in a row, never tries again by itself. The store must be claimed and recovered.
class QueueRunner {
 public:
  /// Starts the thread; it works whenever the queue is not paused and something waits.
  QueueRunner(QueueStore& store, QueueEdit edit, QueueRunnerEvents events = {});
  /// Stops the item at work, which goes back to waiting, and waits for that.
  ~QueueRunner();
  QueueRunner(const QueueRunner&) = delete;
  QueueRunner& operator=(const QueueRunner&) = delete;

  void resume();
  void pause_after_current();
  /// Stops the item at work; it goes back to waiting and begins again later.
  void pause_now();
  /// Cancels an item, at work or not; the queue goes on with the next.
  void skip(std::int64_t id);
  /// To be called after the store was changed from elsewhere (items added or retried).
  void wake();

 private:
  enum class StopReason { None, Pause, Skip };

  void run(const std::stop_token& stop);
  void run_one(const QueueItem& item, const std::stop_token& stop);
  [[nodiscard]] bool was_skipped();
  void edit_and_publish(const QueueItem& item, const QueueEditContext& context);
  void note_failure(const QueueItem& item, ErrorCode code, const std::string& text);
  void summarise();

  QueueStore& store_;
  const QueueEdit edit_;
  const QueueRunnerEvents events_;

  std::mutex mutex_;  ///< guards the next five
  std::condition_variable_any wake_;
  bool woken_ = false;
  std::int64_t current_ = 0;
  std::stop_source current_stop_;
  StopReason stop_reason_ = StopReason::None;

  // The runner's thread only.
  QueueSummary summary_;
  std::optional<ErrorCode> last_failure_;
  int like_failures_ = 0;

  std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace v4e
