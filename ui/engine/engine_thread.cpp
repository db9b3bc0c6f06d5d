// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/engine_thread.h"

namespace v4e::ui {

EngineThread::EngineThread() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

EngineThread::~EngineThread() {
  thread_.request_stop();
  thread_.join();
}

void EngineThread::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void EngineThread::work(const std::stop_token& stop) {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !jobs_.empty(); })) return;
      if (stop.stop_requested()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace v4e::ui
