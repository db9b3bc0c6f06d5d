// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/captions/wish_finder.h"

namespace v4e {

/// A part of an instruction that asks for one thing, or says what must stay or not happen.
struct Wish {
  Clause clause;   ///< complete in itself: "warmer and brighter" gives "warmer" and "make it brighter"
  Clause repeats;  ///< what says the same once more: "lively" after "colourful"
  std::optional<Finding> finding;
  bool is_condition = false;  ///< "keep the face", "but not warmer"
};

/// Takes "could you please" and the like from a clause's start.
void drop_polite_openings(const CaptionRules& rules, Clause& clause);

/// Cuts a sentence into its wishes. An "and" within one wish ("a cat and a dog", "black and white") stays.
[[nodiscard]] std::vector<Wish> split_wishes(const CaptionRules& rules, const Clause& sentence);

}  // namespace v4e
