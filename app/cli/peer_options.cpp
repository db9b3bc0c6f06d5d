// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/peer_options.h"

#include <map>
#include <ostream>

#include "core/base/os/process.h"
#include "core/nn/device.h"
#include "core/training/distributed/launch.h"
#include "core/training/distributed/local_processes.h"

namespace v4e::cli {
namespace {

using training::Sharding;

constexpr int kMostProcesses = 64;

/// Of several graphics cards each process takes another.
std::string device_of(const std::string& wanted, int local_rank) {
  if (wanted != "auto" && wanted != "cuda") return wanted;
  const auto cards = static_cast<int>(list_devices().size()) - 1;  // the CPU is one of them
  return cards > 1 ? "cuda:" + std::to_string(local_rank % cards) : wanted;
}

}  // namespace

void add_peer_options(CLI::App& command, PeerOptions& options) {
  constexpr const char* kGroup = "Several processes";
  command
      .add_option(
          "--nproc", options.processes,
          "Processes on this machine that train together; on several machines start the same command by "
          "torchrun, srun or mpirun instead")
      ->check(CLI::Range(1, kMostProcesses))
      ->capture_default_str()
      ->group(kGroup);
  static const std::map<std::string, Sharding> shardings{{"dp", Sharding::None},
                                                         {"zero1", Sharding::Optimiser},
                                                         {"zero2", Sharding::Gradients},
                                                         {"zero3", Sharding::Weights}};
  command
      .add_option_function<std::string>(
          "--sharding", [&options](const std::string& name) { options.sharding = shardings.at(name); },
          "What each process keeps: dp all (default), zero1 its part of moments and averages, zero2 of the "
          "gradients too, zero3 of the weights of the transformer's blocks too, which are brought together "
          "while they compute (v4e train; of a LoRA there is nothing to gain)")
      ->check(CLI::IsMember(shardings))
      ->group(kGroup);
  command
      .add_option("--peer-timeout", options.timeout_s,
                  "Seconds after which a process that does not answer counts as lost")
      ->check(CLI::Range(1.0, 86400.0))
      ->capture_default_str()
      ->group(kGroup);
}

bool run_processes(const PeerOptions& options, CommandContext& context) {
  if (options.processes == 1 || training::environment_value(training::kMeetingFile)) return false;
  training::require_peers();
  // The processes save where they are before they end, and this one waits for that.
  if (context.writing) context.writing->store(true);
  context.exit_code = training::run_local_processes(
      {.program = os::program_file(),
       .arguments = context.arguments,
       .count = options.processes,
       .stopped_exit = kCancelled},
      context.stop, [&](const std::string& line) { context.err << line << std::endl; });
  return true;
}

JoinedPeers join_peers(const PeerOptions& options, const std::string& device, std::ostream& err) {
  const auto launch = training::find_launch(training::environment_value);
  if (!launch) {
    if (options.sharding != Sharding::None)
      throw Error(ErrorCode::InvalidArgument,
                  "zero1, zero2 and zero3 share among several processes, and this is the only one");
    return {.peers = nullptr, .company = {}, .device = device};
  }
  training::take_share_of_cores(*launch);
  JoinedPeers joined;
  joined.device = device_of(device, launch->local_rank);
  joined.peers = training::meet_peers(
      *launch, std::chrono::milliseconds(static_cast<std::int64_t>(options.timeout_s * 1000)),
      parse_device(joined.device));
  joined.company = {.peers = joined.peers.get(), .sharding = options.sharding};
  if (joined.company.leads())
    err << launch->world << " processes, started by " << launch->launcher << std::endl;
  return joined;
}

}  // namespace v4e::cli
