// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/dropped_files.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QUrl>
#include <algorithm>

namespace v4e::ui {
namespace {

const QStringList& suffixes() {
  static const QStringList list{"jpg", "jpeg", "png", "webp", "tif", "tiff", "gif"};
  return list;
}

QStringList patterns() {
  QStringList patterns;
  for (const QString& suffix : suffixes()) patterns << "*." + suffix << "*." + suffix.toUpper();
  return patterns;
}

}  // namespace

bool canTake(const QMimeData& data) {
  if (data.hasImage()) return true;
  const auto urls = data.urls();
  return std::any_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); });
}

DroppedContent contentOf(const QMimeData& data) {
  DroppedContent content;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile()) content.paths.append(url.toLocalFile());
  }
  if (content.paths.isEmpty() && data.hasImage()) content.image = qvariant_cast<QImage>(data.imageData());
  return content;
}

bool isPhotoName(const QString& path) {
  return suffixes().contains(QFileInfo(path).suffix(), Qt::CaseInsensitive);
}

bool isProjectName(const QString& path) {
  return QFileInfo(path).suffix().compare("v4e", Qt::CaseInsensitive) == 0;
}

QString photoFilter() {
  return QCoreApplication::translate("v4e::ui::Canvas", "Photos (%1)").arg(patterns().join(' '));
}

QString photoOrProjectFilter() {
  return QCoreApplication::translate("v4e::ui::Canvas", "Photos and projects (%1)")
      .arg((patterns() << "*.v4e").join(' '));
}

}  // namespace v4e::ui
