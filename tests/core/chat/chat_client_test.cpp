// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chat_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/chat/chat_error.h"
#include "tests/core/chat/fake_server.h"

namespace v4e {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using test::chat_answer;
using test::FakeConnection;
using test::FakeRequest;
using test::FakeServer;
using test::http_answer;
using testing::HasSubstr;
using testing::Not;

ChatQuestion question() {
  return {.messages = {{ChatMessage::Role::System, "Answer in JSON."},
                       {ChatMessage::Role::User, "What is this?", {std::string("\xff\xd8\xff", 3)}}}};
}

ChatAnswer ask(const std::string& address, milliseconds timeout = minutes(1),
               const RunContext& context = {}) {
  return ChatClient({.address = address, .timeout = timeout}).ask(question(), "some-model", context);
}

/// What asking a server that sends this fails with.
struct Failed {
  ChatFailure failure;
  int status;
  std::string text;
};
std::optional<Failed> failure_of(const std::string& address, milliseconds timeout = minutes(1)) {
  try {
    (void)ask(address, timeout);
  } catch (const ChatError& error) {
    return Failed{error.failure(), error.status(), error.what()};
  }
  return std::nullopt;
}
std::optional<Failed> failure_with(const std::string& bytes) {
  const FakeServer server(
      [&bytes](const FakeRequest&, const FakeConnection& connection) { connection.send(bytes); });
  return failure_of(server.address());
}

TEST(ChatClient, AsksAsTheProtocolHasIt) {
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return "a cup"; }));
  const ChatClient client({.address = server.address(), .model = "some-model", .key = "sk-1"});
  const ChatAnswer answer = client.ask(question(), client.model());
  EXPECT_EQ(answer.text, "a cup");
  EXPECT_EQ(answer.model, "fake-7b");
  EXPECT_FALSE(answer.is_cut);
  ASSERT_EQ(server.requests().size(), 1u);  // a model that is named is not looked up
  const FakeRequest request = server.requests().front();
  EXPECT_EQ(request.line, "POST /v1/chat/completions HTTP/1.1");
  EXPECT_THAT(request.headers, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(request.headers, HasSubstr("Authorization: Bearer sk-1\r\n"));
  const auto wanted = nlohmann::json::parse(R"({
    "model": "some-model", "temperature": 0, "seed": 0, "max_tokens": 1024, "stream": false,
    "messages": [
      {"role": "system", "content": "Answer in JSON."},
      {"role": "user", "content": [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/"}}]}]})");
  EXPECT_EQ(nlohmann::json::parse(request.body), wanted);
}

TEST(ChatClient, WithoutAKeySendsNone) {
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return "a cup"; }));
  (void)ask(server.address());
  EXPECT_THAT(server.requests().front().headers, Not(HasSubstr("Authorization")));
}

TEST(ChatClient, TakesTheOnlyModelThatIsThere) {
  const FakeServer server(test::model_that_writes([](const FakeRequest&) { return "a cup"; }));
  EXPECT_EQ(ChatClient({.address = server.address()}).model(), "fake-7b");
}

TEST(ChatClient, OfSeveralModelsOneHasToBeNamed) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send(http_answer(R"({"data": [{"id": "qwen"}, {"id": "llama"}, {"name": "odd"}]})"));
  });
  try {
    (void)ChatClient({.address = server.address()}).model();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    EXPECT_THAT(error.what(), HasSubstr("qwen, llama"));
  }
}

TEST(ChatClient, ReadsPartsAndSeesACutAnswer) {
  const std::string parts =
      R"({"choices": [{"message": {"content": [{"type": "text", "text": "a "}, {"text": "cup"}]}}]})";
  const FakeServer in_parts([&](const FakeRequest&, const FakeConnection& c) { c.send(http_answer(parts)); });
  EXPECT_EQ(ask(in_parts.address()).text, "a cup");
  EXPECT_EQ(ask(in_parts.address()).model, "some-model");
  const FakeServer cut(
      [](const FakeRequest&, const FakeConnection& c) { c.send(chat_answer("a c", "length")); });
  EXPECT_TRUE(ask(cut.address()).is_cut);
}

TEST(ChatClient, AServerThatIsNotThereIsSaid) {
  const auto failed = failure_of(test::dead_address());
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::Unreachable);
  EXPECT_THAT(failed->text, HasSubstr("is the server running"));
}

TEST(ChatClient, AServerThatNeverAnswersIsLeftInTime) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) { connection.hang(); });
  const auto failed = failure_of(server.address(), milliseconds(200));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::TimedOut);
  EXPECT_THAT(failed->text, HasSubstr("within 0.200 seconds"));
}

TEST(ChatClient, AServerThatDripsIsLeftInTime) {
  // Each byte comes soon, all of them never.
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (!connection.is_over() && connection.send(" ")) std::this_thread::sleep_for(milliseconds(5));
  });
  const auto failed = failure_of(server.address(), milliseconds(300));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::TimedOut);
}

