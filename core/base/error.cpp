// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include "core/base/log.h"

namespace v4e {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument: return "invalid_argument";
    case ErrorCode::FileUnreadable: return "file_unreadable";
    case ErrorCode::FileMalformed: return "file_malformed";
    case ErrorCode::FileUnwritable: return "file_unwritable";
    case ErrorCode::CheckpointMismatch: return "checkpoint_mismatch";
    case ErrorCode::OutOfMemory: return "out_of_memory";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

void fail_assertion(const char* condition, const char* file, int line) {
  const std::string message =
      std::string("internal error: ") + condition + " is false at " + file + ":" + std::to_string(line);
  logger("base").error("{}", message);
  throw Error(ErrorCode::Internal, message);
}

}  // namespace v4e
