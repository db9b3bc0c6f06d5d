// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "ui/captions/instruction_history.h"

namespace v4e::ui {

/// Where the instruction is typed. Grows with its text; Tab goes on to the next control.
class InstructionField : public QPlainTextEdit {
  Q_OBJECT

 public:
  explicit InstructionField(QWidget* parent = nullptr);

  [[nodiscard]] const InstructionHistory& history() const { return history_; }
  void setHistory(InstructionHistory history) { history_ = std::move(history); }
  void remember() { history_.add(toPlainText()); }

  /// Replaces the text as one step that Ctrl+Z takes back.
  void replaceText(const QString& text);
  /// Underlines the words that count and crosses out those that do not; both are of the text without the
  /// spaces around it, in bytes of UTF-8.
  void markWords(const std::vector<TextSpan>& used, const std::vector<TextSpan>& unused);
  void showOlder() { replaceText(history_.older(toPlainText())); }
  void showNewer() { replaceText(history_.newer(toPlainText())); }

 Q_SIGNALS:
  /// Shift+Return; Ctrl+Return is the window's shortcut.
  void submitted();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void insertFromMimeData(const QMimeData* source) override;
  [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fitHeight();

  InstructionHistory history_;
};

}  // namespace v4e::ui
