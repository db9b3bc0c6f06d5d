// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/stop_token.h"

namespace v4e::training {

/// Exit code of a process whose training lost another one: the same start again goes on. EX_TEMPFAIL of
/// sysexits.h.
inline constexpr int kPeerLostExit = 75;

struct LocalProcesses {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  int count = 2;
  int most_restarts = 3;
  int stopped_exit = 130;  ///< that a process gives which was asked to stop
};

/// Runs `count` processes on this machine as one training, each of which finds its Launch in its environment,
/// and starts all of them again where one was killed or lost. A stop is handed on to them; who has not ended
/// within a minute is killed. Returns the exit code for all: 0, the first failure's, stopped_exit or
/// kPeerLostExit.
[[nodiscard]] int run_local_processes(const LocalProcesses& wanted, const std::stop_token& stop,
                                      const std::function<void(const std::string&)>& say);

}  // namespace v4e::training
