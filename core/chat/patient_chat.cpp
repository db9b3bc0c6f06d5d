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

/// One question out of the budget.
class UnderWay {
 public:
  explicit UnderWay(CallBudget& budget) : budget_(budget) {}
  ~UnderWay() { budget_.settle(answer); }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

  std::optional<ChatAnswer> answer;

 private:
  CallBudget& budget_;
};

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
  const std::scoped_lock lock(mutex_);
  if (limits_.usd && has_unknown_price_)
    throw Error(ErrorCode::Unsupported,
                "the language model's server does not say how many tokens its answers take, so that a limit "
                "in dollars cannot be kept; limit the number of questions instead");
  if (spent_ >= limits_.calls) return false;
  if (limits_.usd && price_of(tokens_) + (under_way_ + 1) * dearest_usd_ > *limits_.usd) return false;
  ++spent_;
  ++under_way_;
  return true;
}

void CallBudget::settle(const std::optional<ChatAnswer>& answer) {
  const std::scoped_lock lock(mutex_);
  --under_way_;
  if (!answer) return;
  if (!answer->usage) {
    has_unknown_price_ = true;
    return;
  }
  tokens_.in += answer->usage->in;
  tokens_.out += answer->usage->out;
  dearest_usd_ = std::max(dearest_usd_, price_of(*answer->usage));
}

int CallBudget::spent() const {
  const std::scoped_lock lock(mutex_);
  return spent_;
}

TokenUsage CallBudget::tokens() const {
  const std::scoped_lock lock(mutex_);
  return tokens_;
}

double CallBudget::usd() const {
  return price_of(tokens());
}

double CallBudget::price_of(const TokenUsage& usage) const {
  constexpr double kTokens = 1e6;
  return (static_cast<double>(usage.in) * limits_.price.in +
          static_cast<double>(usage.out) * limits_.price.out) /
         kTokens;
}

std::optional<ChatAnswer> ask_patiently(const ChatClient& client, const ChatQuestion& question,
                                        const std::string& model, const Patience& patience,
                                        CallBudget& budget, const RunContext& context) {
  milliseconds next_wait = patience.first_wait;
  for (int attempt = 1;; ++attempt) {
    context.check();
    if (!budget.take()) return std::nullopt;
    try {
      UnderWay call(budget);
      call.answer = client.ask(question, model, context);
      return call.answer;
    } catch (const ChatError& error) {
      if (!may_pass(error) || attempt >= patience.most_tries) throw;
      const milliseconds asked_for = error.retry_after();
      wait(std::min(asked_for.count() > 0 ? asked_for : next_wait, patience.longest_wait), context.stop);
      next_wait *= 2;
    }
  }
}

}  // namespace v4e
