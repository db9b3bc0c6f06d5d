// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

#include "ui/compare/comparison_run.h"
#include "ui/compare/result_columns.h"
#include "ui/compare/variant_list.h"

namespace v4e::ui {

/// Makes one edit in several ways and shows them side by side, for the user to take one.
class CompareWindow : public QDialog {
  Q_OBJECT

 public:
  /// `run` must outlive it.
  explicit CompareWindow(ComparisonRun& run, QWidget* parent = nullptr);

  [[nodiscard]] VariantList& variants() { return *variants_; }
  [[nodiscard]] ResultColumns& results() { return *results_; }
  void setModels(const QList<ModelInfo>& models);
  /// What is to be done to which photo. `problem`: why it cannot be begun now; empty: it can.
  void setWish(const EditSettings& wish, const QString& photo, const QString& problem);
  /// Another photo is open: back to the choice of variants.
  void showChoice();
  /// A word on what the user did.
  void tell(const QString& text);

 Q_SIGNALS:
  void compareAsked(const std::vector<v4e::EditSettings>& variants);
  void useAsked(const std::shared_ptr<const v4e::ui::EditResult>& result);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void showState();
  [[nodiscard]] bool showsResults() const { return pages_->currentWidget() == results_; }

  ComparisonRun& run_;
  EditSettings wish_;
  QString photo_;
  QString problem_;
  QString told_;
  QLabel* what_;
  QStackedWidget* pages_;
  VariantList* variants_;
  ResultColumns* results_;
  QLabel* state_;
  QPushButton* change_;
  QPushButton* stop_;
  QPushButton* close_;
  QPushButton* start_;
};

}  // namespace v4e::ui
