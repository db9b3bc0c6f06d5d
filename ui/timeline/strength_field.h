// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QWidget>

#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// Percent, whole or with one digit behind the point; typed numbers count when they are complete.
class PercentBox : public QDoubleSpinBox {
  Q_OBJECT

 public:
  explicit PercentBox(QWidget* parent = nullptr);
  [[nodiscard]] QString textFromValue(double value) const override;
};

/// The strength under the playhead as a number and a slider.
class StrengthField : public QWidget {
  Q_OBJECT

 public:
  explicit StrengthField(TimelineModel& model, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The user typed, turned or pulled; the playhead has moved.
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showModel();
  void take(double strength);

  TimelineModel& model_;
  QLabel* label_;
  PercentBox* number_;
  QSlider* slider_;
};

}  // namespace v4e::ui
