// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/edit/edit_steps.h"
#include "core/evaluation/edit_judge.h"
#include "core/evaluation/edit_marks.h"

namespace v4e {

/// Most tries at an edit: all of them are in memory until one is chosen.
inline constexpr int kMostTries = 16;

/// One of several tries at the same edit.
struct EditTry {
  std::uint64_t seed = 0;  ///< of its first step
  EditMarks marks;
  std::optional<Judgement> judgement = {};  ///< what marks.judged is of
};

/// The best of several tries.
struct BestEdit {
  SteppedEdit edit;        ///< the chosen one
  std::size_t chosen = 0;  ///< its place in `tries`
  std::vector<EditTry> tries;
  std::vector<std::string> notes;  ///< why a judge did not count
};

/// Makes the same edit `count` times, with the seeds as asked for, those plus 1 and so on, and keeps the best
/// by rate(). `judge`: may be null; a judge that cannot be asked is left out, with a note. `on_try` hears of
/// each try that begins, the first is 1; what `hooks` hear is of a step of that try. Throws as edit_steps(),
/// Error(InvalidArgument) on a count that is not 2..kMostTries and where the judge's models leave a choice.
[[nodiscard]] BestEdit edit_best_of(Editor& editor, const std::vector<EditRequest>& requests, int count,
                                    const EditJudge* judge, const EditHooks& hooks = {},
                                    const std::function<void(int attempt)>& on_try = {});

/// {"chosen": place, "tries": [{"seed", marks…}]}.
[[nodiscard]] nlohmann::json best_report(const BestEdit& best);

}  // namespace v4e
