// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColorSpace>
#include <QPointer>
#include <QScreen>
#include <QString>
#include <QWidget>
#include <QWindow>

namespace v4e::ui {

class ColordProfiles;

/// Bytes of an ICC file; empty if it cannot be read.
[[nodiscard]] QByteArray readProfile(const QString& iccFile);

/// A screen's colours: those of the ICC file where one is given, else what the X11 server says of that screen
/// (colord and others set it there), else what colord itself says, where it is given, else sRGB. `screen`
/// null: the first one.
[[nodiscard]] QColorSpace screenColourSpace(const QString& iccFile, const QScreen* screen = nullptr,
                                            ColordProfiles* colord = nullptr);

/// Tells when a window may need other colours: it stands on another screen, or comes back to the front, as it
/// does after a change of the profile in the system's settings.
class ScreenWatcher : public QObject {
  Q_OBJECT

 public:
  /// The watcher belongs to `window`.
  explicit ScreenWatcher(QWidget& window);

 Q_SIGNALS:
  void changed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget& window_;
  QPointer<QWindow> handle_;
};

}  // namespace v4e::ui
