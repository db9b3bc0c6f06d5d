// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/cli/exit_codes.h"
#include "core/base/stop_token.h"

namespace v4e::cli {

/// What main() hands to each subcommand. A command registers a CLI11 callback that does its work, throws
/// v4e::Error or Cancelled, and may set `exit_code`. Results go to `out`, everything else to `err`.
struct CommandContext {
  std::ostream& out;
  std::ostream& err;
  std::stop_token stop;      ///< Ctrl-C
  bool is_terminal = false;  ///< `err` is one: progress may be drawn over
  int exit_code = kOk;
  /// Set while files are written: a stop then waits for them instead of ending the process.
  std::atomic<bool>* writing = nullptr;
  std::vector<std::string> arguments = {};  ///< of the program, its name left out
};

}  // namespace v4e::cli
