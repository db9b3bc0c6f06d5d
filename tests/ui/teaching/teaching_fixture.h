// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "core/image/io/photo_io.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {

/// The window, and pairs to teach it with.
class TeachingTest : public WindowTest {
 protected:
  /// photoN.png and photoN_after.png for N below `count`; their paths.
  QStringList makePairs(int count, const QSize& size = {96, 64}) {
    QStringList paths;
    for (int i = 0; i < count; ++i) {
      const QImage photo = testPicture(size.width(), size.height() + i % 2);
      QImage edit = photo;
      QPainter(&edit).fillRect(edit.rect(), QColor(255, 160, 0, 110));
      paths << write(QString("photo%1.png").arg(i), photo)
            << write(QString("photo%1_after.png").arg(i), edit);
    }
    return paths;
  }
  QString write(const QString& name, const QImage& image) {
    QDir(folder_.path()).mkpath("pairs");
    const QString path = folder_.filePath("pairs/" + name);
    write_photo(path.toStdString(), photoFromQImage(image));
    return path;
  }
  TeachWorkspace& teaching() { return window_->findChild<Workspace*>()->teaching(); }
  Teacher& teacher() { return teaching().teacher(); }
};

}  // namespace v4e::ui
