// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "core/base/stop_token.h"

namespace v4e {

struct HttpRequest {
  std::string url;                            ///< http or https
  std::string body = {};                      ///< JSON that is posted; empty: the address is only asked for
  std::vector<std::string> headers = {};      ///< beside those of the body, e.g. "Authorization: Bearer …"
  std::chrono::milliseconds timeout{60'000};  ///< for all of it
  std::size_t max_answer_bytes = 1u << 20;
  bool uses_proxy = true;  ///< that of the environment; to be left out where the address is this machine
};

struct HttpAnswer {
  int status = 0;
  std::string body;
  std::chrono::seconds retry_after{0};  ///< how long the server asks to be left alone; 0: it does not say
};

/// Sends a request and waits for the whole answer, whatever its status is. Follows no redirection: what was
/// meant for one address goes to no other. Throws ChatError(Unreachable | TimedOut | Redirected | TooLong),
/// Cancelled at once when a stop is asked for.
[[nodiscard]] HttpAnswer send_http(const HttpRequest& request, const std::stop_token& stop);

}  // namespace v4e
