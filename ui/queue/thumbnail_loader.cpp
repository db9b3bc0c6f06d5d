// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/thumbnail_loader.h"

#include <QImageReader>

namespace v4e::ui {
namespace {

constexpr int kMaxWanted = 200;

/// JPEG is decoded at a fraction of its size, so a photo of 24 megapixels costs a few megabytes for a moment.
QImage readSmall(const QString& path) {
  QImageReader reader(path);
  reader.setAutoTransform(true);
  reader.setDecideFormatFromContent(true);
  const QSize size = reader.size();
  const QSize box(ThumbnailLoader::kSide * 2, ThumbnailLoader::kSide * 2);
  if (size.isValid() && size.width() * size.height() > box.width() * box.height()) {
    reader.setScaledSize(size.scaled(box, Qt::KeepAspectRatio));
  }
  const QImage image = reader.read();
  if (image.isNull()) return {};
  return image.scaled(box, Qt::KeepAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

}  // namespace

ThumbnailLoader::ThumbnailLoader(qsizetype max_bytes, QObject* parent)
    : QObject(parent), max_bytes_(max_bytes), relay_(std::make_shared<Relay>(this)) {
  pool_.setMaxThreadCount(1);
  pool_.setThreadPriority(QThread::LowPriority);
}

ThumbnailLoader::~ThumbnailLoader() {
  relay_->clear();
}

QImage ThumbnailLoader::thumbnail(const QString& path) {
  const auto found = images_.constFind(path);
  if (found != images_.constEnd()) return *found;
  if (running_ != path) {
    wanted_.removeOne(path);
    wanted_.append(path);
    if (wanted_.size() > kMaxWanted) wanted_.removeFirst();
    startNext();
  }
  return {};
}

void ThumbnailLoader::startNext() {
  if (!running_.isEmpty() || wanted_.isEmpty()) return;
  running_ = wanted_.takeLast();
  pool_.start([relay = relay_, path = running_, this] {
    const QImage image = readSmall(path);
    relay->post([this, path, image] { take(path, image); });
  });
}

void ThumbnailLoader::take(const QString& path, const QImage& image) {
  running_.clear();
  images_.insert(path, image);
  used_.append(path);
  bytes_ += image.sizeInBytes();
  dropOldest();
  if (!image.isNull()) Q_EMIT ready(path);
  startNext();
}

void ThumbnailLoader::dropOldest() {
  while (bytes_ > max_bytes_ && used_.size() > 1) bytes_ -= images_.take(used_.takeFirst()).sizeInBytes();
}

}  // namespace v4e::ui
