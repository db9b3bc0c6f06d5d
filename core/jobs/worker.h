// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include "core/base/stop_token.h"
#include "core/jobs/outcome.h"

namespace v4e {

/// Who waits for a job. The user's run in the order in which they were submitted; those of the queue run when
/// no job of the user waits, and can be made to give way.
enum class JobLane { User, Queue };

/// One background thread that runs jobs, the user's first.
///
/// Each job's outcome is delivered exactly once, on the worker's thread, also for jobs that never ran because
/// the worker ended. Deliveries must not throw. All functions may be called from any thread.
class Worker {
 public:
  using JobId = std::uint64_t;
  static constexpr std::size_t kDefaultCapacity = 64;

  explicit Worker(std::size_t capacity = kDefaultCapacity);
  /// Stops the running job, delivers Stopped for those that wait, joins.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// work(const RunContext&) -> Value; deliver(Outcome<Value>). `on_progress` is called on the worker's
  /// thread. `work` of the queue's lane may be called more than once. Throws Error(InvalidArgument) if as
  /// many jobs wait as the worker takes.
  template <typename Work, typename Deliver>
  JobId submit(Work work, Deliver deliver, std::function<void(const Progress&)> on_progress = {},
               JobLane lane = JobLane::User) {
    using Value = std::invoke_result_t<Work, const RunContext&>;
    static_assert(!std::is_void_v<Value>, "give a value back, e.g. std::monostate");
    return enqueue(lane, [this, work = std::move(work), deliver = std::move(deliver),
                          on_progress = std::move(on_progress)](const std::stop_token& stop) mutable {
      Outcome<Value> outcome = attempt<Value>(work, RunContext{stop, on_progress});
      if (std::holds_alternative<Stopped>(outcome) && gave_way()) return Ending::Again;
      deliver(std::move(outcome));
      return Ending::Delivered;
    });
  }

  /// Stops the job at work if it is one of the queue's; it waits again, first in its lane, and nothing is
  /// delivered. False where there is none.
  bool give_way();

  /// Stops a job, waiting or running; false if it is over or was never there. Does not wait for it.
  bool cancel(JobId id);
  void cancel_all();

  /// Jobs that wait or run.
  [[nodiscard]] std::size_t pending() const;

 private:
  enum class Ending { Delivered, Again };
  using Run = std::function<Ending(const std::stop_token&)>;
  struct Job {
    JobId id = 0;
    JobLane lane = JobLane::User;
    std::stop_source stop;
    Run run;
  };

  JobId enqueue(JobLane lane, Run run);
  [[nodiscard]] bool gave_way();
  [[nodiscard]] Job take_next();
  void loop();

  const std::size_t capacity_;
  mutable std::mutex mutex_;  ///< guards all below but the thread
  std::condition_variable wake_;
  std::deque<Job> queue_;  ///< the user's before the queue's
  JobId next_id_ = 1;
  JobId running_ = 0;  ///< 0: none
  JobLane running_lane_ = JobLane::User;
  bool giving_way_ = false;  ///< the running job was stopped by give_way() and by nothing else
  std::stop_source running_stop_;
  bool ending_ = false;
  std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace v4e
