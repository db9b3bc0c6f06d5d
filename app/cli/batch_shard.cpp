// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_shard.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kQueueStem = "v4e-batch";
constexpr std::string_view kQueueEnding = ".queue";
constexpr int kMostShards = 100000;

std::optional<int> to_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> number_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? to_number(value) : std::nullopt;
}

struct Launcher {
  const char* index;
  const char* count;
  const char* first;  ///< what the first one's index is; null: 0
};

constexpr Launcher kLaunchers[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", nullptr},
    {"RANK", "WORLD_SIZE", nullptr},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", nullptr},
    {"SLURM_PROCID", "SLURM_NTASKS", nullptr},
};

BatchShard checked(int index, int count, const std::string& where) {
  if (count < 1 || count > kMostShards || index < 0 || index >= count) {
    throw Error(ErrorCode::InvalidArgument,
                where + ": a share is I/N with I from 0 to N - 1, as 0/4, 1/4, 2/4 and 3/4");
  }
  return {index, count};
}

BatchShard from_environment() {
  for (const Launcher& launcher : kLaunchers) {
    const auto index = number_of(launcher.index);
    const auto count = number_of(launcher.count);
    if (!index || !count) continue;
    const int first = launcher.first ? number_of(launcher.first).value_or(0) : 0;
    return checked(*index - first, *count, std::string(launcher.index) + " and " + launcher.count);
  }
  throw Error(ErrorCode::InvalidArgument,
              "--shard auto: nothing here tells the share. It is known in Slurm arrays, in Kubernetes Indexed "
              "Jobs that set JOB_COMPLETIONS, and under torchrun, mpirun and srun; else give I/N, as 0/4");
}

}  // namespace

bool BatchShard::holds(const fs::path& photo) const {
  // FNV-1a, which is the same everywhere: std::hash need not be.
  std::uint64_t hash = 14695981039346656037u;
  for (const char letter : photo.generic_string()) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 1099511628211u;
  }
  // Its low bits alone hardly tell similar names apart.
  hash ^= hash >> 32;
  return hash % static_cast<std::uint64_t>(count) == static_cast<std::uint64_t>(index);
}

std::string BatchShard::queue_name() const {
  std::string name(kQueueStem);
  if (!is_all()) name += "-" + std::to_string(index) + "-of-" + std::to_string(count);
  return name.append(kQueueEnding);
}

BatchShard parse_shard(const std::string& text) {
  if (text == "auto") return from_environment();
  const auto slash = text.find('/');
  const auto index = to_number(std::string_view(text).substr(0, slash));
  const auto count =
      slash == std::string::npos ? std::nullopt : to_number(std::string_view(text).substr(slash + 1));
  return checked(index.value_or(-1), count.value_or(0), "--shard " + text);
}

std::vector<fs::path> batch_queues(const fs::path& folder) {
  std::vector<fs::path> queues;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kQueueStem) && name.ends_with(kQueueEnding)) queues.push_back(entry->path());
  }
  std::sort(queues.begin(), queues.end());
  return queues;
}

}  // namespace v4e::cli
