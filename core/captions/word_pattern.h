// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/captions/instruction_text.h"

namespace v4e {

/// Named lists of patterns that other patterns refer to as @name.
using WordClasses = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Where a pattern was found: tokens [begin, end), and the same for each slot that took part.
struct PatternMatch {
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Range whole;
  std::map<std::string, Range, std::less<>> slots;
};

/// A pattern over words, found in a clause in time proportional to pattern length times clause length,
/// whatever the clause says.
///
///   word  (a|b c)  [optional]  @class  ...  {slot}  {slot=@class}  {slot=quote}  ^  $
///
/// `...` takes any words, a slot at least one; both as few as possible. ^ and $ are the clause's ends.
class WordPattern {
 public:
  /// Throws Error(FileMalformed) on a syntax error or an unknown class.
  WordPattern(std::string_view source, const WordClasses& classes);

  /// The first place where the pattern fits.
  [[nodiscard]] std::optional<PatternMatch> search(const Clause& clause) const;

  /// All words that the pattern names.
  void collect_words(std::set<std::string, std::less<>>& words) const;

 private:
  friend class PatternCompiler;
  enum class Op { Word, Any, Quote, Split, Jump, Begin, End, Save, Accept };
  struct Instruction {
    Op op = Op::Accept;
    std::vector<std::string> words;  ///< Word: any of these, sorted
    int first = 0;                   ///< Split, Jump: preferred target; Save: slot bound number
    int second = 0;                  ///< Split: the other target
  };
  std::vector<Instruction> program_;
  /// A clause without any of these cannot fit: a quick way out. Empty: not known.
  std::set<std::string, std::less<>> required_;
  std::vector<std::string> slot_names_;
};

}  // namespace v4e
