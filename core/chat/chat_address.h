// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace v4e {

/// Where a server listens that speaks OpenAI's chat protocol, as llama.cpp's server, Ollama, vLLM and
/// LM Studio do.
struct ChatAddress {
  std::string base;  ///< of the protocol's routes, without a slash at the end: "http://localhost:8080/v1"
  std::string host;  ///< for messages: "localhost:8080"
  bool is_local = false;  ///< this machine itself: what is sent stays on it

  bool operator==(const ChatAddress&) const = default;
};

/// Reads "localhost:11434", "http://127.0.0.1:8080/v1", "https://example.org/v1/chat/completions" and the
/// like. Without a path it is /v1. "http://" may be left out for this machine only: elsewhere it has to be
/// said whether the connection is encrypted. Throws Error(InvalidArgument) on anything else, also on names
/// and passwords within the address.
[[nodiscard]] ChatAddress parse_chat_address(std::string_view text);

}  // namespace v4e
