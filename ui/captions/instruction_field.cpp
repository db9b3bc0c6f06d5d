// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/instruction_field.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>
#include <algorithm>

namespace v4e::ui {
namespace {

constexpr int kFewestLines = 2;
constexpr int kMostLines = 6;

}  // namespace

InstructionField::InstructionField(QWidget* parent) : QPlainTextEdit(parent) {
  setObjectName("instruction");
  setTabChangesFocus(true);
  setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(this, &QPlainTextEdit::textChanged, this, &InstructionField::fitHeight);
  fitHeight();
}

void InstructionField::replaceText(const QString& text) {
  if (text == toPlainText()) return;
  QTextCursor cursor(document());
  cursor.beginEditBlock();
  cursor.select(QTextCursor::Document);
  cursor.insertText(text);
  cursor.endEditBlock();
  moveCursor(QTextCursor::End);
}

void InstructionField::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && event->modifiers() == Qt::ShiftModifier) {
    Q_EMIT submitted();
  } else if (event->modifiers() == Qt::AltModifier && event->key() == Qt::Key_Up) {
    showOlder();
  } else if (event->modifiers() == Qt::AltModifier && event->key() == Qt::Key_Down) {
    showNewer();
  } else {
    QPlainTextEdit::keyPressEvent(event);
  }
}

// Pictures and files go on to the window, which opens them.
bool InstructionField::canInsertFromMimeData(const QMimeData* source) const {
  return source->hasText() && !source->hasUrls() && !source->hasImage();
}

void InstructionField::insertFromMimeData(const QMimeData* source) {
  if (canInsertFromMimeData(source)) insertPlainText(source->text());
}

void InstructionField::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  fitHeight();
}

void InstructionField::fitHeight() {
  int lines = 0;
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    lines += std::max(1, block.layout()->lineCount());
  }
  lines = std::clamp(lines, kFewestLines, kMostLines);
  const int frame = 2 * static_cast<int>(document()->documentMargin()) + 12;
  const int wanted = fontMetrics().lineSpacing() * lines + frame;
  if (wanted != minimumHeight()) setFixedHeight(wanted);
}

}  // namespace v4e::ui
