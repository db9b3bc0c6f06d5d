// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColorSpace>
#include <QPointer>
#include <QScreen>
#include <QString>
#include <QWidget>
#include <QWindow>
#include <functional>

namespace v4e::ui {

/// Where else the screens' profiles can be asked for than at the display server.
class ScreenProfiles : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  /// ICC bytes of the screen at a connector such as "eDP-1"; empty while that is not known, or there is none.
  [[nodiscard]] virtual QByteArray profile(const QString& connector) = 0;

 Q_SIGNALS:
  void changed();
};

/// Bytes of an ICC file; empty if it cannot be read.
[[nodiscard]] QByteArray readProfile(const QString& iccFile);

/// A screen's colours: those of the ICC file where one is given, else what the X11 server says of that screen
/// (colord and others set it there), else what `profiles` says, where it is given, else sRGB. `screen`
/// null: the first one.
[[nodiscard]] QColorSpace screenColourSpace(const QString& iccFile, const QScreen* screen = nullptr,
                                            ScreenProfiles* profiles = nullptr);

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

/// Gives a window, as long as it lives, the colours of the screen that it stands on: now, and whenever they
/// may have become others.
using FollowScreen = std::function<void(QWidget& window, std::function<void(const QColorSpace&)> take)>;

}  // namespace v4e::ui
