// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStackedWidget>
#include <QTabWidget>

#include "ui/teaching/gather_page.h"
#include "ui/teaching/learn_page.h"
#include "ui/teaching/result_page.h"
#include "ui/teaching/taught_page.h"
#include "ui/teaching/teacher.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// Teaches the model an edit by pairs of photos and what was made of them.
class TeachWindow : public QDialog {
  Q_OBJECT

 public:
  explicit TeachWindow(Teacher& teacher, QWidget* parent = nullptr);

  [[nodiscard]] LessonDraft& draft() { return gather_->draft(); }

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void retranslate();
  void showState();
  void askToThrowAway();

  Teacher& teacher_;
  MessageBar* messages_;
  QTabWidget* tabs_;
  QStackedWidget* pages_;
  GatherPage* gather_;
  LearnPage* learn_;
  ResultPage* result_;
  TaughtPage* taught_;
};

}  // namespace v4e::ui
