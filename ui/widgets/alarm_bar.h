// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// A red line that says what the user must know now. It cannot be closed: it stays as long as it is true.
class AlarmBar : public QFrame {
  Q_OBJECT

 public:
  explicit AlarmBar(QWidget* parent = nullptr);

  /// The user's work is on no disk, because of `failure`.
  void showUnsaved(const Failure& failure);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* icon_;
  QLabel* text_;
  Failure failure_;
};

}  // namespace v4e::ui
