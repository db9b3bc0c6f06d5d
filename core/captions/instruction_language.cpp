// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/instruction_language.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

using nlohmann::json;

constexpr std::size_t kShortestPart = 3;  ///< of a compound, in bytes

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

bool is_foreign_character(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) >= 0xE0;
}

/// "a b", "b" -> whether it ends with the word.
bool has_ending(std::string_view word, std::string_view ending) {
  return word.size() > ending.size() && word.ends_with(ending);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    if (end > i) words.emplace_back(text.substr(i, end - i));
    i = end + 1;
  }
  return words;
}

}  // namespace

/// English text in the making.
struct InstructionLanguage::Output {
  Clause clause;
  std::vector<std::string> unknown;

  void add(const std::string& english, std::size_t begin, std::size_t end) {
    for (const std::string& word : split_words(english)) {
      if (word == "'s") {
        clause.push_back({word, word, '\'', false, begin, end});
      } else {
        clause.push_back({word, word, ' ', false, begin, end});
      }
    }
  }
};

InstructionLanguage InstructionLanguage::from_file(const std::filesystem::path& file) {
  const json document = read_json_file(file);
  InstructionLanguage language;
  language.code_ = document.at("code").get<std::string>();
  language.has_spaces_ = document.value("has_spaces", true);
  for (const auto& [from, to] : document.at("folds").items())
    language.folds_.emplace_back(from, to.get<std::string>());
  language.endings_ = document.at("endings").get<std::vector<std::string>>();
  language.joints_ = document.at("joints").get<std::vector<std::string>>();
  for (const auto& [group, entries] : document.at("phrases").items()) {
    for (const auto& [phrase, english] : entries.items())
      language.phrases_.emplace(language.folded(phrase), english.get<std::string>());
  }
  for (const auto& [phrase, english] : language.phrases_) {
    const std::vector<std::string> words = split_words(phrase);
    language.words_.insert(words.begin(), words.end());
    language.longest_phrase_ = std::max(language.longest_phrase_, words.size());
  }
  auto definitions =
      document.at("classes").get<std::map<std::string, std::vector<std::string>, std::less<>>>();
  for (auto& [name, patterns] : definitions) {
    for (std::string& pattern : patterns) pattern = language.folded(pattern);
  }
  WordClasses classes(std::move(definitions));
  for (const json& pair : document.at("sentences")) {
    WordPattern pattern(language.folded(pair.at(0).get<std::string>()), classes);
    pattern.collect_words(language.words_);
    language.sentences_.push_back({std::move(pattern), pair.at(1).get<std::string>()});
  }
  for (const std::string& word : language.words_) {
    if (!language.has_spaces_) language.longest_phrase_ = std::max(language.longest_phrase_, word.size());
  }
  return language;
}

std::string InstructionLanguage::folded(std::string_view text) const {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_length(text, i);
    const std::string_view character = text.substr(i, length);
    const auto fold =
        std::find_if(folds_.begin(), folds_.end(), [&](const auto& pair) { return pair.first == character; });
    result += fold == folds_.end() ? std::string(character) : fold->second;
    i += length;
  }
  return result;
}

const std::string* InstructionLanguage::entry(std::string_view phrase) const {
  const auto found = phrases_.find(phrase);
  return found == phrases_.end() ? nullptr : &found->second;
}

/// Runs of characters without spaces become the longest words that are known.
Clause InstructionLanguage::segmented(const Clause& clause) const {
  Clause result;
  for (Token token : clause) {
    if (token.quoted) {
      result.push_back(token);
      continue;
    }
    token.word = folded(token.word);
    if (has_spaces_) {
      result.push_back(token);
      continue;
    }
    for (std::size_t at = 0; at < token.word.size();) {
      std::size_t length = std::min(longest_phrase_, token.word.size() - at);
      while (length > 0 && words_.count(token.word.substr(at, length)) == 0) --length;
      if (length == 0) {
        // A run of other letters, as in "HDR", is one word.
        length = character_length(token.word, at);
        while (!is_foreign_character(token.word, at) && at + length < token.word.size() &&
               !is_foreign_character(token.word, at + length))
          ++length;
      }
      Token part = token;
      part.word = part.original = token.word.substr(at, length);
      part.glue = ' ';
      if (token.end - token.begin == token.word.size()) {
        part.begin = token.begin + at;
        part.end = part.begin + length;
      }
      result.push_back(std::move(part));
      at += length;
    }
  }
  return result;
}

