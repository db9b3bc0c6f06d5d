// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

#include "ui/settings/settings.h"

namespace v4e::ui {

/// Preferences; each takes effect at once.
class PreferencesDialog : public QDialog {
  Q_OBJECT

 public:
  explicit PreferencesDialog(Settings& settings, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  Settings& settings_;
  QLabel* appearance_label_;
  QComboBox* appearance_;
  QLabel* language_label_;
  QComboBox* language_;
  QLabel* profile_label_;
  QLineEdit* profile_;
  QPushButton* choose_profile_;
  QLabel* profile_hint_;
  QLabel* drawing_label_;
  QSpinBox* drawing_;
  QCheckBox* restore_;
  QCheckBox* keep_photo_;
  QPushButton* close_;
};

}  // namespace v4e::ui
