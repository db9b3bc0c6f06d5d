// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/step_text.h"

#include <QCoreApplication>

namespace v4e::ui {
namespace {

constexpr QChar kSeparator(0x1f);  // nobody types it
constexpr qsizetype kLongestWish = 40;

QString quoted(const QString& text) {
  const QString line = text.simplified();
  if (line.isEmpty()) return {};
  const bool too_long = line.size() > kLongestWish;
  return QCoreApplication::translate("StepText", "“%1”")
      .arg(too_long ? line.left(kLongestWish - 1).trimmed() + QChar(0x2026) : line);
}

}  // namespace

QString stepText(const char* context, const char* source) {
  return QString::fromUtf8(context) + kSeparator + QString::fromUtf8(source);
}

QString stepText(const char* context, const char* source, const QString& name) {
  return stepText(context, source) + kSeparator + QString(name).remove(kSeparator);
}

QString shownStep(const QString& text) {
  const QStringList parts = text.split(kSeparator);
  if (parts.size() < 2) return quoted(text);
  const QString shown =
      QCoreApplication::translate(parts[0].toUtf8().constData(), parts[1].toUtf8().constData());
  return parts.size() > 2 ? shown.arg(quoted(parts[2])) : shown;
}

}  // namespace v4e::ui
