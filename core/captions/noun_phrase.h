// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/captions/caption_rules.h"

namespace v4e {

/// Whether the phrase takes a plural verb: "two cats", "the man and his dog", "sunglasses on the table".
[[nodiscard]] bool is_plural(const CaptionRules& rules, std::string_view phrase);

/// "the dog"; pronouns as a subject or an object: "she", "her"; a phrase with its own determiner as it is.
[[nodiscard]] std::string definite(const CaptionRules& rules, std::string_view phrase, bool is_object);

/// "a red hat", "an owl"; plurals, masses and what has a determiner as they are.
[[nodiscard]] std::string indefinite(const CaptionRules& rules, std::string_view phrase);

/// A thing and where it is to be: "a hat to her head" -> {"a hat", "on her head"}.
struct PlacedThing {
  std::string thing;
  std::string place;  ///< empty: nowhere in particular
};
[[nodiscard]] PlacedThing split_place(const CaptionRules& rules, std::string_view phrase);

}  // namespace v4e
