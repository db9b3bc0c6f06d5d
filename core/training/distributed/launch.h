// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/error.h"

namespace v4e::training {

/// Another process of the training has died or hangs. What was done since the last checkpoint is lost, and a
/// new start goes on there.
class PeerLost : public Error {
 public:
  explicit PeerLost(const std::string& message) : Error(ErrorCode::Internal, message) {}
};

/// Environment variable with Launch::file.
inline constexpr const char* kMeetingFile = "V4E_MEETING_FILE";

/// One process's place among those of a training, and how it finds the others.
struct Launch {
  std::string launcher;  ///< what started it, for messages: "torchrun", "srun", "mpirun", "this program"
  int rank = 0;
  int world = 1;
  int local_rank = 0;   ///< among those on this machine
  int local_world = 1;  ///< how many are on this machine
  std::string file;     ///< of a meeting on one machine; else empty
  std::string host;     ///< else where rank 0 listens
  int port = 0;
  bool host_is_served = false;  ///< by the launcher itself, so that rank 0 must not listen too
};

/// An environment variable's value, or nothing.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// This process's environment.
[[nodiscard]] std::optional<std::string> environment_value(const char* name);

/// What launchers of several processes tell: torchrun, Slurm's srun, mpirun of Open MPI, MPICH and Intel MPI,
/// and our own (core/training/distributed/local_processes.h). Nothing where the process is alone. Throws
/// Error(InvalidArgument) where what they tell is incomplete or contradicts itself.
[[nodiscard]] std::optional<Launch> find_launch(const Environment& environment);

/// First host of Slurm's short form, e.g. "gpu007" of "gpu[007-009,012],login1". Throws
/// Error(InvalidArgument).
[[nodiscard]] std::string first_slurm_host(const std::string& list);

}  // namespace v4e::training
