// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <atomic>
#include <memory>

#include "ui/engine/relay.h"

namespace v4e::ui {

/// Small pictures of photo files, made one at a time in the background: the wanted ones last asked for come
/// first, what is no longer wanted is never begun, and only the last few hundred are kept.
class ThumbnailLoader : public QObject {
  Q_OBJECT

 public:
  static constexpr int kSide = 96;

  explicit ThumbnailLoader(qsizetype max_bytes = 24 << 20, QObject* parent = nullptr);
  ~ThumbnailLoader() override;

  /// The thumbnail if it is there; else null, and ready() follows (never for a file that gives none).
  [[nodiscard]] QImage thumbnail(const QString& path);
  [[nodiscard]] qsizetype bytes() const { return bytes_; }

 Q_SIGNALS:
  void ready(const QString& path);

 private:
  void startNext();
  void take(const QString& path, const QImage& image);
  void dropOldest();

  const qsizetype max_bytes_;
  qsizetype bytes_ = 0;
  QHash<QString, QImage> images_;  ///< a null one: the file gives none
  QStringList used_;               ///< most recently made last
  QStringList wanted_;
  QString running_;
  std::shared_ptr<Relay> relay_;
  QThreadPool pool_;
};

}  // namespace v4e::ui
