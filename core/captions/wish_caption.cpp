// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/wish_caption.h"

#include <algorithm>
#include <utility>

#include "core/captions/caption_writer.h"

namespace v4e {
namespace {

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

/// Whether "the" stands before or at the start of the slot.
bool is_definite(const Clause& clause, const PatternMatch& match, std::string_view slot) {
  const auto found = match.slots.find(slot);
  if (found == match.slots.end()) return false;
  const std::size_t begin = found->second.begin;
  return clause[begin].word == "the" || (begin > 0 && clause[begin - 1].word == "the");
}

/// The last colour word of the slot as a plain name: "bright navy blue" -> "blue"; "pink and orange" both.
std::string plain_colour(const CaptionRules& rules, const Clause& clause, const PatternMatch& match) {
  const auto found = match.slots.find("colour");
  if (found == match.slots.end()) return {};
  std::string last;
  std::string before_and;
  for (std::size_t i = found->second.begin; i < found->second.end; ++i) {
    if (clause[i].word == "and") before_and = std::exchange(last, {}) + " and ";
    const auto colour = rules.colours.find(clause[i].word);
    if (colour != rules.colours.end()) last = colour->second;
  }
  return before_and + last;
}

}  // namespace

bool is_of_rest(const CaptionRules& rules, const Wish& wish) {
  if (!wish.finding) return false;
  if (rules.effects.find(wish.finding->rule->effect)->second.kind == EditKind::Background) return true;
  const auto& slots = wish.finding->match.slots;
  const auto target = slots.find("target");
  if (target == slots.end()) return false;
  const Clause words = slice(wish.clause, target->second.begin, target->second.end);
  return std::any_of(rules.rest_names.begin(), rules.rest_names.end(),
                     [&words](const WordPattern& pattern) { return pattern.search(words).has_value(); });
}

EvolutionCaption caption_of(const CaptionRules& rules, const Wish& wish) {
  const CaptionRule& rule = *wish.finding->rule;
  const PatternMatch& match = wish.finding->match;
  const CaptionEffect& effect = rules.effects.find(rule.effect)->second;
  EvolutionCaption caption;
  caption.wish = join_tokens(wish.clause, 0, wish.clause.size(), false);
  caption.kind = effect.kind;
  caption.family = effect.family;
  caption.effect = rule.effect;
  caption.target = slot_text(rules, wish.clause, match, "target", true);
  caption.replacement = slot_text(rules, wish.clause, match, "replacement", false);
  caption.colour = plain_colour(rules, wish.clause, match);
  caption.is_partial =
      effect.part == EffectPart::Always || (effect.part == EffectPart::OfTarget && !caption.target.empty());
  caption.greys = effect.greys;
  caption.region_use = effect.region_use;
  if (caption.replacement.empty()) caption.replacement = slot_text(rules, wish.clause, match, "colour", true);
  const WordedReplacement worded{slot_text(rules, wish.clause, match, "place", false),
                                 is_definite(wish.clause, match, "replacement")};
  const auto filled = [&](const std::string& own, const std::string& usual) {
    return fill_caption(rules, own.empty() ? usual : own, caption, caption.wish, worded);
  };
  caption.caption = filled(rule.caption, effect.caption);
  caption.detailed_caption = rule.caption.empty() || !rule.detailed_caption.empty()
                                 ? filled(rule.detailed_caption, effect.detailed_caption)
                                 : capitalised(caption.caption) + effect.rest;
  caption.confidence = rule.confidence;
  return caption;
}

}  // namespace v4e
