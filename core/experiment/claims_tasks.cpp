// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_tasks.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/os/file.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostResultBytes = 256u << 20;
constexpr std::chrono::milliseconds kPause{200};

/// Held as long as a program works on a task; the system gives it back if the program dies.
std::optional<os::File> claimed(const fs::path& folder) {
  fs::create_directories(folder);
  std::error_code error;
  os::File file(folder / "lock", os::OpenMode::ReadWrite, error);
  if (error) throw Error(ErrorCode::FileUnwritable, (folder / "lock").string() + ": " + error.message());
  if (!file.try_lock()) return {};
  return file;
}

bool is_ready(const ClaimsTask& task, const fs::path& folder) {
  return std::ranges::all_of(task.needs, [&](const std::string& name) { return is_done(folder, name); });
}

/// False where another program is at it, or has done it meanwhile.
bool do_task(const ClaimsTask& task, const fs::path& folder,
             const std::function<void(const std::string&)>& say) {
  const auto lock = claimed(folder / task.name);
  if (!lock || is_done(folder, task.name)) return false;
  say(task.name);
  const auto start = std::chrono::steady_clock::now();
  auto result = task.run(folder / task.name);
  result["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_json_file(folder / task.name / "done.json", result);
  return true;
}

}  // namespace

bool is_done(const fs::path& folder, const std::string& task) {
  return fs::exists(folder / task / "done.json");
}

nlohmann::json result_of(const fs::path& folder, const std::string& task) {
  return read_json_file(folder / task / "done.json", kMostResultBytes);
}

void work_off(const std::vector<ClaimsTask>& tasks, const fs::path& folder, const RunContext& context,
              const std::function<void(const std::string&)>& say) {
  const auto is_open = [&](const ClaimsTask& task) { return !is_done(folder, task.name); };
  while (std::ranges::any_of(tasks, is_open)) {
    context.check();
    const bool worked = std::ranges::any_of(tasks, [&](const ClaimsTask& task) {
      return is_open(task) && is_ready(task, folder) && do_task(task, folder, say);
    });
    if (!worked) std::this_thread::sleep_for(kPause);
  }
}

}  // namespace v4e::training
