// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/word_pattern.h"

#include <algorithm>

#include "core/base/error.h"

namespace v4e {
namespace {

using Op = WordInstruction::Op;
using Words = std::set<std::string, std::less<>>;

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_plain_word(std::string_view part) {
  return !part.empty() && part != "^" && part != "$" && part != "..." && part != "***" &&
         part.find_first_of(" ()[]@{") == std::string_view::npos;
}

}  // namespace

/// Recursive-descent compiler of patterns into steps of a backtracking machine. Jumps are relative, so that
/// a compiled class can be copied to wherever it is named.
class PatternCompiler {
 public:
  PatternCompiler(WordClasses& classes, std::vector<std::string>& slot_names, std::string_view top)
      : classes_(classes), slot_names_(slot_names), top_(top) {}

  WordProgram compile_pattern() {
    // Slot 0 bounds the whole match.
    slot_names_.emplace_back();
    WordProgram program = any_words();
    append(program, {{{Op::Save, nullptr, 0, 0}}, {}});
    WordProgram body = alternatives(top_, 0);
    program.required = body.required;
    append(program, body);
    append(program, {{{Op::Save, nullptr, 1, 0}, {Op::Accept, nullptr, 0, 0}}, {}});
    return program;
  }

 private:
  static constexpr int kMaxDepth = 12;

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::FileMalformed,
                "caption rules: " + what + " in pattern \"" + std::string(top_) + "\"");
  }

  static void append(WordProgram& program, const WordProgram& part) {
    program.steps.insert(program.steps.end(), part.steps.begin(), part.steps.end());
  }
  static int length(const WordProgram& program) { return static_cast<int>(program.steps.size()); }

  /// Any number of words, as few as possible; also how a search moves its starting point.
  static WordProgram any_words() {
    return {{{Op::Split, nullptr, 3, 1}, {Op::Any, nullptr, 0, 0}, {Op::Jump, nullptr, -2, 0}}, {}};
  }

  /// Any number of words, as many as possible.
  static WordProgram most_words() {
    return {{{Op::Split, nullptr, 1, 3}, {Op::Any, nullptr, 0, 0}, {Op::Jump, nullptr, -2, 0}}, {}};
  }

  static WordProgram one_of(Words words) {
    auto sorted = std::make_shared<const std::vector<std::string>>(words.begin(), words.end());
    return {{{Op::Word, std::move(sorted), 0, 0}}, std::move(words)};
  }

  /// The first of two that fits.
  static WordProgram either(const WordProgram& preferred, const WordProgram& other) {
    WordProgram program{{{Op::Split, nullptr, 1, length(preferred) + 2}}, {}};
    append(program, preferred);
    append(program, {{{Op::Jump, nullptr, length(other) + 1, 0}}, {}});
    append(program, other);
    if (!preferred.required.empty() && !other.required.empty()) {
      program.required = preferred.required;
      program.required.insert(other.required.begin(), other.required.end());
    }
    return program;
  }

  WordProgram alternatives(std::string_view source, int depth) {
    if (depth > kMaxDepth) fail("too deep nesting");
    std::vector<std::string_view> parts = split_alternatives(source);
    std::vector<WordProgram> programs;
    for (std::size_t i = 0; i < parts.size();) {
      // Neighbouring alternatives of one word each are one step.
      Words words;
      for (; i < parts.size() && is_plain_word(parts[i]); ++i) words.emplace(parts[i]);
      programs.push_back(words.empty() ? sequence(parts[i++], depth) : one_of(std::move(words)));
    }
    WordProgram program = std::move(programs.back());
    for (std::size_t i = programs.size() - 1; i-- > 0;) program = either(programs[i], program);
    return program;
  }

  /// Cuts at the | that stand in no bracket.
  std::vector<std::string_view> split_alternatives(std::string_view source) const {
    std::vector<std::string_view> parts;
    int level = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
      const char c = source[i];
      if (c == '(' || c == '[') ++level;
      if (c == ')' || c == ']') --level;
      if (c == '|' && level == 0) {
        parts.push_back(trim(source.substr(start, i - start)));
        start = i + 1;
      }
    }
    if (level != 0) fail("unbalanced brackets");
    parts.push_back(trim(source.substr(start)));
    return parts;
  }

  WordProgram sequence(std::string_view source, int depth) {
    WordProgram program;
    const auto add = [&program](const WordProgram& part) {
      append(program, part);
      // The part with the fewest words is the most telling.
      if (!part.required.empty() &&
          (program.required.empty() || part.required.size() < program.required.size()))
        program.required = part.required;
    };
    for (std::size_t i = 0; i < source.size();) {
      const char c = source[i];
      if (c == ' ') {
        ++i;
      } else if (c == '(' || c == '[') {
        const std::size_t close = matching_bracket(source, i);
        const WordProgram inner = alternatives(source.substr(i + 1, close - i - 1), depth + 1);
        add(c == '(' ? inner : either(inner, {}));
        i = close + 1;
      } else {
        const std::size_t end = std::min(source.find_first_of(" ([", i), source.size());
        add(atom(source.substr(i, end - i), depth));
        i = end;
      }
    }
    return program;
  }

  std::size_t matching_bracket(std::string_view source, std::size_t open) const {
    int level = 0;
    for (std::size_t i = open; i < source.size(); ++i) {
      if (source[i] == '(' || source[i] == '[') ++level;
      if ((source[i] == ')' || source[i] == ']') && --level == 0) return i;
    }
    fail("unbalanced brackets");
  }

  WordProgram atom(std::string_view text, int depth) {
    if (text == "^") return {{{Op::Begin, nullptr, 0, 0}}, {}};
    if (text == "$") return {{{Op::End, nullptr, 0, 0}}, {}};
    if (text == "...") return any_words();
    if (text == "***") return most_words();
    if (text.front() == '@') return word_class(text.substr(1), depth);
    if (text.front() != '{') return one_of({std::string(text)});
    if (text.back() != '}') fail("unclosed slot");
    return slot(text.substr(1, text.size() - 2), depth);
  }

  WordProgram word_class(std::string_view name, int depth) {
    const auto known = classes_.compiled_.find(name);
    if (known != classes_.compiled_.end()) return known->second;
    const auto found = classes_.definitions_.find(name);
    if (found == classes_.definitions_.end()) fail("unknown class @" + std::string(name));
    std::string joined;
    for (const std::string& entry : found->second) joined += (joined.empty() ? "" : "|") + entry;
    if (joined.find('{') != std::string::npos) fail("a slot in the class @" + std::string(name));
    WordProgram program = alternatives(joined, depth + 1);
    classes_.compiled_.emplace(name, program);
    return program;
  }

  WordProgram slot(std::string_view text, int depth) {
    const std::size_t equals = text.find('=');
    const std::string name(text.substr(0, equals));
    auto found = std::find(slot_names_.begin(), slot_names_.end(), name);
    if (found == slot_names_.end()) found = slot_names_.insert(slot_names_.end(), name);
    const int number = static_cast<int>(found - slot_names_.begin());
    WordProgram program{{{Op::Save, nullptr, 2 * number, 0}}, {}};
    if (equals == std::string_view::npos) {
      append(program, {{{Op::Any, nullptr, 0, 0}}, {}});
      append(program, any_words());
    } else if (text.substr(equals + 1) == "quote") {
      append(program, {{{Op::Quote, nullptr, 0, 0}}, {}});
    } else {
      const WordProgram inner = word_class(text.substr(equals + 2), depth);
      append(program, inner);
      program.required = inner.required;
    }
    append(program, {{{Op::Save, nullptr, 2 * number + 1, 0}}, {}});
    return program;
  }

  WordClasses& classes_;
  std::vector<std::string>& slot_names_;
  std::string_view top_;
};

WordPattern::WordPattern(std::string_view source, WordClasses& classes) {
  program_ = PatternCompiler(classes, slot_names_, source).compile_pattern();
}

void WordPattern::collect_words(std::set<std::string, std::less<>>& words) const {
  for (const WordInstruction& step : program_.steps) {
    if (step.words) words.insert(step.words->begin(), step.words->end());
  }
}

}  // namespace v4e
