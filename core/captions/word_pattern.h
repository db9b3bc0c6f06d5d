// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/captions/instruction_text.h"

namespace v4e {

/// One step of the machine that runs a pattern.
struct WordInstruction {
  enum class Op { Word, Any, Quote, Split, Jump, Begin, End, Save, Accept };
  Op op = Op::Accept;
  /// Word: any of these, sorted.
  std::shared_ptr<const std::vector<std::string>> words;
  int first = 0;   ///< Split, Jump: preferred target, relative to this step; Save: slot bound number
  int second = 0;  ///< Split: the other target
};

/// A compiled piece of a pattern.
struct WordProgram {
  std::vector<WordInstruction> steps;
  /// A clause without any of these words cannot fit: a quick way out. Empty: not known.
  std::set<std::string, std::less<>> required;
};

/// Named lists of patterns that other patterns refer to as @name; each is compiled once, at first use.
class WordClasses {
 public:
  explicit WordClasses(std::map<std::string, std::vector<std::string>, std::less<>> definitions)
      : definitions_(std::move(definitions)) {}

 private:
  friend class PatternCompiler;
  std::map<std::string, std::vector<std::string>, std::less<>> definitions_;
  std::map<std::string, WordProgram, std::less<>> compiled_;
};

/// Where a pattern was found: tokens [begin, end), and the same for each slot that took part.
struct PatternMatch {
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Range whole;
  std::map<std::string, Range, std::less<>> slots;
  std::vector<std::size_t> named;  ///< tokens that the pattern names by word, ascending
};

/// A pattern over words. Compiled and run as in Thompson, "Regular expression search algorithm" (CACM 1968),
/// with Pike's saved bounds for slots; alternatives are tried depth first and each pair of instruction and
/// position only once, so the time is at most proportional to pattern length times clause length.
///
///   word  (a|b c)  [optional]  @class  ...  ***  {slot}  {slot=@class}  {slot=quote}  ^  $
///
/// `...` takes any words, a slot at least one, both as few as possible; `***` as many as possible. ^ and $
/// are the clause's ends.
class WordPattern {
 public:
  /// Throws Error(FileMalformed) on a syntax error or an unknown class.
  WordPattern(std::string_view source, WordClasses& classes);

  /// The first place where the pattern fits.
  [[nodiscard]] std::optional<PatternMatch> search(const Clause& clause) const;

  /// All words that the pattern names.
  void collect_words(std::set<std::string, std::less<>>& words) const;

 private:
  WordProgram program_;
  std::vector<std::string> slot_names_;
};

}  // namespace v4e
