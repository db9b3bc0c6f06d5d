// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {
namespace {

constexpr int kLongWord = 16;
constexpr QChar kZeroWidthSpace(0x200b);

}  // namespace

QString withWordBreaks(const QString& text) {
  QString broken;
  int since_break = 0;
  for (const QChar& sign : text) {
    if (since_break >= kLongWord && !sign.isSpace() && !sign.isLowSurrogate() && !sign.isMark()) {
      broken += kZeroWidthSpace;
      since_break = 0;
    }
    broken += sign;
    since_break = sign.isSpace() ? 0 : since_break + 1;
  }
  return broken;
}

}  // namespace v4e::ui
