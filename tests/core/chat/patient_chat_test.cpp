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

}  // namespace
}  // namespace v4e
