// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/spelling.h"

#include <algorithm>
#include <cstdlib>

namespace v4e {
namespace {

/// Inflections ("turns" for "turn", "dogs" for "dog") are words of their own and no slips.
bool is_inflection(std::string_view word, std::string_view base) {
  return word.size() == base.size() + 1 && word.substr(0, base.size()) == base;
}

/// The one known word that this may stand for; empty if none or several.
std::string_view only_neighbour(const std::string& word, const CaptionRules& rules, SpellingEffort effort) {
  std::string_view found;
  for (const std::string& known : rules.vocabulary) {
    if (known.front() != word.front() || known.size() < 4 || !is_one_slip_apart(word, known, effort))
      continue;
    if (is_inflection(word, known) || is_inflection(known, word)) return {};
    if (!found.empty()) return {};
    found = known;
  }
  return found;
}

}  // namespace

bool is_one_slip_apart(std::string_view left, std::string_view right, SpellingEffort effort) {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() - left.size() > 1) return false;
  const auto [l, r] = std::mismatch(left.begin(), left.end(), right.begin());
  const auto start = static_cast<std::size_t>(l - left.begin());
  if (left.size() < right.size()) return left.substr(start) == right.substr(start + 1);
  if (start == left.size()) return false;
  if (left.substr(start + 1) == right.substr(start + 1)) return effort == SpellingEffort::Bold;
  return start + 1 < left.size() && left[start] == right[start + 1] && left[start + 1] == right[start] &&
         left.substr(start + 2) == right.substr(start + 2);
}

std::vector<std::string> correct_spelling(std::vector<Clause>& clauses, const CaptionRules& rules,
                                          SpellingEffort effort) {
  const std::size_t min_length = effort == SpellingEffort::Sure ? 6 : 4;
  std::vector<std::string> notes;
  for (Clause& clause : clauses) {
    for (Token& token : clause) {
      const bool known = rules.vocabulary.count(token.word) > 0 || rules.never_typos.count(token.word) > 0;
      if (token.quoted || known || token.word.size() < min_length) continue;
      const std::string_view correct = only_neighbour(token.word, rules, effort);
      if (correct.empty()) continue;
      notes.push_back("\"" + token.original + "\" was read as \"" + std::string(correct) + "\"");
      token.word = token.original = correct;
    }
  }
  return notes;
}

}  // namespace v4e
