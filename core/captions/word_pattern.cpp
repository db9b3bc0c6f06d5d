// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/word_pattern.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"

namespace v4e {

/// Recursive-descent compiler of one pattern into the instructions of a backtracking machine.
class PatternCompiler {
 public:
  PatternCompiler(WordPattern& pattern, const WordClasses& classes) : out_(pattern), classes_(classes) {}

  void compile(std::string_view source) {
    top_ = source;
    // Slots 0/1 bound the whole match.
    out_.slot_names_.push_back("");
    search_prefix();
    emit({WordPattern::Op::Save, {}, 0, 0});
    out_.required_ = compile_alternatives(source, 0);
    emit({WordPattern::Op::Save, {}, 1, 0});
    emit({WordPattern::Op::Accept, {}, 0, 0});
  }

 private:
  static constexpr int kMaxDepth = 12;

  using Op = WordPattern::Op;
  using Words = std::set<std::string, std::less<>>;
  int here() const { return static_cast<int>(out_.program_.size()); }
  int emit(WordPattern::Instruction instruction) {
    out_.program_.push_back(std::move(instruction));
    return here() - 1;
  }
  WordPattern::Instruction& at(int index) { return out_.program_[static_cast<std::size_t>(index)]; }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::FileMalformed,
                "caption rules: " + what + " in pattern \"" + std::string(top_) + "\"");
  }

  /// Any number of words, as few as possible; also how a search moves its starting point.
  void search_prefix() {
    const int split = emit({Op::Split, {}, 0, 0});
    emit({Op::Any, {}, 0, 0});
    emit({Op::Jump, {}, split, 0});
    at(split).first = here();
    at(split).second = split + 1;
  }

  /// All the compile functions return words of which a fitting clause has at least one; empty: not known.
  Words compile_alternatives(std::string_view source, int depth) {
    if (depth > kMaxDepth) fail("too deep nesting");
    const std::vector<std::string_view> parts = split_alternatives(source);
    std::vector<int> jumps;
    Words required;
    bool all_known = true;
    for (std::size_t i = 0; i < parts.size();) {
      // Neighbouring alternatives of one word each are one instruction.
      std::size_t next = i;
      while (next < parts.size() && is_plain_word(parts[next])) ++next;
      const std::size_t first = i;
      i = std::max(next, i + 1);
      const bool last = i == parts.size();
      const int split = last ? -1 : emit({Op::Split, {}, 0, 0});
      if (!last) at(split).first = here();
      const Words words = next > first ? compile_words({parts.begin() + static_cast<std::ptrdiff_t>(first),
                                                        parts.begin() + static_cast<std::ptrdiff_t>(next)})
                                       : compile_sequence(parts[first], depth);
      all_known = all_known && !words.empty();
      required.insert(words.begin(), words.end());
      if (!last) {
        jumps.push_back(emit({Op::Jump, {}, 0, 0}));
        at(split).second = here();
      }
    }
    for (const int jump : jumps) at(jump).first = here();
    return all_known ? required : Words{};
  }

  static std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }

  static bool is_plain_word(std::string_view part) {
    part = trim(part);
    return !part.empty() && part != "^" && part != "$" && part != "..." &&
           part.find_first_of(" ()[]@{") == std::string_view::npos;
  }

  Words compile_words(const std::vector<std::string_view>& parts) {
    Words words;
    for (const std::string_view part : parts) words.emplace(trim(part));
    emit({Op::Word, {words.begin(), words.end()}, 0, 0});
    return words;
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
        parts.push_back(source.substr(start, i - start));
        start = i + 1;
      }
    }
    if (level != 0) fail("unbalanced brackets");
    parts.push_back(source.substr(start));
    return parts;
  }

  Words compile_sequence(std::string_view source, int depth) {
    Words required;
    // The part with the fewest words is the most telling.
    const auto consider = [&required](Words words) {
      if (!words.empty() && (required.empty() || words.size() < required.size())) required = std::move(words);
    };
    std::size_t i = 0;
    while (i < source.size()) {
      const char c = source[i];
      if (c == ' ') {
        ++i;
      } else if (c == '(' || c == '[') {
        const std::size_t close = matching_bracket(source, i);
        consider(compile_group(source.substr(i + 1, close - i - 1), c == '[', depth));
        i = close + 1;
      } else {
        std::size_t end = i;
        while (end < source.size() && source[end] != ' ' && source[end] != '(' && source[end] != '[') ++end;
        consider(compile_atom(source.substr(i, end - i), depth));
        i = end;
      }
    }
    return required;
  }

  std::size_t matching_bracket(std::string_view source, std::size_t open) const {
    int level = 0;
    for (std::size_t i = open; i < source.size(); ++i) {
      if (source[i] == '(' || source[i] == '[') ++level;
      if ((source[i] == ')' || source[i] == ']') && --level == 0) return i;
    }
    fail("unbalanced brackets");
  }

  Words compile_group(std::string_view inner, bool optional, int depth) {
    const int split = optional ? emit({Op::Split, {}, 0, 0}) : -1;
    if (optional) at(split).first = here();
    Words required = compile_alternatives(inner, depth + 1);
    if (!optional) return required;
    at(split).second = here();
    return {};
  }

  Words compile_class(std::string_view name, int depth) {
    const auto found = classes_.find(name);
    if (found == classes_.end()) fail("unknown class @" + std::string(name));
    std::string joined;
    for (const std::string& entry : found->second) joined += (joined.empty() ? "" : "|") + entry;
    return compile_alternatives(joined, depth + 1);
  }

  Words compile_atom(std::string_view atom, int depth) {
    if (atom == "^") {
      emit({Op::Begin, {}, 0, 0});
    } else if (atom == "$") {
      emit({Op::End, {}, 0, 0});
    } else if (atom == "...") {
      search_prefix();
    } else if (atom.front() == '@') {
      return compile_class(atom.substr(1), depth);
    } else if (atom.front() == '{') {
      if (atom.back() != '}') fail("unclosed slot");
      return compile_slot(atom.substr(1, atom.size() - 2), depth);
    } else {
      return compile_words({atom});
    }
    return {};
  }

  Words compile_slot(std::string_view slot, int depth) {
    const std::size_t equals = slot.find('=');
    const std::string name(slot.substr(0, equals));
    auto& names = out_.slot_names_;
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) found = names.insert(names.end(), name);
    const int number = static_cast<int>(found - names.begin());
    emit({Op::Save, {}, 2 * number, 0});
    Words required;
    if (equals == std::string_view::npos) {
      emit({Op::Any, {}, 0, 0});
      search_prefix();
    } else if (slot.substr(equals + 1) == "quote") {
      emit({Op::Quote, {}, 0, 0});
    } else {
      required = compile_class(slot.substr(equals + 2), depth);
    }
    emit({Op::Save, {}, 2 * number + 1, 0});
    return required;
  }

  WordPattern& out_;
  const WordClasses& classes_;
  std::string_view top_;
};

