// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/chat_error.h"

namespace v4e {
namespace {

ErrorCode code_of(ChatFailure failure) {
  const bool is_odd = failure == ChatFailure::TooLong || failure == ChatFailure::Malformed;
  return is_odd ? ErrorCode::FileMalformed : ErrorCode::FileUnreadable;
}

}  // namespace

std::string_view to_string(ChatFailure failure) {
  switch (failure) {
    case ChatFailure::Unreachable:
      return "unreachable";
    case ChatFailure::TimedOut:
      return "timed_out";
    case ChatFailure::Refused:
      return "refused";
    case ChatFailure::Redirected:
      return "redirected";
    case ChatFailure::TooLong:
      return "too_long";
    case ChatFailure::Malformed:
      return "malformed";
  }
  return "";
}

ChatError::ChatError(ChatFailure failure, const std::string& message, int status,
                     std::chrono::seconds retry_after)
    : Error(code_of(failure), message), failure_(failure), status_(status), retry_after_(retry_after) {}

}  // namespace v4e
