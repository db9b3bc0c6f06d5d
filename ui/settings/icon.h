// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace v4e::ui {

/// An icon of resources/icons by its name ("open", "play" …), drawn in the palette's text colour at any size,
/// greyed where disabled. Follows light and dark while the program runs.
[[nodiscard]] QIcon icon(const QString& name);

/// The program's own icon, in its own colours.
[[nodiscard]] QIcon programIcon();

}  // namespace v4e::ui
