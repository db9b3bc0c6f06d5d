// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace v4e::ui {

/// Instructions used before, newest first, and a place in them for going back and forth with the keys.
class InstructionHistory {
 public:
  explicit InstructionHistory(QStringList instructions = {}) : instructions_(std::move(instructions)) {}

  [[nodiscard]] const QStringList& instructions() const { return instructions_; }
  /// Puts it first, once; blank ones are not kept.
  void add(const QString& instruction);

  /// The one before; `current` is kept as the draft to come back to. The same text again at the end.
  [[nodiscard]] QString older(const QString& current);
  /// The one after, at last the draft.
  [[nodiscard]] QString newer(const QString& current);

 private:
  QStringList instructions_;
  QString draft_;
  qsizetype position_ = -1;  ///< -1: at the draft
};

}  // namespace v4e::ui
