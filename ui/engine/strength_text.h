// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace v4e::ui {

/// A strength of 0..1 as people read it, in percent: whole, or with one digit behind the point.
[[nodiscard]] QString strengthText(double strength);

}  // namespace v4e::ui
