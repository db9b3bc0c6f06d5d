// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace v4e::ui {

/// The text with places inside its long words (names of files, paths) where a line may end, so that a label
/// that wraps is never wider than its place. They cannot be seen.
[[nodiscard]] QString withWordBreaks(const QString& text);

}  // namespace v4e::ui
