// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e::training {

/// A part of a longer work that is done once and leaves its folder behind.
struct ClaimsTask {
  std::string name;                ///< of its folder
  std::vector<std::string> needs;  ///< tasks that must be done before
  /// Works in its folder, which is there; what it returns is kept in done.json.
  std::function<nlohmann::json(const std::filesystem::path& folder)> run;
};

/// Does what is not done yet, in the order given as far as needs allow. Other programs may do so at the same
/// time. Throws what a task throws, Cancelled.
void work_off(const std::vector<ClaimsTask>& tasks, const std::filesystem::path& folder,
              const RunContext& context, const std::function<void(const std::string&)>& say);

[[nodiscard]] bool is_done(const std::filesystem::path& folder, const std::string& task);
/// What the task returned. Throws Error(FileUnreadable).
[[nodiscard]] nlohmann::json result_of(const std::filesystem::path& folder, const std::string& task);

}  // namespace v4e::training
