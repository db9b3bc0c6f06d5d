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

void InstructionField::markWords(const std::vector<TextSpan>& used, const std::vector<TextSpan>& unused) {
  const QString text = toPlainText();
  const QByteArray bytes = text.trimmed().toUtf8();
  const auto trimmed_begin =
      std::find_if_not(text.begin(), text.end(), [](QChar letter) { return letter.isSpace(); });
  const auto lead = static_cast<int>(trimmed_begin - text.begin());
  const auto letters = [&](std::size_t count) {
    return lead + static_cast<int>(QString::fromUtf8(bytes.left(static_cast<qsizetype>(count))).size());
  };
  QList<QTextEdit::ExtraSelection> marks;
  const auto mark = [&](const TextSpan& span, const QTextCharFormat& format) {
    // An older reading may be of a longer text.
    if (span.end > static_cast<std::size_t>(bytes.size())) return;
    QTextEdit::ExtraSelection selection;
    selection.cursor = QTextCursor(document());
    selection.cursor.setPosition(letters(span.begin));
    selection.cursor.setPosition(letters(span.end), QTextCursor::KeepAnchor);
    selection.format = format;
    marks << selection;
  };
  QTextCharFormat counts;
  counts.setUnderlineStyle(QTextCharFormat::SingleUnderline);
  counts.setUnderlineColor(palette().color(QPalette::Highlight));
  QTextCharFormat dropped;
  dropped.setFontStrikeOut(true);
  dropped.setForeground(palette().color(QPalette::PlaceholderText));
  for (const TextSpan& span : used) mark(span, counts);
  for (const TextSpan& span : unused) mark(span, dropped);
  setExtraSelections(marks);
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
