// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/captions/caption_rules.h"
#include "core/captions/instruction_text.h"

namespace v4e {

/// Which rule fits a clause, and where.
struct Finding {
  const CaptionRule* rule = nullptr;
  PatternMatch match;
};

[[nodiscard]] bool any_fits(const std::vector<WordPattern>& patterns, const Clause& clause);

/// The tokens [begin, end) as a clause of their own.
[[nodiscard]] Clause slice(const Clause& clause, std::size_t begin, std::size_t end);

/// The first rule whose fit means what the whole clause means. A rule is passed over where the clause holds a
/// word that may turn its meaning round ("less", "not", "undo") or that calls for another edit, and the fit
/// has no place for it: rather nothing is understood than the opposite.
[[nodiscard]] std::optional<Finding> find_rule(const CaptionRules& rules, const Clause& clause);
/// The same of the rules for marked parts alone, which find_rule() leaves out.
[[nodiscard]] std::optional<Finding> find_region_rule(const CaptionRules& rules, const Clause& clause);

/// Whether the clause holds a word that may turn its meaning round.
[[nodiscard]] bool has_reversing_word(const CaptionRules& rules, const Clause& clause);

}  // namespace v4e
