// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/captions/instruction_language.h"
#include "core/captions/word_pattern.h"

namespace v4e {

/// Whether an effect concerns a part of the photo.
enum class EffectPart { Never, OfTarget, Always };

/// One kind of edit and how its captions read; see fill_caption() for the templates.
struct CaptionEffect {
  EditKind kind = EditKind::Other;
  EvolutionFamily family = EvolutionFamily::Temporal;
  std::string title;  ///< for lists, e.g. "pencil sketch"
  std::string caption;
  std::string detailed_caption;
  /// What stays; ends the long caption of rules that word only the short one.
  std::string rest;
  EffectPart part = EffectPart::Never;  ///< OfTarget: where the instruction names one
  EditGreys greys = EditGreys::Free;
  RegionUse region_use = RegionUse::Given;
  /// With a region the other reading counts: of a thing instead of a photo ("make it blue"), or of a photo
  /// instead of a thing ("make the sky darker").
  bool gives_way_in_region = false;
  bool is_nano = false;
  bool joins_nouns = false;  ///< takes "a cat and a dog" as one thing
  bool removes = false;      ///< "no fog" asks for it
};

/// Wordings that mean one effect. Rules are tried in the file's order; the first that fits decides.
struct CaptionRule {
  std::string effect;
  std::vector<WordPattern> patterns;
  std::vector<WordPattern> reject_clause;  ///< the rule is passed over where one of these fits the clause
  std::vector<WordPattern> reject_target;  ///< … or the found target
  std::string caption;                     ///< instead of the effect's; empty: that
  std::string detailed_caption;
  bool only_in_region = false;       ///< what is meant of a marked part alone; tried before all others there
  bool may_start_with_keep = false;  ///< fits clauses such as "keep only the cup", too
  double confidence = 0.9;
};

/// The data files, read and compiled.
struct CaptionRules {
  std::map<std::string, CaptionEffect, std::less<>> effects;
  std::vector<std::string> nano_effects;
  std::vector<CaptionRule> rules;
  std::vector<WordPattern> polite_openings;       ///< dropped from a clause's start
  std::vector<WordPattern> kept_apart;            ///< clauses that say what must stay: not the edit
  std::vector<WordPattern> wish_openings;         ///< clauses that begin with a verb
  std::vector<WordPattern> reversals;             ///< {state} is what the photo is now: not asked for
  std::vector<WordPattern> takes_back;            ///< "no thanks": what was said before is not wanted
  std::vector<WordPattern> limits;                ///< "everything except …": no edit of the whole photo
  std::vector<WordPattern> comparatives;          ///< clauses that begin with "brighter", "more", …
  std::set<std::string, std::less<>> reversing;   ///< words that may turn a wish round: less, not, undo
  std::set<std::string, std::less<>> negations;   ///< those of them that deny what stands beside them
  std::set<std::string, std::less<>> relatives;   ///< that, who: what follows describes a thing
  std::set<std::string, std::less<>> comparing;   ///< than, instead
  std::set<std::string, std::less<>> connectors;  ///< words between two wishes
  std::set<std::string, std::less<>> fillers;     ///< words that ask for nothing
  std::map<std::string, std::string, std::less<>> signals;  ///< word -> the effect that it calls for
  std::set<std::string, std::less<>> determiners;   ///< a, the, two, her: no article comes before them
  std::set<std::string, std::less<>> names_itself;  ///< everything, people: no article is needed
  std::set<std::string, std::less<>> plurals;       ///< people, feet: plural without an s
  std::set<std::string, std::less<>> masses;        ///< snow, glass: no "a", a singular verb
  std::set<std::string, std::less<>> after_nouns;   ///< of, who, wearing: the noun stands before them
  std::set<std::string, std::less<>> place_words;   ///< on, behind: where something is put
  std::set<std::string, std::less<>> sides;         ///< left, top
  /// Any form of a pronoun -> as subject and object.
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> pronouns;
  std::vector<WordPattern> region_names;                     ///< the selection, the marked part
  std::vector<WordPattern> region_places;                    ///< here
  std::vector<WordPattern> rest_names;                       ///< everything but the cat, the rest
  std::vector<WordPattern> rest_objects;                     ///< make {rest} …
  std::map<std::string, bool, std::less<>> region_pronouns;  ///< this, it; whether it can mean nothing else
  std::set<std::string, std::less<>> after_pronouns;         ///< with, into: "this" stood alone before them
  std::map<std::string, std::string, std::less<>> colours;   ///< word -> plain name
  std::set<std::string, std::less<>> articles;               ///< dropped from a target's start
  std::set<std::string, std::less<>> never_typos;
  std::set<std::string, std::less<>> vocabulary;  ///< words that rules know, for spelling correction
  std::map<std::string, std::set<std::string, std::less<>>> function_words;  ///< language -> words

  std::vector<InstructionLanguage> languages;  ///< beside English

  /// Throws Error(FileUnreadable | FileMalformed).
  static CaptionRules from_folder(const std::filesystem::path& folder);
};

}  // namespace v4e
