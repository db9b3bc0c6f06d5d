// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QPalette>
#include <QPointer>
#include <QTimer>

#include "ui/settings/settings.h"

#ifndef V4E_WITHOUT_DBUS
#include "ui/settings/desktop_appearance.h"
#endif

namespace v4e::ui {

/// Calm neutral greys, so that nothing colours the eye beside a photo.
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();
[[nodiscard]] bool isDark(const QPalette& palette);

/// Gives the program its look and keeps it up with the system's light or dark.
class Theme : public QObject {
  Q_OBJECT

 public:
  /// Remembers the system's palette: make it before anything changes the application's.
  explicit Theme(QApplication& application, QObject* parent = nullptr);

  void apply(Appearance appearance);
#ifndef V4E_WITHOUT_DBUS
  /// Follows what the desktop says. Does not own it; null: the system's palette alone.
  void setDesktop(DesktopAppearance* desktop);
#endif

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  [[nodiscard]] bool systemIsDark() const;
  void lookAgain();

  QApplication& application_;
  Appearance appearance_ = Appearance::System;
#ifndef V4E_WITHOUT_DBUS
  QPointer<DesktopAppearance> desktop_;
#endif
  QTimer look_again_;
  bool palette_is_dark_;
};

}  // namespace v4e::ui
