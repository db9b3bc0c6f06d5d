// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/dropped_files.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QUrl>
#include <algorithm>

#include "core/image/photo_kinds.h"

namespace v4e::ui {
namespace {

constexpr int kFoldersLookedInto = 64;  // a dropped folder may hold ten thousand

const QStringList& photoSuffixes() {
  static const QStringList list = [] {
    QStringList suffixes;
    for (const std::string_view extension : photo_extensions())
      suffixes << QString::fromLatin1(extension.data() + 1, static_cast<qsizetype>(extension.size()) - 1);
    return suffixes;
  }();
  return list;
}

const QStringList& videoSuffixes() {
  static const QStringList list{"mp4", "mkv", "webm", "mov", "avi", "m4v", "mpg", "mpeg"};
  return list;
}

QString patterns(const QStringList& suffixes) {
  QStringList list;
  for (const QString& suffix : suffixes) list << "*." + suffix << "*." + suffix.toUpper();
  return list.join(' ');
}

QString say(const char* text) {
  return QCoreApplication::translate("DroppedFiles", text);
}

// A model, or models side by side.
bool holdsModel(const QString& folder) {
  constexpr const char* kIndex = "/model_index.json";
  if (QFileInfo::exists(folder + kIndex)) return true;
  QDirIterator inner(folder, QDir::Dirs | QDir::NoDotAndDotDot);
  for (int i = 0; i < kFoldersLookedInto && inner.hasNext(); ++i) {
    if (QFileInfo::exists(inner.next() + kIndex)) return true;
  }
  return false;
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

QString suffixOf(PhotoFormat format) {
  const std::string_view extension = kind_of(format).extensions.front().substr(1);
  return QString::fromLatin1(extension.data(), static_cast<qsizetype>(extension.size()));
}

bool isPhotoName(const QString& path) {
  return photoSuffixes().contains(QFileInfo(path).suffix(), Qt::CaseInsensitive);
}

FileKind kindOf(const QString& path) {
  const QFileInfo info(path);
  if (info.isDir()) return holdsModel(path) ? FileKind::ModelFolder : FileKind::Folder;
  if (isPhotoName(path)) return FileKind::Photo;
  if (videoSuffixes().contains(info.suffix(), Qt::CaseInsensitive)) return FileKind::Video;
  return isProjectName(path) ? FileKind::Project : FileKind::Other;
}

bool isProjectName(const QString& path) {
  return QFileInfo(path).suffix().compare("v4e", Qt::CaseInsensitive) == 0;
}

QString photoFilter() {
  return say(QT_TRANSLATE_NOOP("DroppedFiles", "Photos (%1)")).arg(patterns(photoSuffixes()));
}

QString writtenPhotoFilter() {
  QStringList suffixes;
  for (const PhotoKind& kind : photo_kinds()) {
    if (kind.is_written) suffixes << suffixOf(kind.format);
  }
  return say(QT_TRANSLATE_NOOP("DroppedFiles", "Photos (%1)")).arg(patterns(suffixes));
}

QString videoFilter() {
  return say(QT_TRANSLATE_NOOP("DroppedFiles", "Videos (%1)")).arg(patterns(videoSuffixes()));
}

QString projectFilter() {
  return say(QT_TRANSLATE_NOOP("DroppedFiles", "Projects (%1)")).arg(patterns({"v4e"}));
}

QString openFilter() {
  const QString all = say(QT_TRANSLATE_NOOP("DroppedFiles", "Photos, videos and projects (%1)"))
                          .arg(patterns(photoSuffixes() + videoSuffixes() + QStringList{"v4e"}));
  return QStringList{all, photoFilter(), videoFilter(), projectFilter()}.join(";;");
}

}  // namespace v4e::ui
