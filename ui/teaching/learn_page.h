// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QWidget>

#include "ui/teaching/teacher.h"

namespace v4e::ui {

/// A lesson that is taught, or paused.
class LearnPage : public QWidget {
  Q_OBJECT

 public:
  explicit LearnPage(Teacher& teacher, QWidget* parent = nullptr);

 Q_SIGNALS:
  void throwAwayAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showState();
  void showProgress(const TeachingProgress& progress);

  Teacher& teacher_;
  QLabel* title_;
  QLabel* phase_;
  QProgressBar* bar_;
  QLabel* left_;
  QLabel* hint_;
  QLabel* problem_;
  QPushButton* pause_;
  QPushButton* go_on_;
  QPushButton* end_;
  QPushButton* throw_away_;
};

}  // namespace v4e::ui
