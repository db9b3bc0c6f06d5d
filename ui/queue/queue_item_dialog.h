// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <vector>

#include "ui/captions/film_remedies.h"
#include "ui/captions/lora_list.h"
#include "ui/engine/edit_values.h"
#include "ui/queue/item_change.h"
#include "ui/queue/order_field.h"

namespace v4e::ui {

/// What is asked for in one item of the queue or in several: instruction or look, caption, model and
/// parameters, which are those of all steps.
/// Where several differ, a field is empty and changes nothing unless something is put there.
class QueueItemDialog : public QDialog {
  Q_OBJECT

 public:
  /// `requests` must not be empty.
  QueueItemDialog(const std::vector<QueueRequest>& requests, const QList<ModelInfo>& models,
                  const LookShelf& looks, QWidget* parent = nullptr);

  /// Without one LoRAs are shown, but not compared with the model.
  void setLoraChecker(LoraList::Checker check) { loras_->setChecker(std::move(check)); }

  /// What the user made different.
  [[nodiscard]] ItemChange change() const;

 protected:
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void build();
  void fill(const std::vector<QueueRequest>& requests);
  void retranslate();
  void takeModel();
  void takeRemedies(ParameterValues& change) const;
  /// Offered where the upscaler is among the LoRAs, or it is asked for.
  void showFinish();
  /// A look's captions are its own.
  void showCaption();

  int count_;
  ItemChange common_;               ///< what all have alike when the dialog opens
  bool has_looks_ = false;          ///< some of them did then
  std::function<QString()> words_;  ///< in note_
  QLabel* instruction_label_;
  OrderField* order_;
  QLabel* note_;
  QLabel* caption_label_;
  QPlainTextEdit* caption_;
  ParameterFields* fields_;
  LoraList* loras_;
  FilmRemedies* remedies_;
  QCheckBox* finish_;
  QPushButton* cancel_;
  QPushButton* apply_;
};

}  // namespace v4e::ui
