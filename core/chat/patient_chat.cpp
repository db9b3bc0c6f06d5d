// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/patient_chat.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "core/chat/chat_error.h"

namespace v4e {
namespace {

using std::chrono::milliseconds;

bool may_pass(const ChatError& error) {
  switch (error.failure()) {
    case ChatFailure::Unreachable:
    case ChatFailure::TimedOut:
      return true;
    case ChatFailure::Refused:
      return error.status() == 408 || error.status() == 429 || error.status() >= 500;
    case ChatFailure::Redirected:
    case ChatFailure::TooLong:
    case ChatFailure::Malformed:
      return false;
  }
  return false;
}

/// Throws Cancelled as soon as a stop is asked for.
void wait(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable changed;
  const std::stop_callback wake(stop, [&] {
    const std::scoped_lock lock(mutex);
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  changed.wait_for(lock, time, [&stop] { return stop.stop_requested(); });
  if (stop.stop_requested()) throw Cancelled();
}

}  // namespace

bool CallBudget::take() {
  int left = left_;
  while (left > 0) {
    if (left_.compare_exchange_weak(left, left - 1)) {
      ++spent_;
      return true;
    }
  }
  return false;
}

std::optional<ChatAnswer> ask_patiently(const ChatClient& client, const ChatQuestion& question,
                                        const std::string& model, const Patience& patience,
                                        CallBudget& budget, const RunContext& context) {
  milliseconds next_wait = patience.first_wait;
  for (int attempt = 1;; ++attempt) {
    context.check();
    if (!budget.take()) return std::nullopt;
    try {
      return client.ask(question, model, context);
    } catch (const ChatError& error) {
      if (!may_pass(error) || attempt >= patience.most_tries) throw;
      const milliseconds asked_for = error.retry_after();
      wait(std::min(asked_for.count() > 0 ? asked_for : next_wait, patience.longest_wait), context.stop);
      next_wait *= 2;
    }
  }
}

}  // namespace v4e
