// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace v4e {

/// Why a server gave no answer that is of use.
enum class ChatFailure {
  Unreachable,  ///< nobody listens there, or the connection broke before an answer was whole
  TimedOut,
  Refused,     ///< the server answered with an error, see ChatError::status()
  Redirected,  ///< the server names another address; it is not followed
  TooLong,     ///< more than is read
  Malformed,   ///< not what the protocol asks for
};

/// Name of a failure for JSON, e.g. "timed_out".
[[nodiscard]] std::string_view to_string(ChatFailure failure);

/// A question to a server that came to nothing. Its code is FileMalformed where the server answered with
/// something else than it should, and FileUnreadable otherwise.
class ChatError : public Error {
 public:
  ChatError(ChatFailure failure, const std::string& message, int status = 0,
            std::chrono::seconds retry_after = std::chrono::seconds(0));
  [[nodiscard]] ChatFailure failure() const noexcept { return failure_; }
  /// The server's HTTP status; 0 where there was none.
  [[nodiscard]] int status() const noexcept { return status_; }
  /// How long the server asks to be left alone; 0 where it does not say.
  [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return retry_after_; }

 private:
  ChatFailure failure_;
  int status_;
  std::chrono::seconds retry_after_;
};

}  // namespace v4e
