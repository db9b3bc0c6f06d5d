// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace v4e {

enum class ErrorCode {
  InvalidArgument,     ///< the caller or user asked for something impossible
  FileUnreadable,      ///< missing, no permission, input/output error
  FileMalformed,       ///< readable, but not what it claims to be
  FileUnwritable,      ///< read-only target, full disk
  CheckpointMismatch,  ///< names, shapes or dtypes of weights do not fit the model
  OutOfMemory,
  Unsupported,
  Internal,
};

/// Name of a code as it appears in logs and in JSON, e.g. "file_malformed".
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// A failure with a message for a person: what is wrong, where, and what to do about it.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

/// Thrown where a stop was asked for. Not an error, and so not derived from Error.
class Cancelled : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

/// Logs and throws Error(Internal): for a broken invariant of our own, never for bad input.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

}  // namespace v4e

#define V4E_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::v4e::fail_assertion(#condition, __FILE__, __LINE__))
