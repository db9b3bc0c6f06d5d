// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/captions/word_pattern.h"

namespace v4e {
namespace {

using Op = WordInstruction::Op;
constexpr std::size_t kUnset = static_cast<std::size_t>(-1);

/// Runs one program over one clause.
class PatternMachine {
 public:
  PatternMachine(const WordProgram& program, const std::vector<std::string>& slot_names, const Clause& clause)
      : program_(program),
        slot_names_(slot_names),
        clause_(clause),
        tried_(program.steps.size() * (clause.size() + 1), false),
        bounds_(2 * slot_names.size(), kUnset) {}

  std::optional<PatternMatch> run() {
    attempt(0, 0);
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      pending_.pop_back();
      if (next.what == Pending::PutBack) {
        bounds_[next.index] = next.position;
      } else if (next.what == Pending::Unname) {
        named_.pop_back();
      } else if (is_new(next) && step(next.index, next.position)) {
        return found();
      }
    }
    return std::nullopt;
  }

 private:
  /// What is still to be tried, or to be undone before it.
  struct Pending {
    enum What { Attempt, PutBack, Unname } what = Attempt;
    std::size_t index = 0;  ///< of the instruction, or of the bound that gets `position` back
    std::size_t position = 0;
  };

  /// An instruction that failed at a position once fails there again.
  bool is_new(const Pending& next) {
    const std::size_t at = next.index * (clause_.size() + 1) + next.position;
    if (tried_[at]) return false;
    tried_[at] = true;
    return true;
  }

  void attempt(std::size_t index, std::size_t position) {
    pending_.push_back({Pending::Attempt, index, position});
  }

  /// Whether the pattern has been found.
  bool step(std::size_t index, std::size_t position) {
    const WordInstruction& instruction = program_.steps[index];
    const auto target = [index](int offset) { return index + static_cast<std::size_t>(offset); };
    switch (instruction.op) {
      case Op::Word:
      case Op::Any:
      case Op::Quote:
        consume(instruction, index, position);
        break;
      case Op::Split:
        attempt(target(instruction.second), position);
        attempt(target(instruction.first), position);
        break;
      case Op::Jump:
        attempt(target(instruction.first), position);
        break;
      case Op::Begin:
        if (position == 0) attempt(index + 1, position);
        break;
      case Op::End:
        if (position == clause_.size()) attempt(index + 1, position);
        break;
      case Op::Save:
        save(static_cast<std::size_t>(instruction.first), position);
        attempt(index + 1, position);
        break;
      case Op::Accept:
        return true;
    }
    return false;
  }

  void consume(const WordInstruction& instruction, std::size_t index, std::size_t position) {
    if (position == clause_.size()) return;
    const Token& token = clause_[position];
    if (instruction.op == Op::Quote && !token.quoted) return;
    if (instruction.op == Op::Word) {
      if (token.quoted ||
          !std::binary_search(instruction.words->begin(), instruction.words->end(), token.word))
        return;
      named_.push_back(position);
      pending_.push_back({Pending::Unname, 0, 0});
    }
    attempt(index + 1, position + 1);
  }

  void save(std::size_t bound, std::size_t position) {
    pending_.push_back({Pending::PutBack, bound, bounds_[bound]});
    bounds_[bound] = position;
  }

  PatternMatch found() const {
    PatternMatch match;
    match.whole = {bounds_[0], bounds_[1]};
    match.named = named_;
    for (std::size_t slot = 1; slot < slot_names_.size(); ++slot) {
      if (bounds_[2 * slot] != kUnset && bounds_[2 * slot + 1] != kUnset)
        match.slots[slot_names_[slot]] = {bounds_[2 * slot], bounds_[2 * slot + 1]};
    }
    return match;
  }

  const WordProgram& program_;
  const std::vector<std::string>& slot_names_;
  const Clause& clause_;
  std::vector<bool> tried_;
  std::vector<std::size_t> bounds_;
  std::vector<std::size_t> named_;
  std::vector<Pending> pending_;
};

}  // namespace

std::optional<PatternMatch> WordPattern::search(const Clause& clause) const {
  const auto is_required = [this](const Token& token) {
    return !token.quoted && program_.required.count(token.word) > 0;
  };
  if (!program_.required.empty() && std::none_of(clause.begin(), clause.end(), is_required))
    return std::nullopt;
  return PatternMachine(program_, slot_names_, clause).run();
}

}  // namespace v4e
