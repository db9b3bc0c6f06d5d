// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QWidget>
#include <algorithm>
#include <optional>

namespace v4e::ui {

/// A size as it was typed, for the next picture.
struct SizeChoice {
  bool is_percent = true;  ///< else pixels of the longer side
  int value = 100;
};

/// Asks for a picture's size in percent of its own or by its longer side, and says what comes out.
class SizeField : public QWidget {
  Q_OBJECT

 public:
  explicit SizeField(const QSize& own, QWidget* parent = nullptr);

  /// Nothing where the size stays as it is.
  [[nodiscard]] std::optional<int> longSide() const;
  [[nodiscard]] SizeChoice choice() const { return {isPercent(), value_->value()}; }
  /// Numbers out of range become the nearest that is possible.
  void setChoice(const SizeChoice& choice);

 Q_SIGNALS:
  void changed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void changeUnit();
  void showOutcome();
  [[nodiscard]] bool isPercent() const { return unit_->currentIndex() == 0; }
  [[nodiscard]] int ownSide() const { return std::max(own_.width(), own_.height()); }
  [[nodiscard]] int chosenSide() const;

  QSize own_;
  QSpinBox* value_;
  QComboBox* unit_;
  QLabel* outcome_;
};

}  // namespace v4e::ui
