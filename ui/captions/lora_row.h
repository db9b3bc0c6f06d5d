// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "core/edit/edit_settings.h"
#include "core/library/lora_report.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// One LoRA of the list: on or off, how strong, for which of two experts, what for, and whether it goes with
/// the model.
class LoraRow : public QWidget {
  Q_OBJECT

 public:
  explicit LoraRow(LoraChoice choice, QWidget* parent = nullptr);

  [[nodiscard]] const LoraChoice& choice() const { return choice_; }
  void setChoice(const LoraChoice& choice);
  /// Whether the model has two, between which one can choose; also without, what was chosen is shown.
  void setHasExperts(bool has);
  /// Whether the user may say what it is for, where its file does not.
  void setAsksPurpose(bool asks);
  /// Nothing: it is being looked at, or there is no model to compare it with.
  void setReport(const std::optional<LoraReport>& report, bool isPending);
  /// Whether it is on and cannot be used with this model.
  [[nodiscard]] bool isMisfit() const;

  /// What Tab goes through, in order.
  [[nodiscard]] QList<QWidget*> fields() const;

 Q_SIGNALS:
  /// By the user.
  void edited(const v4e::LoraChoice& choice);
  void removeAsked();
  void purposeSaid(v4e::LoraPurpose purpose);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void layOut();
  void showChoice(const LoraChoice& choice);
  void takeStrength(double strength);
  void note(LoraChoice choice);
  void showStatus();
  void showPurpose();
  void retranslate();

  LoraChoice choice_;
  bool has_experts_ = false;
  bool is_pending_ = false;
  bool asks_purpose_ = false;
  std::optional<LoraReport> report_;
  QCheckBox* on_;
  ElidedLabel* name_;
  QToolButton* remove_;
  QSlider* slider_;
  QDoubleSpinBox* strength_;
  QComboBox* expert_;
  QComboBox* purpose_;
  QLabel* status_;
};

}  // namespace v4e::ui
