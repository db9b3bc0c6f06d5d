// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/image/photo.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// The status bar: what goes on; zoom, size, colours and mask of the photo. Where the model runs and how much
/// memory is in use is in the tooltip.
class StatusStrip : public QWidget {
  Q_OBJECT

 public:
  explicit StatusStrip(QWidget* parent = nullptr);

  void setPhase(const QString& text);
  /// Null: none is open.
  void setPhoto(const Photo* photo);
  void setZoom(double scale);
  void setMask(const QString& text);
  void setDevice(const QString& device);

 protected:
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showZoom();
  [[nodiscard]] QString engineText() const;

  ElidedLabel* phase_;
  ElidedLabel* zoom_;
  ElidedLabel* photo_;
  ElidedLabel* mask_;
  QString device_;
  double scale_ = 0;
  bool has_photo_ = false;
};

/// "4000 × 3000 · Adobe RGB · 16 bit"
[[nodiscard]] QString photoText(const Photo& photo);

}  // namespace v4e::ui