/// "Gartenzaun" -> "garden fence"; empty where a part is unknown.
std::string InstructionLanguage::compound(std::string_view word) const {
  for (std::size_t cut = word.size() - std::min(word.size(), kShortestPart); cut >= kShortestPart; --cut) {
    const std::string_view head = word.substr(0, cut);
    const std::string rest(word.substr(cut));
    const std::string* second = entry(rest);
    std::string tail = second ? *second : std::string();
    for (auto ending = endings_.begin(); tail.empty() && ending != endings_.end(); ++ending) {
      if (!has_ending(rest, *ending)) continue;
      if (const std::string* stem = entry(rest.substr(0, rest.size() - ending->size()))) tail = *stem;
    }
    if (tail.empty()) continue;
    if (const std::string* first = entry(head)) return *first + " " + tail;
    for (const std::string& joint : joints_) {
      if (!has_ending(head, joint)) continue;
      if (const std::string* first = entry(head.substr(0, head.size() - joint.size())))
        return *first + " " + tail;
    }
  }
  return {};
}

std::string InstructionLanguage::looked_up(std::string_view word) const {
  if (const std::string* exact = entry(word)) return exact->empty() ? " " : *exact;
  if (!has_spaces_) return {};
  for (const std::string& ending : endings_) {
    if (!has_ending(word, ending) || word.size() < ending.size() + 2) continue;
    if (const std::string* stem = entry(word.substr(0, word.size() - ending.size()))) return *stem;
  }
  return compound(word);
}

/// Word by word, the longest phrase first.
void InstructionLanguage::put_words(const Clause& clause, Output& output) const {
  for (std::size_t i = 0; i < clause.size();) {
    const Token& token = clause[i];
    if (token.quoted || token.word == ",") {
      output.clause.push_back(token);
      ++i;
      continue;
    }
    std::size_t taken = 0;
    std::string english;
    const std::size_t most = has_spaces_ ? std::min(longest_phrase_, clause.size() - i) : 1;
    for (std::size_t count = most; count > 1 && taken == 0; --count) {
      std::string phrase;
      for (std::size_t k = i; k < i + count; ++k) phrase += (phrase.empty() ? "" : " ") + clause[k].word;
      if (const std::string* found = entry(phrase)) {
        english = *found;
        taken = count;
      }
    }
    if (taken == 0) {
      english = looked_up(token.word);
      taken = 1;
      if (english.empty()) {
        english = token.original;
        const bool is_plain = std::all_of(token.word.begin(), token.word.end(),
                                          [](char c) { return static_cast<unsigned char>(c) < 0x80; });
        if (has_spaces_ || !is_plain) output.unknown.push_back(token.original);
      }
    }
    output.add(english, token.begin, clause[i + taken - 1].end);
    i += taken;
  }
}

void InstructionLanguage::put(const Clause& clause, Output& output) const {
  for (const Sentence& sentence : sentences_) {
    const auto match = sentence.pattern.search(clause);
    if (!match) continue;
    const auto part = [&clause](std::size_t begin, std::size_t end) {
      return Clause(clause.begin() + static_cast<std::ptrdiff_t>(begin),
                    clause.begin() + static_cast<std::ptrdiff_t>(end));
    };
    put(part(0, match->whole.begin), output);
    const std::size_t first = match->named.empty() ? match->whole.begin : match->named.front();
    const std::size_t last = match->named.empty() ? match->whole.end - 1 : match->named.back();
    for (const std::string& word : split_words(sentence.english)) {
      if (word.front() != '{') {
        output.add(word, clause[first].begin, clause[std::min(last, first)].end);
        continue;
      }
      const auto slot = match->slots.find(word.substr(1, word.size() - 2));
      if (slot != match->slots.end()) put_words(part(slot->second.begin, slot->second.end), output);
    }
    put(part(match->whole.end, clause.size()), output);
    return;
  }
  put_words(clause, output);
}

int InstructionLanguage::known_words(const std::vector<Clause>& clauses,
                                     const std::set<std::string, std::less<>>& others) const {
  int known = 0;
  for (const Clause& clause : clauses) {
    for (const Token& token : segmented(clause)) {
      if (token.quoted || token.word == "," || others.count(token.word) > 0) continue;
      if (words_.count(token.word) > 0 || (has_spaces_ && !looked_up(token.word).empty())) ++known;
    }
  }
  return known;
}

TranslatedInstruction InstructionLanguage::translate(const std::vector<Clause>& clauses) const {
  TranslatedInstruction translated;
  for (const Clause& clause : clauses) {
    Output output;
    put(segmented(clause), output);
    if (output.clause.empty()) continue;
    translated.english +=
        (translated.english.empty() ? "" : ". ") + join_tokens(output.clause, 0, output.clause.size(), false);
    translated.unknown.insert(translated.unknown.end(), output.unknown.begin(), output.unknown.end());
    translated.clauses.push_back(std::move(output.clause));
  }
  return translated;
}

}  // namespace v4e
