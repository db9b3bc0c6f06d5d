// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QRadioButton>
#include <QWidget>

#include "core/library/few_steps.h"

namespace v4e::ui {

/// Fast, with few steps, or best: where a LoRA or the model was made for few steps.
class SpeedSwitch : public QWidget {
  Q_OBJECT

 public:
  enum class State { Fast, Best, Neither };

  explicit SpeedSwitch(QWidget* parent = nullptr);

  void showWay(const FewSteps& way, State state);
  /// A distilled model has no other way.
  void setHasBest(bool has);
  /// Whether what is set now is more than the way was made for.
  void setBurns(bool burns);

  [[nodiscard]] QWidget* first() { return fast_; }
  [[nodiscard]] QWidget* last() { return best_; }

 Q_SIGNALS:
  void chosen(bool fast);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  FewSteps way_;
  QLabel* title_;
  QRadioButton* fast_;
  QRadioButton* best_;
  QLabel* warning_;
};

}  // namespace v4e::ui
