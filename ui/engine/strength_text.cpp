// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/strength_text.h"

#include <QLocale>
#include <cmath>

namespace v4e::ui {

QString strengthText(double strength) {
  const long tenths = std::lround(1000 * strength);
  return QLocale().toString(static_cast<double>(tenths) / 10, 'f', tenths % 10 == 0 ? 0 : 1) + QChar(0x2009) +
         '%';
}

}  // namespace v4e::ui
