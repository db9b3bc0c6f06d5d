// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QWidget>
#include <vector>

#include "ui/captions/parameter_box.h"
#include "ui/timeline/strength_field.h"

namespace v4e::ui {

/// The variants that are to be compared, two to four, and the settings of the chosen one.
class VariantList : public QWidget {
  Q_OBJECT

 public:
  explicit VariantList(QWidget* parent = nullptr);

  void setModels(const QList<ModelInfo>& models);
  void setLoraChecker(LoraList::Checker check);
  /// Two to begin with: these settings, and the same by another model where there is one, else in twice as
  /// many steps.
  void begin(const EditSettings& settings);
  [[nodiscard]] bool isEmpty() const { return variants_.empty(); }
  /// What is to be done, for all variants; their own settings stay.
  void setWish(const EditSettings& wish);

  [[nodiscard]] const std::vector<EditSettings>& variants() const { return variants_; }
  /// Why they cannot be compared; empty: they can.
  [[nodiscard]] QString problem() const;
  void add();
  void removeCurrent();

 Q_SIGNALS:
  void changed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void showCurrent();
  void takeForm();
  void showRows();
  [[nodiscard]] EditSettings otherThan(const EditSettings& settings) const;

  QList<ModelInfo> models_;
  std::vector<EditSettings> variants_;
  bool filling_ = false;  ///< the form is filled by the program
  QLabel* title_;
  QListWidget* list_;
  QPushButton* add_;
  QPushButton* remove_;
  ParameterBox* form_;
  QLabel* strength_label_;
  PercentBox* strength_;
};

}  // namespace v4e::ui
