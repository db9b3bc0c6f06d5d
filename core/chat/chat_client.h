// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/chat/chat_address.h"

namespace v4e {

struct ChatOptions {
  std::string address;                        ///< as parse_chat_address() reads it
  std::string model = {};                     ///< as the server calls it; empty: the only one that it offers
  std::string key = {};                       ///< that the server asks for; empty: none
  std::chrono::milliseconds timeout{60'000};  ///< of a question
};

struct ChatMessage {
  enum class Role { System, User };
  Role role = Role::User;
  std::string text;                     ///< UTF-8
  std::vector<std::string> jpegs = {};  ///< pictures that are looked at with it, as JPEG files
};

/// What is asked, as a whole: a server remembers nothing.
struct ChatQuestion {
  std::vector<ChatMessage> messages;
  int max_tokens = 1024;  ///< of the answer
};

/// What a server charges by.
struct TokenUsage {
  std::int64_t in = 0;   ///< of questions, pictures included
  std::int64_t out = 0;  ///< of answers
};

struct ChatAnswer {
  std::string text;                      ///< UTF-8
  std::string model;                     ///< as the server calls it
  bool is_cut = false;                   ///< it reached the most tokens before its end
  std::optional<TokenUsage> usage = {};  ///< nothing where the server does not say
};

/// The key of the environment variable V4E_CHAT_KEY; empty where there is none.
[[nodiscard]] std::string chat_key();

/// Asks language models through OpenAI's chat protocol, at temperature 0. Immutable, thread-safe.
class ChatClient {
 public:
  /// Asks nothing yet. Throws Error(InvalidArgument) on an address that is none, a time of less than 1 ms and
  /// a key that cannot be sent.
  explicit ChatClient(ChatOptions options);

  [[nodiscard]] const ChatAddress& address() const { return address_; }

  /// The model that is asked: the one that was chosen, or the only one that the server offers. Throws as
  /// ask(), and Error(InvalidArgument) naming the models where there are several.
  [[nodiscard]] std::string model(const RunContext& context = {}) const;

  /// What is sent for a question to that model: JSON. The same for the same question.
  [[nodiscard]] static std::string request_text(const ChatQuestion& question, const std::string& model);

  /// One question, one answer; never asks again by itself. Throws ChatError, Cancelled.
  [[nodiscard]] ChatAnswer ask(const ChatQuestion& question, const std::string& model,
                               const RunContext& context = {}) const;

 private:
  [[nodiscard]] std::string exchange(const std::string& route, std::string body,
                                     const RunContext& context) const;

  ChatOptions options_;
  ChatAddress address_;
};

}  // namespace v4e
