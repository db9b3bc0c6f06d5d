// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distributed/launch.h"

#include <charconv>
#include <cstdlib>

namespace v4e::training {
namespace {

constexpr int kMostProcesses = 1 << 16;
/// torchrun's own default.
constexpr int kUsualPort = 29500;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::InvalidArgument, "cannot join the other processes: " + what);
}

int number_in(const Environment& environment, const char* name, int least, int most) {
  const auto text = environment(name);
  if (!text) refuse(std::string(name) + " is not set, although other variables of the same launcher are");
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || value < least || value > most)
    refuse(std::string(name) + " is \"" + *text + "\", not a number from " + std::to_string(least) + " to " +
           std::to_string(most));
  return value;
}

int number_or(const Environment& environment, const char* name, int otherwise, int most) {
  return environment(name) ? number_in(environment, name, 0, most) : otherwise;
}

/// Names of the variables in which a launcher says the same things.
struct Names {
  const char* launcher;
  const char* rank;
  const char* world;
  const char* local_rank;
  const char* local_world;
};
constexpr Names kLaunchers[] = {
    {"torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {"srun", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", "SLURM_TASKS_PER_NODE"},
    {"mpirun", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
     "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"mpiexec", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"}};

/// Jobs on one machine at one time must not meet each other.
int port_of_job(const Environment& environment) {
  constexpr int kFirst = 20000;
  constexpr int kCount = 20000;
  constexpr int kMostJobs = 2147483647;
  return kFirst + number_or(environment, "SLURM_JOB_ID", 0, kMostJobs) % kCount;
}

void find_address(Launch& launch, const Environment& environment) {
  constexpr int kMostPort = 65535;
  const auto host = environment("MASTER_ADDR");
  const bool is_slurm = launch.launcher == "srun";
  launch.port = is_slurm ? port_of_job(environment) : kUsualPort;
  launch.port = number_or(environment, "MASTER_PORT", launch.port, kMostPort);
  launch.host_is_served = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
  if (host && !host->empty()) {
    launch.host = *host;
    return;
  }
  if (is_slurm) {
    const auto list = environment("SLURM_STEP_NODELIST");
    launch.host = first_slurm_host(list ? *list : environment("SLURM_JOB_NODELIST").value_or(""));
    return;
  }
  if (launch.local_world < launch.world)
    refuse("MASTER_ADDR must name the machine of rank 0: " + launch.launcher + " started " +
           std::to_string(launch.world) + " processes on more than one machine");
  launch.host = "127.0.0.1";
}

/// Slurm writes "2(x3),1" where others write a number: the first counts.
int local_world_in(const Environment& environment, const char* name, int world) {
  const auto text = environment(name);
  if (!text) return 1;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || value < 1 || value > world)
    refuse(std::string(name) + " is \"" + *text + "\" with " + std::to_string(world) + " processes in all");
  return value;
}

}  // namespace

std::optional<std::string> environment_value(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return value;
}

std::string first_slurm_host(const std::string& list) {
  const auto bracket = list.find('[');
  const auto comma = list.find(',');
  if (list.empty() || bracket == 0 || comma == 0) refuse("the list of machines \"" + list + "\" names none");
  if (bracket == std::string::npos || comma < bracket) return list.substr(0, comma);
  const auto close = list.find(']', bracket);
  if (close == std::string::npos) refuse("the list of machines \"" + list + "\" has no closing bracket");
  const auto first_end = list.find_first_of("-,]", bracket + 1);
  const auto behind = list.find_first_of(",", close);
  if (first_end == bracket + 1) refuse("the list of machines \"" + list + "\" has an empty bracket");
  return list.substr(0, bracket) + list.substr(bracket + 1, first_end - bracket - 1) +
         list.substr(close + 1, behind == std::string::npos ? std::string::npos : behind - close - 1);
}

std::optional<Launch> find_launch(const Environment& environment) {
  for (const Names& names : kLaunchers) {
    if (!environment(names.rank) || !environment(names.world)) continue;
    Launch launch;
    launch.launcher = names.launcher;
    launch.world = number_in(environment, names.world, 1, kMostProcesses);
    launch.rank = number_in(environment, names.rank, 0, launch.world - 1);
    if (launch.world == 1) return std::nullopt;
    launch.local_rank = number_or(environment, names.local_rank, 0, kMostProcesses);
    launch.local_world = local_world_in(environment, names.local_world, launch.world);
    if (const auto file = environment(kMeetingFile)) {
      launch.launcher = "this program";
      launch.file = *file;
    } else {
      find_address(launch, environment);
    }
    return launch;
  }
  return std::nullopt;
}

}  // namespace v4e::training
