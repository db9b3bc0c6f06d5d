// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <limits>
#include <mutex>
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

/// US dollars per million tokens.
struct TokenPrice {
  double in = 0;
  double out = 0;
};

struct BudgetLimits {
  int calls = std::numeric_limits<int>::max();
  std::optional<double> usd = {};  ///< nothing: without limit
  TokenPrice price = {};
};

/// How many questions may still be sent, and for how much money. Thread-safe.
class CallBudget {
 public:
  explicit CallBudget(int calls = std::numeric_limits<int>::max())
      : CallBudget(BudgetLimits{.calls = calls}) {}
  explicit CallBudget(const BudgetLimits& limits) : limits_(limits) {}

  /// Before a question is sent: false where none may be. Those under way count as dear as the dearest answer
  /// so far, so that the limit holds from the first answer on. Throws Error(Unsupported) where money is
  /// limited and an answer came without its usage.
  [[nodiscard]] bool take();
  /// After it: what its answer took; nothing where none came.
  void settle(const std::optional<ChatAnswer>& answer);

  [[nodiscard]] int spent() const;  ///< questions
  [[nodiscard]] TokenUsage tokens() const;
  [[nodiscard]] double usd() const;

 private:
  [[nodiscard]] double price_of(const TokenUsage& usage) const;

  const BudgetLimits limits_;
  mutable std::mutex mutex_;  ///< guards what follows
  int spent_ = 0;
  int under_way_ = 0;
  TokenUsage tokens_;
  double dearest_usd_ = 0;
  bool has_unknown_price_ = false;
};

/// Asks, and asks again where that may help: status 408, 429 and 5xx, a connection that broke, no answer in
/// time. Nothing where the budget ends before there is an answer. Throws what ChatClient::ask() throws at the
/// last try, Cancelled at once, also while it waits.
[[nodiscard]] std::optional<ChatAnswer> ask_patiently(const ChatClient& client, const ChatQuestion& question,
                                                      const std::string& model, const Patience& patience,
                                                      CallBudget& budget, const RunContext& context = {});

}  // namespace v4e