namespace {

/// What the machine still has to try: an instruction at a position, or a slot bound to put back.
struct Frame {
  int instruction = 0;
  std::size_t position = 0;
  int restore = -1;
};

}  // namespace

WordPattern::WordPattern(std::string_view source, const WordClasses& classes) {
  PatternCompiler(*this, classes).compile(source);
}

std::optional<PatternMatch> WordPattern::search(const Clause& clause) const {
  const auto is_required = [this](const Token& token) {
    return !token.quoted && required_.count(token.word) > 0;
  };
  if (!required_.empty() && std::none_of(clause.begin(), clause.end(), is_required)) return std::nullopt;
  constexpr std::size_t kUnset = static_cast<std::size_t>(-1);
  const std::size_t positions = clause.size() + 1;
  // Each (instruction, position) is tried once: if it failed before, it fails again.
  std::vector<bool> visited(program_.size() * positions, false);
  std::vector<std::size_t> bounds(2 * slot_names_.size(), kUnset);
  std::vector<Frame> stack{{0, 0, -1}};
  while (!stack.empty()) {
    const Frame frame = stack.back();
    stack.pop_back();
    if (frame.restore >= 0) {
      bounds[static_cast<std::size_t>(frame.restore)] = frame.position;
      continue;
    }
    const auto index = static_cast<std::size_t>(frame.instruction);
    if (visited[index * positions + frame.position]) continue;
    visited[index * positions + frame.position] = true;
    const Instruction& step = program_[index];
    const bool has_token = frame.position < clause.size();
    switch (step.op) {
      case Op::Word:
        if (has_token && !clause[frame.position].quoted &&
            std::binary_search(step.words.begin(), step.words.end(), clause[frame.position].word))
          stack.push_back({frame.instruction + 1, frame.position + 1, -1});
        break;
      case Op::Any:
        if (has_token) stack.push_back({frame.instruction + 1, frame.position + 1, -1});
        break;
      case Op::Quote:
        if (has_token && clause[frame.position].quoted)
          stack.push_back({frame.instruction + 1, frame.position + 1, -1});
        break;
      case Op::Split:
        stack.push_back({step.second, frame.position, -1});
        stack.push_back({step.first, frame.position, -1});
        break;
      case Op::Jump:
        stack.push_back({step.first, frame.position, -1});
        break;
      case Op::Begin:
        if (frame.position == 0) stack.push_back({frame.instruction + 1, frame.position, -1});
        break;
      case Op::End:
        if (!has_token) stack.push_back({frame.instruction + 1, frame.position, -1});
        break;
      case Op::Save:
        stack.push_back({0, bounds[static_cast<std::size_t>(step.first)], step.first});
        bounds[static_cast<std::size_t>(step.first)] = frame.position;
        stack.push_back({frame.instruction + 1, frame.position, -1});
        break;
      case Op::Accept: {
        PatternMatch match;
        match.whole = {bounds[0], bounds[1]};
        for (std::size_t slot = 1; slot < slot_names_.size(); ++slot) {
          if (bounds[2 * slot] != kUnset && bounds[2 * slot + 1] != kUnset)
            match.slots[slot_names_[slot]] = {bounds[2 * slot], bounds[2 * slot + 1]};
        }
        return match;
      }
    }
  }
  return std::nullopt;
}

void WordPattern::collect_words(std::set<std::string, std::less<>>& words) const {
  for (const Instruction& step : program_) {
    words.insert(step.words.begin(), step.words.end());
  }
}

}  // namespace v4e
