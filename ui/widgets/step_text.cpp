// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/step_text.h"

#include <QCoreApplication>

namespace v4e::ui {
namespace {

constexpr QChar kSeparator(0x1f);  // nobody types it
constexpr qsizetype kLongestWish = 40;

}  // namespace

QString stepText(const char* context, const char* source) {
  return QString::fromUtf8(context) + kSeparator + QString::fromUtf8(source);
}

QString shownStep(const QString& text) {
  const qsizetype end = text.indexOf(kSeparator);
  if (end >= 0) {
    return QCoreApplication::translate(text.left(end).toUtf8().constData(),
                                       text.mid(end + 1).toUtf8().constData());
  }
  const QString line = text.simplified();
  if (line.isEmpty()) return {};
  const bool too_long = line.size() > kLongestWish;
  return QCoreApplication::translate("StepText", "“%1”")
      .arg(too_long ? line.left(kLongestWish - 1).trimmed() + QChar(0x2026) : line);
}

}  // namespace v4e::ui
