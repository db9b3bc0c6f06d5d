// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/captions/caption_rules.h"
#include "core/captions/instruction_text.h"

namespace v4e {

/// How far words are put right. A changed letter often makes another real word ("sailing", "smiling").
enum class SpellingEffort {
  Sure,  ///< long words; a letter added, left out, or swapped with its neighbour
  Bold   ///< short words and changed letters too
};

/// Whether one letter added, left out, swapped with its neighbour or, when `Bold`, changed turns one word
/// into the other.
[[nodiscard]] bool is_one_slip_apart(std::string_view left, std::string_view right, SpellingEffort effort);

/// Puts right words that are one slip from exactly one word of the rules' vocabulary with the same first
/// letter. Returns a note for each.
std::vector<std::string> correct_spelling(std::vector<Clause>& clauses, const CaptionRules& rules,
                                          SpellingEffort effort);

}  // namespace v4e
