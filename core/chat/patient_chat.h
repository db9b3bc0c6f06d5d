// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <string>

#include "core/chat/chat_client.h"

namespace v4e {

/// How often and how soon a question is asked again.
struct Patience {
  int most_tries = 6;
  /// Before the second try; doubled from try to try, unless the server says how long to wait.
  std::chrono::milliseconds first_wait{1'000};
  std::chrono::milliseconds longest_wait{120'000};
};

/// How many questions may still be sent. Thread-safe.
class CallBudget {
 public:
  explicit CallBudget(int calls = std::numeric_limits<int>::max()) : left_(calls) {}
  /// False where none is left.
  [[nodiscard]] bool take();
  [[nodiscard]] int spent() const { return spent_; }

 private:
  std::atomic<int> left_;
  std::atomic<int> spent_ = 0;
};

/// Asks, and asks again where that may help: status 408, 429 and 5xx, a connection that broke, no answer in
/// time. Nothing where the budget ends before there is an answer. Throws what ChatClient::ask() throws at the
/// last try, Cancelled at once, also while it waits.
[[nodiscard]] std::optional<ChatAnswer> ask_patiently(const ChatClient& client, const ChatQuestion& question,
                                                      const std::string& model, const Patience& patience,
                                                      CallBudget& budget, const RunContext& context = {});

}  // namespace v4e
