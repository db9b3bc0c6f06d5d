// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace v4e::ui {

/// Ctrl+Z in that field means the window's undo, which knows every change, not only what was typed.
void leaveUndoToWindow(QWidget& field);

}  // namespace v4e::ui
