// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/captions/caption_rules.h"

namespace v4e {

/// How an instruction words the replacement beyond its own words.
struct WordedReplacement {
  std::string place;         ///< "on the cake"; empty: at the replacement's end, if anywhere
  bool is_definite = false;  ///< "the skyline of New York"
};

/// With a capital at the start.
[[nodiscard]] std::string capitalised(std::string text);

/// Fills a caption template so that it reads as English:
///
///   {target} {replacement} {colour} {instruction}   as they stand
///   {name|default}                                  the default where there is none
///   {the target}, {The target}                      with its article or as a pronoun: "the dog", "she"
///   {the target's object}                           "the dog", "her"
///   {a replacement}, {A replacement}                with an article where it needs one
///   {to replacement}                                "to raise his hand"
///   {place}                                         where the replacement goes: "on her head"
///   {target:fades/fade}, {replacement:is/are}       the verb that agrees with it
///
/// All take a default after a bar.
[[nodiscard]] std::string fill_caption(const CaptionRules& rules, const std::string& pattern,
                                       const EvolutionCaption& caption, std::string_view instruction,
                                       const WordedReplacement& worded = {});

}  // namespace v4e