TEST(ChatClient, IsStoppedWhileItWaits) {
  std::promise<void> asked;
  const FakeServer server([&asked](const FakeRequest&, const FakeConnection& connection) {
    asked.set_value();
    connection.hang();
  });
  std::stop_source stop;
  auto answer = std::async(std::launch::async, [&] {
    return ask(server.address(), minutes(10), {stop.get_token(), {}});
  });
  asked.get_future().wait();
  stop.request_stop();
  EXPECT_THROW((void)answer.get(), Cancelled);
}

TEST(ChatClient, IsNotEvenBegunAfterAStop) {
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return ""; }));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW((void)ask(server.address(), minutes(1), {stop.get_token(), {}}), Cancelled);
  EXPECT_TRUE(server.requests().empty());
}

TEST(ChatClient, AnEndlessAnswerIsCutOff) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    while (!connection.is_over() && connection.send(std::string(1u << 16, 'a'))) {
    }
  });
  const auto failed = failure_of(server.address());
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::TooLong);
}

TEST(ChatClient, EndlessHeadersAreCutOff) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send("HTTP/1.1 200 OK\r\n");
    while (!connection.is_over() && connection.send("X-A: " + std::string(1000, 'a') + "\r\n")) {
    }
  });
  const auto failed = failure_of(server.address());
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::TooLong);
}

TEST(ChatClient, HalfAnAnswerIsNone) {
  const std::string whole = chat_answer("a cup");
  const auto failed = failure_with(whole.substr(0, whole.size() - 10));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::Unreachable);
  EXPECT_EQ(failure_with("")->failure, ChatFailure::Unreachable);
  EXPECT_EQ(failure_with("HTTP/1.1 200 OK\r\nContent-Le")->failure,
            ChatFailure::Malformed);  // without a body
}

TEST(ChatClient, OtherProtocolsAreNone) {
  EXPECT_EQ(failure_with("SSH-2.0-OpenSSH_9.2\r\n")->failure, ChatFailure::Unreachable);
}

TEST(ChatClient, WhatTheServerSaysOfItsErrorIsPassedOn) {
  const auto failed = failure_with(
      http_answer(R"({"error": {"message": "model is still loading"}})", "503 Service Unavailable"));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::Refused);
  EXPECT_EQ(failed->status, 503);
  EXPECT_THAT(failed->text, HasSubstr("model is still loading"));
  EXPECT_THAT(failure_with(http_answer("<html>", "404 Not Found"))->text, HasSubstr("/v1"));
  EXPECT_THAT(failure_with(http_answer("", "401 Unauthorized"))->text, HasSubstr("V4E_CHAT_KEY"));
}

TEST(ChatClient, GoesNowhereElse) {
  FakeServer other(test::model_that_writes([](const FakeRequest&) { return "a trap"; }));
  const FakeServer server([&other](const FakeRequest&, const FakeConnection& connection) {
    connection.send(http_answer("", "307 Temporary Redirect", "Location: " + other.address() + "/x\r\n"));
  });
  const auto failed = failure_of(server.address());
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->failure, ChatFailure::Redirected);
  EXPECT_THAT(failed->text, HasSubstr(other.address()));
  EXPECT_TRUE(other.requests().empty());
}

TEST(ChatClient, UsesNoProxyToThisMachine) {
  FakeServer proxy(test::model_that_writes([](const FakeRequest&) { return "a trap"; }));
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return "a cup"; }));
  ::setenv("http_proxy", proxy.address().c_str(), 1);
  const std::string text = ask(server.address()).text;
  ::unsetenv("http_proxy");
  EXPECT_EQ(text, "a cup");
  EXPECT_TRUE(proxy.requests().empty());
}

TEST(ChatClient, AnotherFormIsSaid) {
  for (const char* body :
       {"", "hello", "null", "[]", "{}", R"({"choices": []})", R"({"choices": [{}]})", R"({"choices": [1]})",
        R"({"choices": [{"message": "a cup"}]})", R"({"choices": [{"message": {}}]})", "<html></html>",
        "{\"choices\": [{\"message\": {\"content\": \"\xff\xfe\"}}]}"}) {
    const auto failed = failure_with(http_answer(body));
    ASSERT_TRUE(failed) << body;
    EXPECT_EQ(failed->failure, ChatFailure::Malformed) << body;
  }
  EXPECT_EQ(failure_with(http_answer(std::string(100'000, '[')))->failure, ChatFailure::Malformed);
}

TEST(ChatClient, AnAnswerWithoutTextIsEmpty) {
  const FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send(http_answer(R"({"choices": [{"message": {"content": null}}]})"));
  });
  EXPECT_EQ(ask(server.address()).text, "");
}

TEST(ChatClient, RefusesOptionsThatCannotBe) {
  EXPECT_THROW(ChatClient({.address = "nowhere"}), Error);
  EXPECT_THROW(ChatClient({.address = "localhost", .key = "a\r\nX: b"}), Error);
  EXPECT_THROW(ChatClient({.address = "localhost", .timeout = milliseconds(0)}), Error);
}

}  // namespace
}  // namespace v4e
