// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>

#include "core/image/io/photo_io.h"
#include "ui/export/size_field.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// Where and how to write the edit.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// `suggestedPath` without extension; the format starts with the one that was chosen last, else with
  /// `format`. Format and ending of the name follow each other. Says what the format cannot keep, and stays
  /// open where the file cannot be written.
  ExportDialog(const Photo& photo, const QString& suggestedPath, PhotoFormat format, Settings& settings,
               QWidget* parent = nullptr);

  [[nodiscard]] QString path() const;
  [[nodiscard]] WriteOptions options() const;
  [[nodiscard]] bool embedsSettings() const { return embed_->isChecked(); }
  /// Whether there is an edit, which formats with layers may then have; at first not.
  void setOffersLayers(bool offers);
  [[nodiscard]] bool hasLayers() const;

  void accept() override;

  /// Asks whether the file that is there may go.
  [[nodiscard]] static bool mayReplace(QWidget& parent, const QString& path);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  /// Gives the file's name the ending of the format.
  void formatChanged();
  /// Takes the format that the file's name ends in, where it is one.
  void endingChanged();
  void showFields();
  void showHints();
  /// Why the file cannot be written there, empty if it can.
  [[nodiscard]] QString problem() const;
  void browse();
  [[nodiscard]] bool isLossy() const;
  [[nodiscard]] bool keepsPixels() const;
  [[nodiscard]] PhotoFormat format() const;
  [[nodiscard]] int chosenBits() const;

  Settings& settings_;
  ExportChoice choice_;     ///< of the last time
  PhotoFormat own_format_;  ///< where nothing else was chosen
  bool has_alpha_;
  int bits_;
  bool offers_layers_ = false;
  QLabel* path_label_;
  QLineEdit* path_;
  QPushButton* browse_;
  QLabel* format_label_;
  QComboBox* format_;
  QLabel* size_label_;
  SizeField* size_;
  QLabel* depth_label_;
  QComboBox* depth_;
  QLabel* colours_label_;
  QComboBox* colours_;
  QLabel* quality_label_;
  QSlider* quality_;
  QSpinBox* quality_number_;
  QCheckBox* lossless_;
  QCheckBox* layers_;
  QLabel* metadata_label_;
  QComboBox* metadata_;
  QCheckBox* embed_;
  QLabel* hint_;
  QLabel* problem_;
  QPushButton* cancel_;
  QPushButton* export_;
};

}  // namespace v4e::ui
