// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <array>
#include <functional>
#include <vector>

#include "ui/engine/edit_values.h"
#include "ui/widgets/icon_label.h"

namespace v4e::ui {

/// A line over the canvas that says what went wrong or what is done, without standing in the way: a note goes
/// when there was time to read it, unless the pointer or the focus is on it. A failure stays.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent = nullptr);

  /// Gives a text in the language in use; asked again when that changes.
  using Wording = std::function<QString()>;

  void showFailure(const Failure& failure);
  /// A button with a way out of what is shown, which it closes. No more than kMostOffers are shown, in order.
  static constexpr int kMostOffers = 3;
  void offer(Wording text, std::function<void()> act);
  void showNote(Wording text);
  /// How long a note of so many letters stays; more where it offers a way out.
  [[nodiscard]] static int readingTime_ms(qsizetype letters, bool offers);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void present(const QString& iconName, Wording text, Wording details);
  void showWords();
  void leaveWhenRead();

  IconLabel* icon_;
  QLabel* text_;
  std::array<QPushButton*, kMostOffers> offers_{};
  QPushButton* copy_;
  QWidget* buttons_ = nullptr;  ///< the row below the text
  QToolButton* close_;
  struct Offer {
    Wording text;
    std::function<void()> act;
  };
  Wording words_;    ///< HTML
  Wording details_;  ///< to be copied; null: there are none
  std::vector<Offer> shown_offers_;
  QTimer* reading_;
};

}  // namespace v4e::ui
