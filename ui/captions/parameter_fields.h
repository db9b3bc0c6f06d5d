// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QList>
#include <QObject>
#include <QSpinBox>

#include "ui/captions/parameter_values.h"
#include "ui/captions/seed_field.h"

namespace v4e::ui {

enum class Parameter {
  Model,
  Steps,
  Guidance,
  Frames,
  Seed,
  NegativePrompt,
  Shift,
  Sampler,
  Reasoning,
  Refine
};

/// The fields of what can be chosen besides the words, with their labels, for others to lay out: the
/// instruction panel and the queue's dialog. Steps, guidance and frames stay in the chosen model's ranges.
class ParameterFields : public QObject {
  Q_OBJECT

 public:
  enum class OnOtherModel { TakeDefaults, KeepWhatFits };
  struct Row {
    QLabel* label;
    QWidget* field;
  };

  /// Labels and fields become children of `parent`.
  ParameterFields(OnOtherModel onOtherModel, QWidget* parent);

  [[nodiscard]] Row row(Parameter parameter) const;
  [[nodiscard]] SeedField& seed() { return *seed_; }

  /// Chooses the model of that id, or else the first.
  void setModels(const QList<ModelInfo>& models, const QString& chosenId = {});
  [[nodiscard]] const QList<ModelInfo>& models() const { return models_; }
  /// Null where none is chosen or the chosen one is not known.
  [[nodiscard]] const ModelInfo* model() const;

  /// Fields that are not said, and a model that is not known, stay as they are.
  void setValues(const ParameterValues& values);
  /// What several have alike: a field that is not said shows that it differs. A model that is not known
  /// joins the others; the empty id is "the one in use".
  void setCommon(const ParameterValues& common);
  [[nodiscard]] ParameterValues values() const;

  void setFrames(int count);
  void retranslate();

 Q_SIGNALS:
  void modelChanged();
  /// The user changed one field; with the model, what followed it. Both hold those alone.
  void edited(const v4e::ui::ParameterValues& before, const v4e::ui::ParameterValues& after);

 private:
  class Filling;
  void build();
  void takeModel();
  void noteEdit(Parameter parameter);
  void applyRanges();
  void fillFrames(const ParameterRanges* ranges);
  void nameModels();

  const OnOtherModel on_other_model_;
  QList<ModelInfo> models_;
  ParameterValues given_;  ///< as last set: a spin box rounds what it shows
  bool common_ = false;    ///< what is not in `given_` differs
  ParameterValues shown_;  ///< before the user's next change
  int filling_ = 0;        ///< values are being set by the program
  QLabel* model_label_;
  QComboBox* model_;
  QLabel* steps_label_;
  QSpinBox* steps_;
  QLabel* guidance_label_;
  QDoubleSpinBox* guidance_;
  QLabel* frames_label_;
  QComboBox* frames_;
  QLabel* seed_label_;
  SeedField* seed_;
  QLabel* negative_label_;
  QLineEdit* negative_;
  QLabel* shift_label_;
  QDoubleSpinBox* shift_;
  QLabel* sampler_label_;
  QComboBox* sampler_;
  QLabel* reasoning_label_;
  QSpinBox* reasoning_;
  QLabel* refine_label_;
  QComboBox* refine_;
};

}  // namespace v4e::ui
