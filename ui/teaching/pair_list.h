// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

#include "ui/teaching/lesson_draft.h"

namespace v4e::ui {

/// The pairs of a draft, a row each: photo and edit as small pictures, their names, and what is wrong.
class PairList : public QListWidget {
  Q_OBJECT

 public:
  explicit PairList(LessonDraft& draft, QWidget* parent = nullptr);

  [[nodiscard]] QList<int> chosenRows() const;
  /// Turns the chosen pairs round.
  void swapChosen();
  void removeChosen();

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void fill();
  void showRow(int row);
  [[nodiscard]] QPixmap pictureOf(const LessonDraft::Row& row) const;

  LessonDraft& draft_;
};

}  // namespace v4e::ui
