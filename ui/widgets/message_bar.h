// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <array>
#include <functional>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// A line above the canvas that says what went wrong or what is done, without standing in the way.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent = nullptr);

  void showFailure(const Failure& failure);
  /// A button with a way out of what is shown, which it closes. No more than kMostOffers are shown, in order.
  static constexpr int kMostOffers = 3;
  void offer(const QString& text, std::function<void()> act);
  void showNote(const QString& text);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void present(const QString& iconName, const QString& text, const QString& details);

  QLabel* icon_;
  QLabel* text_;
  std::array<QPushButton*, kMostOffers> offers_{};
  QPushButton* copy_;
  QWidget* buttons_ = nullptr;  ///< the row below the text
  QToolButton* close_;
  QString details_;
  std::vector<std::function<void()>> acts_;  ///< of the offers that are shown
};

}  // namespace v4e::ui
