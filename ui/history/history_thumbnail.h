// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace v4e::ui {

/// No side of what historyThumbnail() gives is longer.
inline constexpr int kThumbnailSide = 160;

/// A picture as small as the history shows it; one that is smaller is enlarged.
[[nodiscard]] QImage historyThumbnail(const QImage& picture);

}  // namespace v4e::ui
