// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

#include "ui/commands/commands.h"

namespace v4e::ui {

/// All keys at a glance, with a search; any can be changed.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutsDialog(Commands& commands, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void fill();
  void filter(const QString& text);
  void showSelected();
  void takeKey(const QKeySequence& key);
  [[nodiscard]] QString selectedId() const;

  Commands& commands_;
  QLineEdit* search_;
  QTreeWidget* list_;
  QLabel* key_label_;
  QKeySequenceEdit* key_;
  QPushButton* reset_;
  QPushButton* reset_all_;
  QPushButton* close_;
  QLabel* conflict_;
  bool filling_ = false;
};

}  // namespace v4e::ui
