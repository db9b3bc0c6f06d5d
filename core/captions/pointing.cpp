// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/pointing.h"

#include <algorithm>
#include <iterator>

namespace v4e {
namespace {

using Range = PatternMatch::Range;

Token put_in(const char* word) {
  Token token;
  token.word = token.original = word;
  return token;
}

/// The words of `range`, with their bytes, as one word in front of others that are put in.
Clause with_part(const Clause& clause, const Range& range) {
  Token part = put_in("part");
  part.begin = clause[range.begin].begin;
  part.end = clause[range.end - 1].end;
  Clause result = slice(clause, 0, range.begin);
  for (const Token& token : {put_in("the"), put_in("selected"), part}) result.push_back(token);
  const Clause rest = slice(clause, range.end, clause.size());
  result.insert(result.end(), rest.begin(), rest.end());
  return result;
}

/// "this" alone, not "this car": at the end, or before a word that begins something else.
bool stands_alone(const CaptionRules& rules, const Clause& clause, std::size_t at) {
  if (at + 1 == clause.size()) return true;
  const std::string& next = clause[at + 1].word;
  return !clause[at + 1].quoted && (rules.after_pronouns.count(next) > 0 || rules.colours.count(next) > 0 ||
                                    rules.signals.count(next) > 0);
}

void replace_names(const CaptionRules& rules, PointedClause& result) {
  for (const WordPattern& pattern : rules.region_names) {
    const auto match = pattern.search(result.clause);
    if (!match) continue;
    result.clause = with_part(result.clause, match->whole);
    result.points = result.is_sure = true;
    return;
  }
}

void replace_pronouns(const CaptionRules& rules, PointedClause& result) {
  for (std::size_t i = 0; i < result.clause.size(); ++i) {
    const Token& token = result.clause[i];
    const auto pronoun = token.quoted ? rules.region_pronouns.end() : rules.region_pronouns.find(token.word);
    if (pronoun == rules.region_pronouns.end() || !stands_alone(rules, result.clause, i)) continue;
    result.is_sure = result.is_sure || pronoun->second;
    result.points = true;
    result.clause = with_part(result.clause, {i, i + 1});
    return;
  }
}

void drop_places(const CaptionRules& rules, PointedClause& result) {
  for (const WordPattern& pattern : rules.region_places) {
    const auto match = pattern.search(result.clause);
    if (!match || match->whole.end - match->whole.begin == result.clause.size()) continue;
    result.clause.erase(result.clause.begin() + static_cast<std::ptrdiff_t>(match->whole.begin),
                        result.clause.begin() + static_cast<std::ptrdiff_t>(match->whole.end));
    result.points = result.is_sure = true;
    return;
  }
}

const CaptionEffect& effect_of(const CaptionRules& rules, const Finding& finding) {
  return rules.effects.find(finding.rule->effect)->second;
}

bool is_of_all(const CaptionRules& rules, const std::optional<Finding>& finding) {
  return finding && effect_of(rules, *finding).region_use != RegionUse::Given;
}

/// The wish with "it" in place of some of its words.
Wish with_it(const CaptionRules& rules, const Wish& wish, const Range& range) {
  Wish other = wish;
  Token it = put_in("it");
  it.begin = wish.clause[range.begin].begin;
  it.end = wish.clause[range.end - 1].end;
  std::size_t begin = range.begin;
  while (begin > 0 && rules.articles.count(wish.clause[begin - 1].word) > 0) --begin;
  other.clause = slice(wish.clause, 0, begin);
  other.clause.push_back(it);
  const Clause rest = slice(wish.clause, range.end, wish.clause.size());
  other.clause.insert(other.clause.end(), rest.begin(), rest.end());
  other.finding = find_rule(rules, other.clause);
  return other;
}

/// "make the sky darker" as "make it darker".
Wish without_target(const CaptionRules& rules, const Wish& wish) {
  const auto target = wish.finding->match.slots.find("target");
  if (target != wish.finding->match.slots.end()) return with_it(rules, wish, target->second);
  Wish other = wish;
  other.finding.reset();
  return other;
}

/// Whether what a rule of backgrounds made of a wish is a look of the background after all.
bool gives_way_to_look(const CaptionRules& rules, const Wish& wish, const Wish& look, std::size_t after) {
  const std::string& effect = wish.finding->rule->effect;
  // "plain black and white" is no colour.
  if (effect == "bgcolour") return look.finding->rule->effect == "bw";
  // "make the background darker", not "make the background a night sky".
  return effect == "background" && after < wish.clause.size() &&
         rules.articles.count(wish.clause[after].word) == 0 &&
         rules.after_nouns.count(wish.clause[after].word) == 0;
}

}  // namespace

PointedClause pointed(const CaptionRules& rules, const Clause& clause) {
  PointedClause result;
  result.clause = clause;
  drop_places(rules, result);
  replace_names(rules, result);
  if (!result.is_sure) replace_pronouns(rules, result);
  return result;
}

Wish wish_in_region(const CaptionRules& rules, const Wish& wish) {
  if (wish.is_condition) return wish;
  const PointedClause clause = pointed(rules, wish.clause);
  // "repair the scratches" of a marked part fills it from what is around.
  if (auto own = find_region_rule(rules, clause.clause)) {
    Wish meant = wish;
    meant.clause = clause.clause;
    meant.finding = std::move(own);
    return meant;
  }
  // "make it blue" of a whole photo is a tint, of a thing its colour.
  const bool gives_way = wish.finding && effect_of(rules, *wish.finding).gives_way_in_region;
  if (is_of_all(rules, wish.finding) && !gives_way &&
      wish.finding->match.slots.find("target") == wish.finding->match.slots.end())
    return wish;
  Wish meant = wish;
  if (clause.points) {
    meant.clause = clause.clause;
    meant.finding = find_rule(rules, meant.clause);
  }
  if (!meant.finding) return wish;
  // "make the sky darker" is what is done to a photo, "replace the sky with a sunset" is not.
  const CaptionEffect& effect = effect_of(rules, *meant.finding);
  if (effect.region_use == RegionUse::Given && !effect.gives_way_in_region) return meant;
  const Wish of_all = without_target(rules, meant);
  if (!is_of_all(rules, of_all.finding) || effect_of(rules, *of_all.finding).gives_way_in_region)
    return meant;
  return of_all;
}

std::optional<Wish> look_of_rest(const CaptionRules& rules, const Wish& wish) {
  if (wish.is_condition) return std::nullopt;
  for (const WordPattern& pattern : rules.rest_objects) {
    const auto match = pattern.search(wish.clause);
    if (!match) continue;
    const auto rest = match->slots.find("rest");
    if (rest == match->slots.end()) continue;
    const Wish look = with_it(rules, wish, rest->second);
    if (!is_of_all(rules, look.finding) || effect_of(rules, *look.finding).gives_way_in_region) continue;
    const bool is_background = wish.finding && effect_of(rules, *wish.finding).kind == EditKind::Background;
    if (is_background && !gives_way_to_look(rules, wish, look, rest->second.end)) continue;
    return look;
  }
  return std::nullopt;
}

bool needs_region(const CaptionRules& rules, const Wish& wish) {
  if (wish.is_condition) return false;
  const PointedClause clause = pointed(rules, wish.clause);
  if (!clause.is_sure) return false;
  const auto finding = wish.finding ? wish.finding : find_rule(rules, clause.clause);
  return finding && effect_of(rules, *finding).region_use == RegionUse::Given;
}

}  // namespace v4e
