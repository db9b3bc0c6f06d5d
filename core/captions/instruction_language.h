// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/captions/instruction_text.h"
#include "core/captions/word_pattern.h"

namespace v4e {

/// An instruction put into English.
struct TranslatedInstruction {
  std::vector<Clause> clauses;       ///< words keep the bytes of those that they stand for
  std::vector<std::string> unknown;  ///< words that were left as they are
  std::string english;               ///< the clauses as text
};

/// How instructions in another language are put into English: sentence patterns with slots, and a dictionary
/// of words and phrases for what stands in and beside them. Immutable.
class InstructionLanguage {
 public:
  /// Reads e.g. german.json. Throws Error(FileUnreadable | FileMalformed) and nlohmann's exceptions.
  [[nodiscard]] static InstructionLanguage from_file(const std::filesystem::path& file);

  [[nodiscard]] const std::string& code() const { return code_; }  ///< e.g. "de"

  /// How many words of the clauses it knows that are not in `others`.
  [[nodiscard]] int known_words(const std::vector<Clause>& clauses,
                                const std::set<std::string, std::less<>>& others) const;

  [[nodiscard]] TranslatedInstruction translate(const std::vector<Clause>& clauses) const;

 private:
  struct Sentence {
    WordPattern pattern;
    std::string english;
  };
  struct Output;

  [[nodiscard]] std::string folded(std::string_view text) const;
  [[nodiscard]] Clause segmented(const Clause& clause) const;
  [[nodiscard]] const std::string* entry(std::string_view phrase) const;
  [[nodiscard]] std::string looked_up(std::string_view word) const;
  [[nodiscard]] std::string compound(std::string_view word) const;
  void put(const Clause& clause, Output& output) const;
  void put_words(const Clause& clause, Output& output) const;

  std::string code_;
  bool has_spaces_ = true;
  std::vector<std::pair<std::string, std::string>> folds_;  ///< spellings that mean the same
  std::vector<std::string> endings_;                        ///< of inflected words, the longest first
  std::vector<std::string> joints_;                         ///< between the parts of a compound
  std::vector<Sentence> sentences_;
  std::map<std::string, std::string, std::less<>> phrases_;
  std::set<std::string, std::less<>> words_;  ///< that patterns or phrases name
  std::size_t longest_phrase_ = 1;            ///< in words, or in bytes where there are no spaces
};

}  // namespace v4e
