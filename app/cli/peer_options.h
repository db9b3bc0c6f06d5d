// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <memory>

#include "app/cli/command_context.h"
#include "core/training/model_update.h"

namespace v4e::cli {

/// How many processes train, and what each of them keeps.
struct PeerOptions {
  int processes = 1;
  training::Sharding sharding = training::Sharding::None;
  double timeout_s = 300;
};

void add_peer_options(CLI::App& command, PeerOptions& options);

/// Where several processes were asked for and this is none of them: runs this program that often, sets the
/// exit code and returns true.
[[nodiscard]] bool run_processes(const PeerOptions& options, CommandContext& context);

/// One process among those of a training, or alone.
struct JoinedPeers {
  std::unique_ptr<training::Peers> peers;  ///< null: alone
  training::Company company;
  std::string device;  ///< "auto" and "cuda" are a device of its own, where there are several
};

/// Joins the training's other processes, whoever started them, and takes its share of the machine's cores.
/// Throws as find_launch() and meet_peers(), Error(InvalidArgument) for a sharding without others.
[[nodiscard]] JoinedPeers join_peers(const PeerOptions& options, const std::string& device,
                                     std::ostream& err);

}  // namespace v4e::cli
