// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>

namespace v4e::ui {

/// Where the program's log lies.
[[nodiscard]] QString logFile();

/// The end of the log, as it grows.
class LogWindow : public QDialog {
  Q_OBJECT

 public:
  explicit LogWindow(QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void refresh();

  QLabel* place_;
  QPlainTextEdit* text_;
  QPushButton* copy_;
  QPushButton* close_;
  QTimer timer_;
  qint64 shown_size_ = -1;
};

}  // namespace v4e::ui
