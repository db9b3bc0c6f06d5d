// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/patient_chat.h"

#include <gtest/gtest.h>

#include <atomic>

#include "core/chat/chat_error.h"
#include "tests/core/chat/fake_server.h"

namespace v4e {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::FakeConnection;
using test::FakeRequest;
using test::FakeServer;

constexpr Patience kQuick{.most_tries = 3, .first_wait = milliseconds(1), .longest_wait = milliseconds(2)};

std::optional<ChatAnswer> ask(const FakeServer& server, CallBudget& budget, const Patience& patience = kQuick,
                              const RunContext& context = {}) {
  const ChatClient client({.address = server.address(), .model = "fake-7b"});
  return ask_patiently(client, {.messages = {{.text = "hello"}}}, "fake-7b", patience, budget, context);
}

/// Answers with that status `times`, then well.
FakeServer::Handler that_fails(int times, const std::string& status, const std::string& headers = "") {
  auto left = std::make_shared<std::atomic<int>>(times);
  return [=](const FakeRequest&, const FakeConnection& connection) {
    connection.send((*left)-- > 0 ? test::http_answer("{}", status, headers) : test::chat_answer("hi"));
  };
}

TEST(PatientChat, AsksAgainAfterWhatMayPass) {
  for (const char* status : {"408 Request Timeout", "429 Too Many Requests", "500 Internal Server Error",
                             "503 Service Unavailable"}) {
    FakeServer server(that_fails(2, status));
    CallBudget budget;
    EXPECT_EQ(ask(server, budget).value().text, "hi") << status;
    EXPECT_EQ(budget.spent(), 3) << status;
  }
}

TEST(PatientChat, DoesNotAskAgainAfterWhatWillNotPass) {
  for (const char* status : {"400 Bad Request", "401 Unauthorized", "404 Not Found"}) {
    FakeServer server(that_fails(1, status));
    CallBudget budget;
    EXPECT_THROW((void)ask(server, budget), ChatError) << status;
    EXPECT_EQ(budget.spent(), 1) << status;
  }
}

TEST(PatientChat, GivesUpAfterTheLastTry) {
  FakeServer server(that_fails(5, "503 Service Unavailable"));
  CallBudget budget;
  EXPECT_THROW((void)ask(server, budget), ChatError);
  EXPECT_EQ(budget.spent(), 3);
}

TEST(PatientChat, WaitsAsLongAsTheServerAsksFor) {
  FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send(test::http_answer("{}", "429 Too Many Requests", "Retry-After: 7\r\n"));
  });
  const ChatClient client({.address = server.address(), .model = "fake-7b"});
  try {
    (void)client.ask({.messages = {{.text = "hello"}}}, "fake-7b");
    FAIL();
  } catch (const ChatError& error) {
    EXPECT_EQ(error.retry_after(), seconds(7));
  }
}

TEST(PatientChat, EndsWithItsBudget) {
  FakeServer server(that_fails(2, "503 Service Unavailable"));
  CallBudget budget(2);
  EXPECT_FALSE(ask(server, budget).has_value());
  EXPECT_EQ(budget.spent(), 2);
  EXPECT_FALSE(budget.take());
}

TEST(PatientChat, IsStoppedWhileItWaits) {
  std::stop_source stop;
  FakeServer server([&](const FakeRequest&, const FakeConnection& connection) {
    connection.send(test::http_answer("{}", "503 Service Unavailable"));
    stop.request_stop();
  });
  CallBudget budget;
  const Patience endless{.most_tries = 3, .first_wait = hours(1), .longest_wait = hours(1)};
  EXPECT_THROW((void)ask(server, budget, endless, {stop.get_token(), {}}), Cancelled);
}

/// 1,000 tokens asked, 500 answered, as the server has it; `usage` may be what is no count.
FakeServer::Handler that_counts(const std::string& usage) {
  return [=](const FakeRequest&, const FakeConnection& connection) {
    connection.send(test::http_answer(
        R"({"model": "fake-7b", "choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}])" +
        usage + "}"));
  };
}

const char* const kUsage = R"(, "usage": {"prompt_tokens": 1000, "completion_tokens": 500})";

TEST(PatientChat, CountsWhatAnswersCost) {
  FakeServer server(that_counts(kUsage));
  CallBudget budget(BudgetLimits{.price = {.in = 1, .out = 2}});
  EXPECT_EQ(ask(server, budget).value().usage.value().out, 500);
  (void)ask(server, budget);
  EXPECT_EQ(budget.tokens().in, 2000);
  EXPECT_NEAR(budget.usd(), 2 * (1000 * 1e-6 + 500 * 2e-6), 1e-12);
}

TEST(PatientChat, EndsWithItsMoney) {
  FakeServer server(that_counts(kUsage));
  CallBudget budget(BudgetLimits{.usd = 0.005, .price = {.in = 1, .out = 2}});  // 0.002 an answer
  EXPECT_TRUE(ask(server, budget).has_value());
  EXPECT_TRUE(ask(server, budget).has_value());
  EXPECT_FALSE(ask(server, budget).has_value()) << "a third would take more than is left";
  EXPECT_EQ(server.requests().size(), 2u);
  EXPECT_NEAR(budget.usd(), 0.004, 1e-12);
}

TEST(PatientChat, QuestionsUnderWayCountAsDearAsTheDearestAnswer) {
  CallBudget budget(BudgetLimits{.usd = 0.005, .price = {.in = 1, .out = 2}});
  ASSERT_TRUE(budget.take());
  budget.settle(ChatAnswer{.text = "", .model = "", .usage = TokenUsage{.in = 1000, .out = 500}});
  ASSERT_TRUE(budget.take());
  EXPECT_FALSE(budget.take()) << "0.002 are spent and 0.002 may be, under way";
  budget.settle(std::nullopt);
  EXPECT_TRUE(budget.take()) << "what came to nothing cost nothing";
}

TEST(PatientChat, MoneyCannotBeLimitedWhereTheServerDoesNotCount) {
  for (const char* usage : {"", R"(, "usage": null)", R"(, "usage": {"prompt_tokens": "many"})"}) {
    FakeServer server(that_counts(usage));
    CallBudget budget(BudgetLimits{.usd = 1, .price = {.in = 1, .out = 2}});
    EXPECT_EQ(ask(server, budget).value().text, "hi") << "what is paid for is kept";
    EXPECT_THROW((void)ask(server, budget), Error);
    CallBudget without;
    EXPECT_FALSE(ask(server, without).value().usage.has_value());
    EXPECT_TRUE(ask(server, without).has_value());
  }
}

}  // namespace
}  // namespace v4e
