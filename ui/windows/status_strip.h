// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include "core/image/photo.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// The status bar: what goes on, the photo's size, profile and depth, the device and the memory in use.
class StatusStrip : public QWidget {
  Q_OBJECT

 public:
  explicit StatusStrip(QWidget* parent = nullptr);

  void setPhase(const QString& text);
  /// Null: none is open.
  void setPhoto(const Photo* photo);
  void setDevice(const QString& device);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void updateMemory();

  ElidedLabel* phase_;
  ElidedLabel* photo_;
  ElidedLabel* device_;
  ElidedLabel* memory_;
  QTimer timer_;
};

/// "4000 × 3000 · Adobe RGB · 16 bit"
[[nodiscard]] QString photoText(const Photo& photo);

}  // namespace v4e::ui
