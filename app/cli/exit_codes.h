// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace v4e::cli {

/// What `v4e` gives back to the shell; kExitCodesHelp tells the user.
enum ExitCode : int {
  kOk = 0,
  kFailed = 1,       ///< the command ran and its answer is no: a case of `verify`, a photo of `batch`
  kUsage = 2,        ///< wrong arguments or an instruction that cannot be used
  kInput = 3,        ///< a photo or another input cannot be read
  kOutput = 4,       ///< a result cannot be written
  kModel = 5,        ///< weights do not fit the model, or are damaged
  kUnsupported = 6,  ///< neither the program nor the chosen model can do that
  kMemory = 7,
  kInternal = 70,
  kRetry = 75,       ///< another process of the training was lost: the same start again goes on
  kCancelled = 130,  ///< Ctrl-C or SIGTERM; nothing half-written is left
};

inline constexpr const char* kExitCodesHelp =
    "Exit codes: 0 done; 1 the answer is no (verify, evaluate, batch, select); 2 wrong arguments; 3 an "
    "input\n"
    "cannot be read; 4 a result cannot be written; 5 the model's weights are damaged or do not fit; 6 the "
    "model\n"
    "or the program cannot do that; 7 not enough memory; 70 internal error; 75 another process "
    "was\n"
    "lost, start again; 130 stopped (Ctrl-C).";

[[nodiscard]] constexpr ExitCode exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::InvalidArgument:
      return kUsage;
    case ErrorCode::FileUnreadable:
    case ErrorCode::FileMalformed:
      return kInput;
    case ErrorCode::FileUnwritable:
      return kOutput;
    case ErrorCode::CheckpointMismatch:
      return kModel;
    case ErrorCode::Unsupported:
      return kUnsupported;
    case ErrorCode::OutOfMemory:
      return kMemory;
    case ErrorCode::Internal:
      return kInternal;
  }
  return kInternal;
}

}  // namespace v4e::cli
