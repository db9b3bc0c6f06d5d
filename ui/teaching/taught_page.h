// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QWidget>

#include "ui/teaching/teacher.h"

namespace v4e::ui {

/// The edits that were kept: renamed, exported, removed.
class TaughtPage : public QWidget {
  Q_OBJECT

 public:
  explicit TaughtPage(Teacher& teacher, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void retranslate();
  void fill();
  void updateButtons();
  void askForName();
  void askWhereTo();
  void askToRemove();
  [[nodiscard]] std::optional<TaughtEdit> chosen() const;

  Teacher& teacher_;
  QLabel* hint_;
  QListWidget* list_;
  QPushButton* rename_;
  QPushButton* export_;
  QPushButton* remove_;
};

}  // namespace v4e::ui
