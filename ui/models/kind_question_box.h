// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>

#include "core/library/kind_question.h"
#include "ui/widgets/icon_label.h"

namespace v4e::ui {

/// Asks which model a file is, where nothing in it tells; shows what it is taken for and why.
class KindQuestionBox : public QFrame {
  Q_OBJECT

 public:
  explicit KindQuestionBox(KindQuestion question, QWidget* parent = nullptr);

 Q_SIGNALS:
  void answered(const v4e::KindQuestion& question, const std::string& id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void updateButton();
  void retranslate();
  [[nodiscard]] QString reason() const;

  const KindQuestion question_;
  IconLabel* icon_;
  QLabel* title_;
  QLabel* reason_;
  QComboBox* choices_;
  QPushButton* keep_;
};

}  // namespace v4e::ui
