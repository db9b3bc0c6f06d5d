// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/noun_phrase.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace v4e {
namespace {

bool is_quotation(std::string_view phrase) {
  return !phrase.empty() && phrase.front() == '"';
}

/// The words of a phrase; a quotation is one word.
std::vector<std::string> words_of(std::string_view phrase) {
  std::vector<std::string> words;
  bool quoted = false;
  bool fresh = true;
  for (const char c : phrase) {
    if (c == '"') quoted = !quoted;
    if (c == ' ' && !quoted) {
      fresh = true;
      continue;
    }
    if (fresh) words.emplace_back();
    fresh = false;
    words.back() += c;
  }
  return words;
}

std::string joined(const std::vector<std::string>& words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + words[i];
  return text;
}

/// Words before the first preposition or relative: "the man in the red coat" -> 2.
std::size_t head_end(const CaptionRules& rules, const std::vector<std::string>& words) {
  std::size_t end = 1;
  while (end < words.size() && rules.after_nouns.count(lower_case(words[end])) == 0) ++end;
  return std::min(end, words.size());
}

bool is_plural_noun(const CaptionRules& rules, const std::string& noun) {
  if (rules.plurals.count(noun) > 0) return true;
  if (rules.masses.count(noun) > 0) return false;
  return noun.ends_with("s") && !noun.ends_with("ss") && !noun.ends_with("us") && !noun.ends_with("is") &&
         !noun.ends_with("'s");
}

bool has_determiner(const CaptionRules& rules, const std::string& word) {
  return rules.determiners.count(lower_case(word)) > 0 ||
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool begins_with_vowel_sound(const std::string& word) {
  for (const char* consonant : {"uni", "use", "eu", "one", "ufo"}) {
    if (word.rfind(consonant, 0) == 0) return false;
  }
  for (const char* silent : {"hour", "honest", "heir"}) {
    if (word.rfind(silent, 0) == 0) return true;
  }
  return !word.empty() && std::string_view("aeiou").find(word.front()) != std::string_view::npos;
}

}  // namespace

bool is_plural(const CaptionRules& rules, std::string_view phrase) {
  const std::vector<std::string> words = words_of(phrase);
  if (words.empty() || is_quotation(words.front())) return false;
  const std::size_t end = head_end(rules, words);
  const auto is_and = [](const std::string& word) { return word == "and"; };
  if (std::any_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(end), is_and)) {
    // "a black and white cat" is one cat.
    const auto at =
        static_cast<std::size_t>(std::find_if(words.begin(), words.end(), is_and) - words.begin());
    const bool colours = at > 0 && at + 1 < words.size() && rules.colours.count(words[at - 1]) > 0 &&
                         rules.colours.count(words[at + 1]) > 0;
    if (!colours) return true;
  }
  return is_plural_noun(rules, lower_case(words[end - 1]));
}

std::string definite(const CaptionRules& rules, std::string_view phrase, bool is_object) {
  const std::vector<std::string> words = words_of(phrase);
  if (words.empty()) return {};
  const auto pronoun = rules.pronouns.find(lower_case(words.front()));
  if (words.size() == 1 && pronoun != rules.pronouns.end())
    return is_object ? pronoun->second.second : pronoun->second.first;
  if (is_quotation(words.front()) || rules.names_itself.count(lower_case(words.front())) > 0)
    return std::string(phrase);
  return "the " + std::string(phrase);
}

std::string indefinite(const CaptionRules& rules, std::string_view phrase) {
  const std::vector<std::string> words = words_of(phrase);
  if (words.empty() || is_quotation(words.front()) || has_determiner(rules, words.front()))
    return std::string(phrase);
  if (is_plural(rules, phrase)) {
    // "hat and a scarf" has lost its first article.
    const std::size_t end = head_end(rules, words);
    std::size_t at = 1;
    while (at < end && words[at] != "and") ++at;
    return at < end ? indefinite(rules, joined(words, 0, at)) + " " + joined(words, at, words.size())
                    : std::string(phrase);
  }
  const std::size_t end = head_end(rules, words);
  const std::string noun = lower_case(words[end - 1]);
  const bool is_name = words[end - 1] != noun;
  if (is_name || rules.masses.count(noun) > 0 || rules.pronouns.count(noun) > 0) return std::string(phrase);
  return (begins_with_vowel_sound(lower_case(words.front())) ? "an " : "a ") + std::string(phrase);
}

PlacedThing split_place(const CaptionRules& rules, std::string_view phrase) {
  const std::vector<std::string> words = words_of(phrase);
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (rules.place_words.count(lower_case(words[i])) == 0) continue;
    std::string place = joined(words, i, words.size());
    // "add a hat to her" and "hang a lamp from the branch" put it on them, "to the left" stays.
    const bool goes_on = lower_case(words[i]) == "to" || lower_case(words[i]) == "from";
    if (goes_on && rules.sides.count(lower_case(words.back())) == 0 &&
        (i + 2 >= words.size() || rules.sides.count(lower_case(words[i + 2])) == 0))
      place = "on " + joined(words, i + 1, words.size());
    if (lower_case(words[i]) == "into" || lower_case(words[i]) == "onto") place.erase(2, 2);
    return {joined(words, 0, i), place};
  }
  return {std::string(phrase), {}};
}

}  // namespace v4e
