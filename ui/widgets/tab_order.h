// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace v4e::ui {

/// Tab goes through what lies in the widget's layout in the layout's order, not in that of creation.
void setTabOrderAsLaidOut(QWidget& widget);

}  // namespace v4e::ui
