// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "core/base/stop_token.h"

namespace v4e::ui {

/// The one thread on which the backend lives: runs jobs in the order in which they came.
class EngineThread {
 public:
  using Job = std::function<void()>;

  EngineThread();
  /// Drops what has not begun and waits for the running job, which its owner has asked to stop.
  ~EngineThread();

  void submit(Job job);

 private:
  void work(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  std::jthread thread_;  // last: the others must live while it runs
};

}  // namespace v4e::ui
