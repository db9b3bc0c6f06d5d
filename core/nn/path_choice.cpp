// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/path_choice.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/base/os/machine.h"
#include "core/base/resources.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kWorthChanging = 0.9;
constexpr int kMinRounds = 3;
constexpr int kMaxRounds = 20;
constexpr double kSecondsToSpend = 0.1;
constexpr double kLostBy = 3;

double seconds_of(const std::function<void()>& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least time of each path. They take turns, so that a busy moment of the machine meets all of them, and
/// short ones run often: one interrupted run must not decide for good.
std::vector<double> measure(std::span<const ComputePath> paths) {
  std::vector<double> best;
  for (const ComputePath& path : paths) {
    path.run();  // the first call prepares kernels and buffers
    best.push_back(seconds_of(path.run));
  }
  double spent = 0;
  for (int round = 1; round < kMinRounds || (round < kMaxRounds && spent < kSecondsToSpend); ++round) {
    const double fastest = *std::min_element(best.begin(), best.end());
    for (std::size_t i = 0; i < paths.size(); ++i) {
      // What has lost twice by far would only cost time.
      if (round > 1 && best[i] > kLostBy * fastest) continue;
      const double seconds = seconds_of(paths[i].run);
      best[i] = std::min(best[i], seconds);
      spent += seconds;
    }
  }
  return best;
}

fs::path cache_file() {
  const fs::path folder = user_cache_folder();
  return folder.empty() ? folder : folder / "paths.json";
}

/// The wishes in $V4E_PATHS: kind -> path; nothing where the variable is not set.
std::optional<std::map<std::string, std::string>> forced_paths() {
  const char* text = std::getenv("V4E_PATHS");
  if (!text || !*text) return std::nullopt;
  std::map<std::string, std::string> forced;
  std::istringstream stream(text);
  for (std::string item; std::getline(stream, item, ',');) {
    if (const auto equals = item.find('='); equals != std::string::npos)
      forced[item.substr(0, equals)] = item.substr(equals + 1);
  }
  return forced;
}

std::size_t index_of(std::span<const ComputePath> paths, const std::string& name) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].name == name) return i;
  }
  return paths.size();
}

/// The file's content, empty where there is none or it is damaged: it is measured again then.
nlohmann::json stored_choices(const fs::path& file) {
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return nlohmann::json::object();
  try {
    nlohmann::json json = read_json_file(file);
    if (json.is_object()) return json;
  } catch (const Error& error) {
    logger("engine").debug("compute paths are measured again: {}", error.what());
  }
  return nlohmann::json::object();
}

PathChooser& program_chooser() {
  static PathChooser chooser(cache_file(), machine_name(), forced_paths());
  return chooser;
}

}  // namespace

PathChooser::PathChooser(fs::path file, std::string machine,
                         std::optional<std::map<std::string, std::string>> forced)
    : file_(std::move(file)), machine_(std::move(machine)), forced_(std::move(forced)) {
  if (forced_) return;
  const nlohmann::json stored = stored_choices(file_);
  const auto mine = stored.find(machine_);
  if (mine == stored.end() || !mine->is_object()) return;
  for (const auto& [work, choice] : mine->items()) {
    if (!choice.is_object() || !choice.contains("path") || !choice["path"].is_string()) continue;
    const auto speedup = choice.find("speedup");
    known_[work] = {work, choice["path"],
                    speedup != choice.end() && speedup->is_number() ? speedup->get<double>() : 1.0};
  }
}

std::size_t PathChooser::choose(const std::string& work, std::span<const ComputePath> paths) {
  V4E_ASSERT(!paths.empty());
  if (forced_) {
    const auto wish = forced_->find(work.substr(0, work.find(' ')));
    const std::size_t index = wish == forced_->end() ? 0 : index_of(paths, wish->second);
    return index < paths.size() ? index : 0;
  }
  const std::lock_guard lock(mutex_);
  if (const auto known = known_.find(work); known != known_.end()) {
    const std::size_t index = index_of(paths, known->second.path);
    if (index < paths.size()) return index;
  }
  const std::vector<double> seconds = measure(paths);
  const auto fastest =
      static_cast<std::size_t>(std::min_element(seconds.begin(), seconds.end()) - seconds.begin());
  const std::size_t chosen = seconds[fastest] < kWorthChanging * seconds.front() ? fastest : 0;
  const PathChoice choice{work, std::string(paths[chosen].name), seconds.front() / seconds[chosen]};
  logger("engine").debug("{}: {} ({:.2f}x)", work, choice.path, choice.speedup);
  known_[work] = choice;
  keep(choice);
  return chosen;
}

std::vector<PathChoice> PathChooser::choices() const {
  const std::lock_guard lock(mutex_);
  std::vector<PathChoice> choices;
  for (const auto& [work, choice] : known_) choices.push_back(choice);
  return choices;
}

/// Adds one choice to the file, beside what other runs have added meanwhile.
void PathChooser::keep(const PathChoice& choice) const {
  if (file_.empty()) return;
  try {
    fs::create_directories(file_.parent_path());
    nlohmann::json stored = stored_choices(file_);
    nlohmann::json& mine = stored[machine_];
    if (!mine.is_object()) mine = nlohmann::json::object();
    mine[choice.work] = {{"path", choice.path}, {"speedup", choice.speedup}};
    write_json_file(file_, stored);
  } catch (const std::exception& error) {
    logger("engine").debug("compute paths are not kept: {}", error.what());
  }
}

std::size_t choose_path(const std::string& work, std::span<const ComputePath> paths) {
  return program_chooser().choose(work, paths);
}

std::vector<PathChoice> chosen_paths() {
  return program_chooser().choices();
}

std::string machine_name() {
  static const std::string name =
      os::cpu_name() + ", " + std::to_string(at::get_num_threads()) + " threads, LibTorch " TORCH_VERSION;
  return name;
}

}  // namespace v4e
