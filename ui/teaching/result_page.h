// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QWidget>

#include "ui/engine/background_runner.h"
#include "ui/teaching/teacher.h"

namespace v4e::ui {

/// What was learnt, on pairs that were kept apart: before, the user's edit, the model's.
class ResultPage : public QWidget {
  Q_OBJECT

 public:
  explicit ResultPage(Teacher& teacher, QWidget* parent = nullptr);

 Q_SIGNALS:
  void throwAwayAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showResult();
  void showPictures(const std::vector<HeldOutEdit>& edits);

  Teacher& teacher_;
  QLabel* title_;
  QLabel* verdict_;
  QLabel* measure_;
  QScrollArea* scroll_;
  QPushButton* keep_;
  QPushButton* longer_;
  QPushButton* throw_away_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
