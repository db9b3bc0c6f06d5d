// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtCore/qt_windows.h>

#include "ui/windows/keep_awake.h"

namespace v4e::ui {

void KeepAwake::setAwake(bool awake, const QString&) {
  if (awake == wanted_) return;
  wanted_ = awake;
  // Holds for the thread that says it, which is the window's here.
  ::SetThreadExecutionState(awake ? ES_CONTINUOUS | ES_SYSTEM_REQUIRED : ES_CONTINUOUS);
}

}  // namespace v4e::ui
