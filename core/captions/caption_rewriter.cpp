// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_rewriter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/captions/caption_rules.h"
#include "core/captions/instruction_text.h"
#include "core/captions/spelling.h"

namespace v4e {
namespace {

/// Which rule fits a clause, and where.
struct Finding {
  const CaptionRule* rule = nullptr;
  PatternMatch match;
};

bool any_fits(const std::vector<WordPattern>& patterns, const Clause& clause) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const WordPattern& pattern) { return pattern.search(clause).has_value(); });
}

Clause slice(const Clause& clause, const PatternMatch::Range& range) {
  return {clause.begin() + static_cast<std::ptrdiff_t>(range.begin),
          clause.begin() + static_cast<std::ptrdiff_t>(range.end)};
}

/// Text of a slot without leading articles; empty where the slot took no part.
std::string slot_text(const CaptionRules& rules, const Clause& clause, const PatternMatch& match,
                      std::string_view slot, bool lower) {
  const auto found = match.slots.find(slot);
  if (found == match.slots.end()) return {};
  std::size_t begin = found->second.begin;
  const std::size_t end = found->second.end;
  while (begin + 1 < end && (rules.articles.count(clause[begin].word) > 0 || clause[begin].word == ","))
    ++begin;
  return join_tokens(clause, begin, end, lower);
}

/// The last colour word of the slot as a plain name: "bright navy blue" -> "blue".
std::string plain_colour(const CaptionRules& rules, const Clause& clause, const PatternMatch& match) {
  const auto found = match.slots.find("colour");
  if (found == match.slots.end()) return {};
  for (std::size_t i = found->second.end; i-- > found->second.begin;) {
    const auto colour = rules.colours.find(clause[i].word);
    if (colour != rules.colours.end()) return colour->second;
  }
  return {};
}

void drop_polite_openings(const CaptionRules& rules, Clause& clause) {
  for (bool dropped = true; dropped && !clause.empty();) {
    dropped = false;
    for (const WordPattern& pattern : rules.polite_openings) {
      const std::optional<PatternMatch> match = pattern.search(clause);
      if (!match || match->whole.begin != 0 || match->whole.end == 0 || match->whole.end >= clause.size())
        continue;
      clause.erase(clause.begin(), clause.begin() + static_cast<std::ptrdiff_t>(match->whole.end));
      dropped = true;
    }
  }
}

std::optional<Finding> find_rule(const CaptionRules& rules, const Clause& clause) {
  for (const CaptionRule& rule : rules.rules) {
    for (const WordPattern& pattern : rule.patterns) {
      std::optional<PatternMatch> match = pattern.search(clause);
      if (!match) continue;
      if (any_fits(rule.reject_clause, clause)) break;
      const auto target = match->slots.find("target");
      if (target != match->slots.end() && any_fits(rule.reject_target, slice(clause, target->second)))
        continue;
      return Finding{&rule, std::move(*match)};
    }
  }
  return std::nullopt;
}

/// Replaces {name} and {name|default} in a caption template.
std::string fill_template(const std::string& pattern, const EvolutionCaption& caption,
                          std::string_view instruction) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    if (close == std::string::npos) {
      text += pattern[i++];
      continue;
    }
    const std::string slot = pattern.substr(i + 1, close - i - 1);
    const std::size_t bar = slot.find('|');
    const std::string name = slot.substr(0, bar);
    std::string value = name == "target"        ? caption.target
                        : name == "colour"      ? caption.colour
                        : name == "replacement" ? caption.replacement
                                                : std::string(instruction);
    if (value.empty() && bar != std::string::npos) value = slot.substr(bar + 1);
    text += value;
    i = close + 1;
  }
  return text;
}

/// The language of Latin-script text by its function words; English unless another clearly has more.
std::string guess_language(const CaptionRules& rules, const std::vector<Clause>& clauses) {
  std::string best = "en";
  std::map<std::string, int> hits;
  for (const Clause& clause : clauses) {
    for (const Token& token : clause) {
      for (const auto& [language, words] : rules.function_words) {
        if (!token.quoted && words.count(token.word) > 0) ++hits[language];
      }
    }
  }
  for (const auto& [language, count] : hits) {
    if (language != "en" && count >= 2 && count > hits[best]) best = language;
  }
  return best;
}

EvolutionCaption describe(const CaptionRules& rules, const Clause& clause, const Finding& finding,
                          std::string_view instruction) {
  const CaptionEffect& effect = rules.effects.find(finding.rule->effect)->second;
  EvolutionCaption caption;
  caption.kind = effect.kind;
  caption.family = effect.family;
  caption.effect = finding.rule->effect;
  caption.target = slot_text(rules, clause, finding.match, "target", true);
  caption.replacement = slot_text(rules, clause, finding.match, "replacement", false);
  caption.colour = plain_colour(rules, clause, finding.match);
  if (caption.replacement.empty())
    caption.replacement = slot_text(rules, clause, finding.match, "colour", true);
  caption.caption = fill_template(effect.caption, caption, instruction);
  caption.detailed_caption = fill_template(effect.detailed_caption, caption, instruction);
  caption.confidence = finding.rule->confidence;
  return caption;
}

