// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QList>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <QWidget>

#include "ui/masks/mask_session.h"
#include "ui/masks/region_row.h"

namespace v4e::ui {

/// The dock of the selection and of regions: what it is for, brush, what it does, regions with their
/// strength. The tools are in the window's tool bar.
class MaskPanel : public QWidget {
  Q_OBJECT

 public:
  /// Shows `acts` and `finders` as buttons.
  MaskPanel(MaskSession& session, TimelineModel& timeline, const QList<QAction*>& acts,
            const QList<QAction*>& finders, QWidget* parent = nullptr);

  [[nodiscard]] int featherPixels() const { return feather_->value(); }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QWidget* buildChoice(const QList<QAction*>& finders);
  QWidget* buildBrush();
  QWidget* buildMask(const QList<QAction*>& acts);
  QWidget* buildRegions();
  void connectParts();
  void retranslate();
  void showState();
  void showBrush();
  void showRegions();
  void showTarget();

  MaskSession& session_;
  TimelineModel& timeline_;
  QWidget* owner_row_;
  QLabel* owner_title_;
  QRadioButton* this_edit_;
  QRadioButton* next_edit_;
  QLabel* busy_;
  QLabel* brush_title_;
  QLabel* size_label_;
  QLabel* hardness_label_;
  QSlider* size_;
  QSpinBox* size_box_;
  QSlider* hardness_;
  QLabel* tolerance_label_;
  QSlider* tolerance_;
  QLabel* mask_title_;
  QRadioButton* mask_choice_;
  QComboBox* mode_;
  QLabel* feather_label_;
  QSpinBox* feather_;
  QLabel* regions_title_;
  QLabel* regions_hint_;
  QVBoxLayout* region_column_ = nullptr;
  QPushButton* add_region_;
  QList<RegionRow*> rows_;
};

}  // namespace v4e::ui
