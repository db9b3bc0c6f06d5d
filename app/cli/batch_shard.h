// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace v4e::cli {

/// A batch's share that one of several programs works on. Which photo belongs to which share follows from its
/// path alone, so that photos that are added later move none of the others.
struct BatchShard {
  int index = 0;  ///< 0 … count - 1
  int count = 1;

  [[nodiscard]] bool is_all() const { return count == 1; }
  [[nodiscard]] bool holds(const std::filesystem::path& photo) const;
  /// Of the file in the output folder that remembers what is done.
  [[nodiscard]] std::string queue_name() const;
};

/// "I/N" with I from 0 to N - 1; or "auto", which takes both from the environment of a Slurm array, of a
/// Kubernetes Indexed Job (its JOB_COMPLETIONS has to be set in the job), of torchrun, mpirun or srun. Throws
/// Error(InvalidArgument).
[[nodiscard]] BatchShard parse_shard(const std::string& text);

/// The files that remember what batches, or shares of one, have done into this folder.
[[nodiscard]] std::vector<std::filesystem::path> batch_queues(const std::filesystem::path& folder);

}  // namespace v4e::cli
