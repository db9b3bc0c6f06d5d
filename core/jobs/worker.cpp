// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/worker.h"

#include <algorithm>
#include <utility>

#include "core/base/log.h"

namespace v4e {

Worker::Worker(std::size_t capacity) : capacity_(capacity), thread_([this] { loop(); }) {}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  cancel_all();
  wake_.notify_all();
  thread_.join();
}

Worker::JobId Worker::enqueue(JobLane lane, Run run) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= capacity_)
    throw Error(ErrorCode::InvalidArgument, "too many jobs are waiting already (" +
                                                std::to_string(capacity_) +
                                                "); wait for some of them or cancel them");
  const JobId id = next_id_++;
  const auto place = lane == JobLane::Queue
                         ? queue_.end()
                         : std::find_if(queue_.begin(), queue_.end(),
                                        [](const Job& entry) { return entry.lane == JobLane::Queue; });
  queue_.insert(place, {id, lane, std::stop_source(), std::move(run)});
  wake_.notify_one();
  return id;
}

bool Worker::cancel(JobId id) {
  const std::lock_guard lock(mutex_);
  if (id != 0 && id == running_) {
    // A job that is giving way does not come back then.
    return running_stop_.request_stop() || std::exchange(giving_way_, false);
  }
  const auto job =
      std::find_if(queue_.begin(), queue_.end(), [id](const Job& entry) { return entry.id == id; });
  return job != queue_.end() && job->stop.request_stop();
}

void Worker::cancel_all() {
  const std::lock_guard lock(mutex_);
  giving_way_ = false;
  if (running_ != 0) running_stop_.request_stop();
  for (Job& job : queue_) job.stop.request_stop();
}

bool Worker::give_way() {
  const std::lock_guard lock(mutex_);
  if (running_ == 0 || running_lane_ != JobLane::Queue || ending_) return false;
  if (running_stop_.request_stop()) giving_way_ = true;
  return giving_way_;
}

bool Worker::gave_way() {
  const std::lock_guard lock(mutex_);
  return giving_way_;
}

std::size_t Worker::pending() const {
  const std::lock_guard lock(mutex_);
  return queue_.size() + (running_ != 0 ? 1 : 0);
}

// Under the lock.
Worker::Job Worker::take_next() {
  Job job = std::move(queue_.front());
  queue_.pop_front();
  // A job that was submitted while the worker ends must not start.
  if (ending_) job.stop.request_stop();
  running_ = job.id;
  running_lane_ = job.lane;
  running_stop_ = job.stop;
  giving_way_ = false;
  return job;
}

void Worker::loop() {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      job = take_next();
    }
    const Ending ending = job.run(job.stop.get_token());
    // What the job holds is destroyed here, before the next one starts and outside the lock.
    if (ending == Ending::Delivered) job.run = nullptr;
    const std::lock_guard lock(mutex_);
    running_ = 0;
    if (ending == Ending::Delivered) continue;
    job.stop = std::stop_source();
    // Cancelled in the last moment: it runs once more, to say so.
    if (!giving_way_) job.stop.request_stop();
    giving_way_ = false;
    const auto place = std::find_if(queue_.begin(), queue_.end(),
                                    [](const Job& entry) { return entry.lane == JobLane::Queue; });
    queue_.insert(place, std::move(job));
  }
}

}  // namespace v4e
