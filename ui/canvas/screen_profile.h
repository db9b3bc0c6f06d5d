// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QString>

namespace v4e::ui {

/// The screen's colours: those of the ICC file where one is given, else what the X11 server says of its
/// screen (colord and others set it there), else sRGB.
[[nodiscard]] QColorSpace screenColourSpace(const QString& iccFile);

}  // namespace v4e::ui
