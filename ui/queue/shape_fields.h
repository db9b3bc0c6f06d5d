// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QWidget>

#include "core/image/photo_shape.h"

namespace v4e::ui {

/// How all photos are turned, mirrored and cropped to a ratio before they are edited.
class ShapeFields : public QWidget {
  Q_OBJECT

 public:
  explicit ShapeFields(QWidget* parent = nullptr);

  [[nodiscard]] PhotoShape shape() const;
  void setShape(const PhotoShape& shape);

 Q_SIGNALS:
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* turn_label_;
  QComboBox* turn_;  ///< by quarters, clockwise, before mirroring
  QLabel* mirror_label_;
  QComboBox* mirror_;
  QLabel* crop_label_;
  QComboBox* crop_;
};

/// "turned · 3 : 2"; empty where the photo stays as it is.
[[nodiscard]] QString shapeText(const PhotoShape& shape);

}  // namespace v4e::ui
