// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_thumbnail.h"

namespace v4e::ui {

QImage historyThumbnail(const QImage& picture) {
  return picture.scaled(kThumbnailSide, kThumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace v4e::ui
