// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
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
  QueueItemDialog(const std::vector<QueueRequest>& requests, const QList<ModelInfo>& models,
                  QWidget* parent = nullptr);

  /// What the user made different.
  [[nodiscard]] ItemChange change() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void fill(const std::vector<QueueRequest>& requests);
  void retranslate();

  int count_;
  ItemChange common_;  ///< what all have alike when the dialog opens
  QLabel* instruction_label_;
  QLineEdit* instruction_;
  QLabel* caption_label_;
  QPlainTextEdit* caption_;
  ParameterFields* fields_;
  QPushButton* cancel_;
  QPushButton* apply_;
};

}  // namespace v4e::ui
