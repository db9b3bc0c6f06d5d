// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>
#include <array>

#include "ui/canvas/crop_tool.h"

namespace v4e::ui {

/// The crop tool in numbers, under the canvas: ratio, size and place, angle.
class CropPanel : public QWidget {
  Q_OBJECT

 public:
  /// The tool must outlive it.
  explicit CropPanel(CropTool& tool, QWidget* parent = nullptr);

  /// For a picture that has just been begun: `original` is its ratio, width by height.
  void begin(double original);

 Q_SIGNALS:
  void applyAsked();
  void cancelAsked();

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  [[nodiscard]] QWidget* makeSizeRow();
  [[nodiscard]] QWidget* makeAngleRow();
  void connectTool();
  void chooseRatio();
  void takeNumbers();
  void showTool();
  void retranslate();

  CropTool& tool_;
  double original_ = 1;
  QComboBox* ratio_;
  QToolButton* upright_;
  std::array<QLabel*, 4> names_{};  ///< of x, y, width and height
  std::array<QSpinBox*, 4> numbers_{};
  QLabel* angle_name_;
  QSlider* slider_;
  QDoubleSpinBox* angle_;
  QToolButton* level_;
  QToolButton* reset_;
  QPushButton* cancel_;
  QPushButton* apply_;
};

}  // namespace v4e::ui
