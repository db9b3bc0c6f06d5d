// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_store.h"

namespace v4e {

/// Steps of an item through its states, the runner's side of the queue. Each is on the disk before it
/// returns.
///
/// A result is exported exactly once, whenever the program is killed:
///  1. begin() notes a temporary name that no file has yet. Killed now: whatever has that name is deleted.
///  2. The edit writes the temporary file. Killed now: the same.
///  3. publish() flushes it, notes its place and the state `finishing`. Killed now: the temporary file is
///  whole,
///     recover() goes on with the next step.
///  4. publish() moves it there without replacing anything. Killed now: the temporary name is gone and the
///     result is there, recover() only notes the end.
///  5. publish() notes the state `done`.
class QueueTransitions {
 public:
  explicit QueueTransitions(QueueStore& store) : store_(store) {}

  /// The first waiting item, now preparing; nothing if none waits.
  std::optional<QueueItem> begin();
  /// The photo was read and is what `input_hash` says.
  void start_running(std::int64_t id, const std::string& input_hash);
  /// Brings the temporary file to its place; see above. Returns the result's path.
  /// Throws Error(FileUnwritable); then the item is still at work and can fail().
  std::filesystem::path publish(std::int64_t id);
  void fail(std::int64_t id, ErrorCode code, const std::string& text);
  /// Ends an item that was at work without a result: Waiting (to begin again) or Cancelled.
  void abandon(std::int64_t id, QueueState state);
  /// For an item that a killed program left at work. Returns its new state: Done or Interrupted.
  QueueState recover(const QueueItem& item);

 private:
  std::filesystem::path place(const QueueItem& item, int number);
  void set_state(std::int64_t id, QueueState state);
  void delete_temporary(const QueueItem& item);

  QueueStore& store_;
};

}  // namespace v4e
