// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QList>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "ui/captions/seed_field.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Model, steps, guidance, frames, seed, variations. Follows the chosen model's ranges.
class ParameterBox : public QWidget {
  Q_OBJECT

 public:
  explicit ParameterBox(QWidget* parent = nullptr);

  void setModels(const QList<ModelInfo>& models, const QString& chosenId);
  /// Null while there is no model.
  [[nodiscard]] const ModelInfo* model() const;

  /// Writes the model, steps, guidance, frames and seed.
  void fill(EditOrder& order) const;
  /// The order's model may be given by id or by name; one that is not here is left out. Before the models
  /// are known, the order waits for them.
  void setOrder(const EditOrder& order);

  void setFrames(int count);

  [[nodiscard]] int variations() const { return variations_->value(); }
  [[nodiscard]] bool isSeedLocked() const { return lock_->isChecked(); }
  /// Another random seed, unless it is locked.
  void rollSeed();

 Q_SIGNALS:
  void modelChanged();
  void manageModelsAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void applyRanges();

  QList<ModelInfo> models_;
  std::optional<EditOrder> early_order_;  ///< set before there were models
  QLabel* model_label_;
  QComboBox* model_;
  QToolButton* manage_;
  QLabel* steps_label_;
  QSpinBox* steps_;
  QLabel* guidance_label_;
  QDoubleSpinBox* guidance_;
  QLabel* frames_label_;
  QComboBox* frames_;
  QLabel* seed_label_;
  SeedField* seed_;
  QToolButton* dice_;
  QToolButton* lock_;
  QLabel* variations_label_;
  QSpinBox* variations_;
};

}  // namespace v4e::ui
