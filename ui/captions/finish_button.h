// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace v4e::ui {

/// Offers to finish the edit that is shown at 2K. Hidden until that can be done.
class FinishButton : public QPushButton {
  Q_OBJECT

 public:
  explicit FinishButton(QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
};

}  // namespace v4e::ui
