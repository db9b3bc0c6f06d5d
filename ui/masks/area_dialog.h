// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <array>

#include "core/image/geometry.h"
#include "core/image/pixel_area.h"
#include "core/region/mask_algebra.h"

namespace v4e::ui {

/// A part of the photo in numbers, for whom a mouse is no help: a rectangle or an ellipse in pixels, and how it
/// goes together with what is selected.
class AreaDialog : public QDialog {
  Q_OBJECT

 public:
  /// Begins with `area` of a photo of that size.
  AreaDialog(PixelSize photo, const PixelArea& area, QWidget* parent = nullptr);

  /// Always inside of the photo.
  [[nodiscard]] PixelArea area() const;
  [[nodiscard]] bool isEllipse() const { return shape_->currentIndex() == 1; }
  [[nodiscard]] MaskCombination how() const { return static_cast<MaskCombination>(how_->currentIndex()); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void keepInside();
  void retranslate();

  PixelSize photo_;
  QComboBox* shape_;
  QComboBox* how_;
  std::array<QSpinBox*, 4> numbers_{};  ///< left, top, width, height
  std::array<QLabel*, 6> labels_{};     ///< of shape, numbers and how
  QPushButton* cancel_;
  QPushButton* select_;
};

}  // namespace v4e::ui
