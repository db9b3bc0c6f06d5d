// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/evaluation/edit_measures.h"

namespace v4e {

/// The two things that an edit is judged as: the model's last frame at the photo's size, and the edit as the
/// program gives it, merged into the photo's own pixels.
inline constexpr std::array<std::string_view, 2> kSystems{"raw", "composited"};

/// What became of an item.
struct ItemOutcome {
  enum class State {
    Done,
    NotOffered,  ///< the model, or the program, does not make such an edit
    Failed,      ///< its files cannot be used
  };
  std::string id;
  State state = State::Failed;
  std::string reason = {};    ///< where it is not done
  std::string identity = {};  ///< of what it was made from, and how: the same again need not be made
  double seconds = 0;
  std::string prompt = {};                        ///< what the model was told
  std::string merge = {};                         ///< the way in which it was merged
  std::map<std::string, Measures> measures = {};  ///< by system
};

/// "done", "not_offered", "failed".
[[nodiscard]] std::string_view to_string(ItemOutcome::State state);
[[nodiscard]] nlohmann::json to_json(const ItemOutcome& outcome);
/// What to_json() made. Throws Error(FileMalformed), naming `origin`.
[[nodiscard]] ItemOutcome item_outcome_from(const nlohmann::json& json, std::string_view origin);

}  // namespace v4e
