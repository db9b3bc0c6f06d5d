// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QRadioButton>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "ui/masks/mask_model.h"
#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// One region in time: its colour and name, whether it is painted on now, and the slider of its moment. The
/// slider goes by measured change, as the timeline's playhead is labelled.
class RegionRow : public QWidget {
  Q_OBJECT

 public:
  RegionRow(int id, const TimelineModel& timeline, QWidget* parent = nullptr);

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] QRadioButton& choice() { return *choice_; }
  void setPosition(double position);

 Q_SIGNALS:
  void chosen(int id);
  void moved(int id, double position);
  void removeAsked(int id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showPercent();

  const int id_;
  bool placed_ = false;
  const TimelineModel& timeline_;
  QRadioButton* choice_;
  QSlider* slider_;
  QLabel* percent_;
  QToolButton* remove_;
};

/// A disc in a target's colour.
[[nodiscard]] QIcon targetIcon(int target);

}  // namespace v4e::ui
