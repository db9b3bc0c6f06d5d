// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

namespace v4e::ui {

/// Keeps the machine from going to sleep (not the screen from going dark): on Linux by an inhibitor of
/// systemd-logind, and not at all where there is none. The system takes it back with the program, however that ends.
class KeepAwake : public QObject {
  Q_OBJECT

 public:
  explicit KeepAwake(QObject* parent = nullptr) : QObject(parent) {}

  /// Returns at once; no answer is waited for.
  void setAwake(bool awake, const QString& reason);

 private:
  bool wanted_ = false;
  std::shared_ptr<void> inhibitor_;  ///< its end is the end of what the system was asked for
};

}  // namespace v4e::ui
