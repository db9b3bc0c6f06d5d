// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTextBrowser>
#include <filesystem>

namespace v4e::ui {

/// Version, what the program is, and the terms of all that it is made of.
class AboutDialog : public QDialog {
  Q_OBJECT

 public:
  explicit AboutDialog(const std::filesystem::path& resources, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* logo_;
  QLabel* title_;
  QLabel* version_;
  QTabWidget* tabs_;
  QTextBrowser* about_;
  QTextBrowser* licences_;
  QPushButton* close_;
};

}  // namespace v4e::ui
