// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <vector>

#include "ui/engine/edit_values.h"
#include "ui/queue/item_change.h"

namespace v4e::ui {

/// What is asked for in one item of the queue or in several: instruction, caption, model and parameters.
/// Where several differ, a field is empty and changes nothing unless something is put there.
class QueueItemDialog : public QDialog {
  Q_OBJECT

 public:
  /// `requests` must not be empty.
  QueueItemDialog(const std::vector<QueueRequest>& requests, QList<ModelInfo> models,
                  QWidget* parent = nullptr);

  /// What the user made different.
  [[nodiscard]] ItemChange change() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void fill(const std::vector<QueueRequest>& requests);
  void fillModels();
  void applyRanges();
  void retranslate();
  [[nodiscard]] const ModelInfo* model() const;

  QList<ModelInfo> models_;
  int count_;
  ItemChange common_;  ///< what all have alike when the dialog opens
  QLabel* instruction_label_;
  QLineEdit* instruction_;
  QLabel* caption_label_;
  QPlainTextEdit* caption_;
  QLabel* model_label_;
  QComboBox* model_;
  QLabel* steps_label_;
  QSpinBox* steps_;
  QLabel* guidance_label_;
  QDoubleSpinBox* guidance_;
  QLabel* frames_label_;
  QComboBox* frames_;
  QLabel* seed_label_;
  QSpinBox* seed_;
  QPushButton* cancel_;
  QPushButton* apply_;
};

}  // namespace v4e::ui
