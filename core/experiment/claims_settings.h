// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/training/recipe.h"

namespace v4e::training {

/// How much of it a row of the matrix gets.
struct ClaimsRow {
  std::string name;
  /// What it was trained on before: "none", "images" (still clips) or "video"; of a row with few_steps, the
  /// row whose first seed it learns to be in few steps.
  std::string start = "none";
  double share = 1;     ///< of the triplets, 0..1; 0: none, and so no training
  bool taught = false;  ///< the method: roll-outs, block term, keep term; else the edit's frame alone
  std::string without;  ///< of a taught one: "block", "tail" or "rollout"; empty: has all
  int seeds = 1;
  /// Asked, when trained and when measured, by the evolution caption, as clips are told of; else by
  /// instructions, which no clip has.
  bool by_captions = false;
  int few_steps = 0;       ///< learns to go its own way in so many steps; 0: learns edits
  bool is_long = false;    ///< the updates of a pre-training come on top, on triplets
  bool all_steps = false;  ///< measured with all of ClaimsSettings::step_counts
};

/// A claim as it is judged: row's measure over the other's, upper end of its interval below `at_most`.
struct Claim {
  std::string id;
  std::string text;
  std::string row;
  std::string than;
  std::string group;    ///< "A", "B", "C" or "all"
  std::string measure;  ///< "error", "outside" or "steps" (row against itself with `than` steps)
  double at_most = 1;
};

/// The experiment on what video pre-training, roll-outs, the block term and the tail are worth, all of it
/// read from a JSON file before anything runs.
struct ClaimsSettings {
  Recipe recipe;  ///< the small edit model's, with the sizes of this experiment
  std::int64_t size_px = 96;
  std::int64_t triplets = 20000;  ///< 100 %
  std::int64_t clips = 20000;
  std::int64_t rollouts = 20000;  ///< of the first so many triplets
  int rollout_steps = 8;
  std::int64_t own_ways = 1000;  ///< of at most the first so many triplets, for few_steps
  int noises = 2;                ///< of each held-out photo and edit
  std::int64_t batch_size = 24;
  std::int64_t pretraining_updates = 12000;
  std::int64_t teacher_updates = 2000;
  std::int64_t updates = 2000;
  std::int64_t looks =
      5;  ///< at the validation photos, evenly over the updates; the best one's weights count
  double learning_rate = 8e-4;
  double tuning_rate = 3e-4;  ///< after a pre-training
  double ema_decay = 0.998;
  int main_steps = 1;                               ///< sampling steps of the tables
  std::vector<int> step_counts = {1, 2, 4, 8, 30};  ///< of rows with all_steps; others have the first and 4
  std::uint64_t seed = 1;
  std::map<std::string, std::vector<std::string>> colours;  ///< by effect id, of those that have colours
  std::vector<ClaimsRow> rows;
  std::vector<Claim> claims;
  nlohmann::json json;  ///< the file

  /// `base` is the small edit model's recipe. Throws Error(FileUnreadable | FileMalformed | InvalidArgument)
  /// naming file and field.
  [[nodiscard]] static ClaimsSettings from_file(const std::filesystem::path& path,
                                                const std::filesystem::path& base);
  /// Triplets of a row.
  [[nodiscard]] std::int64_t triplets_of(const ClaimsRow& row) const;
  [[nodiscard]] std::int64_t updates_of(const ClaimsRow& row) const;
  [[nodiscard]] std::vector<int> steps_of(const ClaimsRow& row) const;
  /// Whether what was done under `earlier` settings is part of these: all is the same but for rows and claims
  /// that came to it.
  [[nodiscard]] bool goes_on(const nlohmann::json& earlier) const;
};

}  // namespace v4e::training