EvolutionCaption not_understood(const CaptionRules& rules, std::string_view instruction) {
  EvolutionCaption caption;
  const CaptionEffect& effect = rules.effects.find("other")->second;
  caption.kind = effect.kind;
  caption.family = effect.family;
  caption.caption = fill_template(effect.caption, caption, instruction);
  caption.detailed_caption = fill_template(effect.detailed_caption, caption, instruction);
  caption.confidence = 0.2;
  caption.notes.push_back("no rule knows this wording; the instruction itself is handed to the model");
  return caption;
}

EvolutionCaption foreign(const CaptionRules& rules, std::string_view instruction,
                         const std::string& language) {
  EvolutionCaption caption = not_understood(rules, instruction);
  caption.caption = caption.detailed_caption = instruction;
  caption.language = language;
  caption.confidence = 0.1;
  caption.notes = {"the instruction seems not to be English; it is handed to the model as it is"};
  return caption;
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == '\n' || c == '\0';
}

/// One line without outer white space; inner white space becomes single spaces.
std::string collapse_white_space(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_space(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// A line end ends a sentence only where an empty line or a capital follows.
std::string join_lines(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] != '\n') continue;
    std::size_t next = i + 1;
    while (next < result.size() && is_space(result[next]) && result[next] != '\n') ++next;
    const bool new_sentence =
        next < result.size() && (result[next] == '\n' || (result[next] >= 'A' && result[next] <= 'Z'));
    if (!new_sentence) result[i] = ' ';
  }
  return result;
}

void check_instruction(std::string_view instruction) {
  if (instruction.size() > CaptionRewriter::kMaxInstructionBytes)
    throw Error(ErrorCode::InvalidArgument, "the instruction has " + std::to_string(instruction.size()) +
                                                " bytes; at most " +
                                                std::to_string(CaptionRewriter::kMaxInstructionBytes) +
                                                " are read. Say in a sentence or two what is to change.");
  if (!is_valid_utf8(instruction))
    throw Error(ErrorCode::InvalidArgument, "the instruction is not valid UTF-8 text");
}

/// The first clause that a rule fits, with a note on further ones.
std::optional<EvolutionCaption> first_edit(const CaptionRules& rules, std::vector<Clause>& clauses,
                                           std::string_view instruction) {
  std::optional<EvolutionCaption> caption;
  for (Clause& clause : clauses) {
    drop_polite_openings(rules, clause);
    const std::optional<Finding> finding = find_rule(rules, clause);
    if (!finding || (!finding->rule->may_start_with_keep && any_fits(rules.kept_apart, clause))) continue;
    if (caption) {
      caption->notes.push_back("only the first of several edits is made: \"" +
                               join_tokens(clause, 0, clause.size(), false) + "\" is left for another edit");
      caption->confidence *= 0.8;
      break;
    }
    caption = describe(rules, clause, *finding, instruction);
  }
  return caption;
}

}  // namespace

CaptionRewriter CaptionRewriter::from_folder(const std::filesystem::path& folder) {
  auto rules = std::make_shared<CaptionRules>(CaptionRules::from_folder(folder));
  if (rules->effects.count("other") == 0)
    throw Error(ErrorCode::FileMalformed,
                (folder / "effects.json").string() + ": the effect \"other\" is missing");
  return CaptionRewriter(std::move(rules));
}

std::vector<std::string> CaptionRewriter::nano_effects() const {
  return rules_->nano_effects;
}

std::string CaptionRewriter::effect_title(const std::string& effect) const {
  const auto found = rules_->effects.find(effect);
  return found == rules_->effects.end() ? effect : found->second.title;
}

EvolutionCaption CaptionRewriter::rewrite(std::string_view raw) const {
  check_instruction(raw);
  const std::string instruction = collapse_white_space(raw);
  std::vector<Clause> clauses = split_instruction(join_lines(raw));
  if (clauses.empty())
    throw Error(ErrorCode::InvalidArgument,
                "the instruction is empty. Say what is to change, e.g. \"make it night\".");
  if (non_latin_share(clauses) > 0.3) return foreign(*rules_, instruction, "und");
  const std::string language = guess_language(*rules_, clauses);
  if (language != "en") return foreign(*rules_, instruction, language);

  // Boldly only if nothing was understood otherwise.
  std::vector<std::string> corrections = correct_spelling(clauses, *rules_, SpellingEffort::Sure);
  std::optional<EvolutionCaption> caption = first_edit(*rules_, clauses, instruction);
  if (!caption) {
    const std::vector<std::string> more = correct_spelling(clauses, *rules_, SpellingEffort::Bold);
    corrections.insert(corrections.end(), more.begin(), more.end());
    if (!more.empty()) caption = first_edit(*rules_, clauses, instruction);
  }
  if (!caption) return not_understood(*rules_, instruction);
  for (const std::string& correction : corrections) {
    caption->notes.push_back(correction);
    caption->confidence *= 0.95;
  }
  return *caption;
}

}  // namespace v4e
