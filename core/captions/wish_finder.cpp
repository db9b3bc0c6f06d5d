// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/wish_finder.h"

#include <algorithm>
#include <utility>

namespace v4e {
namespace {

/// Tokens that the pattern names or that fill one of its slots.
std::vector<bool> taken_tokens(const Clause& clause, const PatternMatch& match) {
  std::vector<bool> taken(clause.size(), false);
  for (const std::size_t token : match.named) taken[token] = true;
  for (const auto& [name, range] : match.slots)
    std::fill(taken.begin() + static_cast<std::ptrdiff_t>(range.begin),
              taken.begin() + static_cast<std::ptrdiff_t>(range.end), true);
  return taken;
}

/// "the man who is not looking": what a relative clause denies belongs to the thing itself.
bool denies_in(const CaptionRules& rules, const Clause& clause, const PatternMatch::Range& range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (rules.relatives.count(clause[i].word) > 0) return false;
    if (!clause[i].quoted && rules.negations.count(clause[i].word) > 0) return true;
  }
  return false;
}

/// "turn the cartoon into a photo": cartoon is what it is now, and not what is asked for. Other states that
/// are left behind count as read.
bool is_reversed(const CaptionRules& rules, const Clause& clause, const CaptionRule& rule,
                 std::vector<bool>& taken) {
  for (const WordPattern& pattern : rules.reversals) {
    const auto match = pattern.search(clause);
    if (!match) continue;
    const std::size_t state = match->slots.at("state").begin;
    const auto signal = rules.signals.find(clause[state].word);
    if (signal == rules.signals.end()) continue;
    if (signal->second == rule.effect) return true;
    taken[state] = true;
  }
  return false;
}

/// "everything except the face", where the rule knows nothing of it.
bool is_limited(const CaptionRules& rules, const Clause& clause, const std::vector<bool>& taken) {
  return std::any_of(rules.limits.begin(), rules.limits.end(), [&](const WordPattern& pattern) {
    const auto match = pattern.search(clause);
    return match && std::any_of(match->named.begin(), match->named.end(),
                                [&](std::size_t token) { return !taken[token]; });
  });
}

/// Whether a word beside the fit may make the clause mean something else.
bool means_something_else(const CaptionRules& rules, const Clause& clause, const CaptionRule& rule,
                          const PatternMatch& match) {
  const auto target = match.slots.find("target");
  if (target != match.slots.end() && denies_in(rules, clause, target->second)) return true;
  std::vector<bool> taken = taken_tokens(clause, match);
  if (is_reversed(rules, clause, rule, taken) || is_limited(rules, clause, taken)) return true;
  for (std::size_t i = 0; i < clause.size(); ++i) {
    if (taken[i] || clause[i].quoted) continue;
    if (rules.reversing.count(clause[i].word) > 0) return true;
    const auto signal = rules.signals.find(clause[i].word);
    if (signal != rules.signals.end() && signal->second != rule.effect) return true;
  }
  return false;
}

}  // namespace

bool any_fits(const std::vector<WordPattern>& patterns, const Clause& clause) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const WordPattern& pattern) { return pattern.search(clause).has_value(); });
}

Clause slice(const Clause& clause, std::size_t begin, std::size_t end) {
  return {clause.begin() + static_cast<std::ptrdiff_t>(begin),
          clause.begin() + static_cast<std::ptrdiff_t>(end)};
}

bool has_reversing_word(const CaptionRules& rules, const Clause& clause) {
  return std::any_of(clause.begin(), clause.end(), [&](const Token& token) {
    return !token.quoted && rules.reversing.count(token.word) > 0;
  });
}

namespace {

std::optional<Finding> find_among(const CaptionRules& rules, const Clause& clause, bool only_in_region) {
  for (const CaptionRule& rule : rules.rules) {
    if (rule.only_in_region != only_in_region) continue;
    for (const WordPattern& pattern : rule.patterns) {
      std::optional<PatternMatch> match = pattern.search(clause);
      if (!match) continue;
      if (any_fits(rule.reject_clause, clause)) break;
      const auto target = match->slots.find("target");
      if (target != match->slots.end() &&
          any_fits(rule.reject_target, slice(clause, target->second.begin, target->second.end)))
        continue;
      if (means_something_else(rules, clause, rule, *match)) continue;
      return Finding{&rule, std::move(*match)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> find_rule(const CaptionRules& rules, const Clause& clause) {
  return find_among(rules, clause, false);
}

std::optional<Finding> find_region_rule(const CaptionRules& rules, const Clause& clause) {
  return find_among(rules, clause, true);
}

}  // namespace v4e
