// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QList>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>
#include <optional>

#include "ui/captions/film_remedies.h"
#include "ui/captions/lora_list.h"
#include "ui/captions/method_switch.h"
#include "ui/captions/parameter_fields.h"
#include "ui/captions/speed_switch.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Model, its LoRAs and variations; under "More" what is not for every day. Follows the chosen model's
/// ranges.
class ParameterBox : public QWidget {
  Q_OBJECT

 public:
  explicit ParameterBox(QWidget* parent = nullptr);

  /// For the settings of a single edit: without the number of variations, and with what More unfolds.
  void setForOneEdit();
  void setModels(const QList<ModelInfo>& models, const QString& chosenId);
  /// Null while there is no model.
  [[nodiscard]] const ModelInfo* model() const { return fields_->model(); }

  /// Writes all but the words.
  void fill(EditSettings& order) const;
  /// The order's model may be given by id or by name; one that is not here is left out. Before the models
  /// are known, the order waits for them.
  void setOrder(const EditSettings& order);

  void setFrames(int count) { fields_->setFrames(count); }

  [[nodiscard]] LoraList& loras() { return *loras_; }
  [[nodiscard]] const LoraList& loras() const { return *loras_; }

  [[nodiscard]] const MethodSwitch& method() const { return *method_; }

  void setValues(const ParameterValues& values);
  [[nodiscard]] int variations() const { return variations_->value(); }
  void setVariations(int count);
  [[nodiscard]] bool isSeedLocked() const { return lock_->isChecked(); }
  /// The seed of the picture on the canvas.
  void showUsedSeed(std::uint64_t seed);
  /// Before an edit: another random seed, unless it is locked or was chosen since the last edit.
  void renewSeed();

 Q_SIGNALS:
  void modelChanged();
  void manageModelsAsked();
  /// By the user: see ParameterFields.
  void edited(const v4e::ui::ParameterValues& before, const v4e::ui::ParameterValues& after);
  void variationsEdited(int before, int after);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void layOut();
  void layOutMore();
  void connectRemedies();
  void showRemedies();
  void retranslate();
  /// What a LoRA of the list, on or off, makes the model work by, or the model itself.
  [[nodiscard]] std::optional<FewSteps> fewSteps() const;
  /// What Fast and Best set.
  [[nodiscard]] ParameterValues speedValues(bool fast) const;
  /// What is set now of what `other` says.
  [[nodiscard]] ParameterValues valuesLike(const ParameterValues& other) const;
  void setSpeed(bool fast);
  void showSpeed();

  std::optional<EditSettings> early_order_;  ///< set before there were models
  ParameterFields* fields_;
  QToolButton* manage_;
  MethodSwitch* method_;
  LoraList* loras_;
  SpeedSwitch* speed_;
  FilmRemedies* remedies_;
  QToolButton* dice_;
  QToolButton* lock_;
  QLabel* variations_label_;
  QSpinBox* variations_;
  QToolButton* more_;
  QWidget* hidden_;  ///< what More unfolds
  int shown_variations_ = 1;
  std::optional<std::uint64_t> used_seed_;  ///< of the edit that is shown
};

}  // namespace v4e::ui
