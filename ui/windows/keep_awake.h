// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusUnixFileDescriptor>
#include <QObject>

namespace v4e::ui {

/// Keeps the machine from going to sleep (not the screen from going dark) by an inhibitor of systemd-logind.
/// Does nothing where there is none. The kernel drops it with the program, however that ends.
class KeepAwake : public QObject {
  Q_OBJECT

 public:
  explicit KeepAwake(QObject* parent = nullptr) : QObject(parent) {}

  /// Returns at once; the answer of logind is not waited for.
  void setAwake(bool awake, const QString& reason);

 private:
  bool wanted_ = false;
  QDBusUnixFileDescriptor inhibitor_;
};

}  // namespace v4e::ui
