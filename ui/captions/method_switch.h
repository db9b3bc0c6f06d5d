// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QWidget>
#include <optional>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// A method as the user knows it.
[[nodiscard]] QString methodText(EditMethod method);

/// By which method the model edits, beside it: seen where its weights can several, or cannot the one that is
/// set.
class MethodSwitch : public QWidget {
  Q_OBJECT

 public:
  explicit MethodSwitch(QWidget* parent = nullptr);

  /// The method that is set stays, also where this model cannot; null: there is no model.
  void setModel(const ModelInfo* model);
  /// Nothing: the model's own.
  void setMethod(std::optional<EditMethod> method);
  [[nodiscard]] std::optional<EditMethod> method() const { return method_; }
  /// Whether the model cannot edit by what is set.
  [[nodiscard]] bool isMisfit() const;
  [[nodiscard]] QComboBox* field() { return box_; }

 Q_SIGNALS:
  /// By the user.
  void chosen(std::optional<v4e::EditMethod> before, std::optional<v4e::EditMethod> after);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void showChoices();

  std::vector<EditMethod> methods_;  ///< of the model, its own first
  std::optional<EditMethod> method_;
  QLabel* label_;
  QComboBox* box_;
};

}  // namespace v4e::ui
