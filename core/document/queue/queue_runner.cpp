// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_runner.h"

#include <new>
#include <utility>

#include "core/base/log.h"
#include "core/base/content_hash.h"

namespace v4e {
namespace {
constexpr int kLikeFailuresToPause = 3;
}

QueueRunner::QueueRunner(QueueStore& store, QueueEdit edit, QueueRunnerEvents events)
    : store_(store), edit_(std::move(edit)), events_(std::move(events)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

QueueRunner::~QueueRunner() {
  thread_.request_stop();
  const std::scoped_lock lock(mutex_);
  current_stop_.request_stop();
}

void QueueRunner::resume() {
  store_.set_paused({});
  wake();
}

void QueueRunner::pause_after_current() {
  store_.set_paused({true, {}});
}

void QueueRunner::pause_now() {
  store_.set_paused({true, {}});
  const std::scoped_lock lock(mutex_);
  if (current_ == 0) return;
  stop_reason_ = StopReason::Pause;
  current_stop_.request_stop();
}

void QueueRunner::skip(std::int64_t id) {
  {
    const std::scoped_lock lock(mutex_);
    if (current_ == id) {
      stop_reason_ = StopReason::Skip;
      current_stop_.request_stop();
      return;
    }
  }
  store_.cancel(id);
}

void QueueRunner::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void QueueRunner::run(const std::stop_token& stop) {
  QueueTransitions transitions(store_);
  while (!stop.stop_requested()) {
    try {
      if (!store_.pause_state().paused) {
        if (const auto item = transitions.begin()) {
          run_one(*item, stop);
          continue;
        }
      }
      summarise();
    } catch (const std::exception& error) {
      // The queue's own file cannot be written (a full disk): going on would lose track of what is done.
      logger("queue").error("the queue stopped: {}", error.what());
      if (events_.on_broken) events_.on_broken(error.what());
    }
    std::unique_lock lock(mutex_);
    wake_.wait(lock, stop, [&] { return woken_; });
    woken_ = false;
  }
}

void QueueRunner::run_one(const QueueItem& item, const std::stop_token& stop) {
  QueueEditContext context;
  {
    const std::scoped_lock lock(mutex_);
    current_ = item.id;
    stop_reason_ = StopReason::None;
    current_stop_ = std::stop_source();
    context.stop = current_stop_.get_token();
    if (stop.stop_requested()) current_stop_.request_stop();
  }
  if (events_.on_progress) {
    context.on_progress = [this, id = item.id](const Progress& progress) {
      events_.on_progress(id, progress);
    };
  }
  if (events_.on_step) context.on_step = [this, id = item.id](int step) { events_.on_step(id, step); };
  // A pause that came while the item was being taken found nothing to stop.
  if (store_.pause_state().paused) current_stop_.request_stop();
  try {
    edit_and_publish(item, context);
  } catch (const Cancelled&) {
    const bool skipped = was_skipped();
    QueueTransitions(store_).abandon(item.id, skipped ? QueueState::Cancelled : QueueState::Waiting);
    summary_.cancelled += skipped ? 1 : 0;
  } catch (const Error& error) {
    note_failure(item, error.code(), error.what());
  } catch (const std::bad_alloc&) {
    note_failure(item, ErrorCode::OutOfMemory, "not enough memory for this edit");
  } catch (const std::exception& error) {
    note_failure(item, ErrorCode::Internal, error.what());
  }
  const std::scoped_lock lock(mutex_);
  current_ = 0;
}

bool QueueRunner::was_skipped() {
  const std::scoped_lock lock(mutex_);
  return stop_reason_ == StopReason::Skip;
}

void QueueRunner::edit_and_publish(const QueueItem& item, const QueueEditContext& context) {
  // Says what is wrong with it.
  QueueRequest readable;
  if (!item.request.unreadable_order.empty()) take_order(item.request.unreadable_order, readable);
  QueueTransitions transitions(store_);
  const std::string input_hash = hash_file(item.request.photo, context);
  std::error_code error;
  std::filesystem::create_directories(item.request.output.parent_path(), error);
  if (error) {
    throw Error(
        ErrorCode::FileUnwritable,
        "cannot make the folder " + item.request.output.parent_path().string() + ": " + error.message());
  }
  context.check();
  transitions.start_running(item.id, input_hash);
  edit_(item, context);
  transitions.publish(item.id);
  ++summary_.done;
  like_failures_ = 0;
  last_failure_.reset();
}

void QueueRunner::note_failure(const QueueItem& item, ErrorCode code, const std::string& text) {
  QueueTransitions(store_).fail(item.id, code, text);
  auto failed = store_.items(std::span(&item.id, 1));
  if (!failed.empty()) summary_.failed.push_back(std::move(failed.front()));
  like_failures_ = last_failure_ == code ? like_failures_ + 1 : 1;
  last_failure_ = code;
  if (like_failures_ < kLikeFailuresToPause) return;
  like_failures_ = 0;
  store_.set_paused({true, "three edits in a row failed for the same reason: " + text});
}

void QueueRunner::summarise() {
  if (summary_.done == 0 && summary_.cancelled == 0 && summary_.failed.empty()) return;
  const QueueSummary summary = std::exchange(summary_, {});
  if (events_.on_summary) events_.on_summary(summary);
}

}  // namespace v4e
