// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/captions/word_pattern.h"

namespace v4e {

/// One kind of edit and how its captions read. {target}, {colour}, {replacement} stand for the instruction's
/// own; {target|subject} gives "subject" where there is none.
struct CaptionEffect {
  EditKind kind = EditKind::Other;
  EvolutionFamily family = EvolutionFamily::Temporal;
  std::string title;  ///< for lists, e.g. "pencil sketch"
  std::string caption;
  std::string detailed_caption;
  bool is_nano = false;
};

/// Wordings that mean one effect. Rules are tried in the file's order; the first that fits decides.
struct CaptionRule {
  std::string effect;
  std::vector<WordPattern> patterns;
  std::vector<WordPattern> reject_clause;  ///< the rule is passed over where one of these fits the clause
  std::vector<WordPattern> reject_target;  ///< … or the found target
  bool may_start_with_keep = false;        ///< fits clauses such as "keep only the cup", too
  double confidence = 0.9;
};

/// The data files, read and compiled.
struct CaptionRules {
  std::map<std::string, CaptionEffect, std::less<>> effects;
  std::vector<std::string> nano_effects;
  std::vector<CaptionRule> rules;
  std::vector<WordPattern> polite_openings;                 ///< dropped from a clause's start
  std::vector<WordPattern> kept_apart;                      ///< clauses that say what must stay: not the edit
  std::map<std::string, std::string, std::less<>> colours;  ///< word -> plain name
  std::set<std::string, std::less<>> articles;              ///< dropped from a target's start
  std::set<std::string, std::less<>> never_typos;
  std::set<std::string, std::less<>> vocabulary;  ///< words that rules know, for spelling correction
  std::map<std::string, std::set<std::string, std::less<>>> function_words;  ///< language -> words

  /// Throws Error(FileUnreadable | FileMalformed).
  static CaptionRules from_folder(const std::filesystem::path& folder);
};

}  // namespace v4e
