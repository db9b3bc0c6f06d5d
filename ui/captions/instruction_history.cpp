// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/instruction_history.h"

namespace v4e::ui {

void InstructionHistory::add(const QString& instruction) {
  position_ = -1;
  draft_.clear();
  const QString text = instruction.trimmed();
  if (text.isEmpty()) return;
  instructions_.removeAll(text);
  instructions_.prepend(text);
}

QString InstructionHistory::older(const QString& current) {
  if (position_ == -1) draft_ = current;
  qsizetype next = position_ + 1;
  if (next < instructions_.size() && instructions_[next] == current)
    ++next;  // would look like no step at all
  if (next >= instructions_.size()) return current;
  position_ = next;
  return instructions_[position_];
}

QString InstructionHistory::newer(const QString& current) {
  if (position_ == -1) return current;
  --position_;
  return position_ == -1 ? draft_ : instructions_[position_];
}

}  // namespace v4e::ui
