// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QToolButton>
#include <QWidget>

#include "ui/queue/queue_look.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// What is to be done to photos of the queue: an instruction, or a look in its place.
class OrderField : public QWidget {
  Q_OBJECT

 public:
  /// `name`: the object name of the line for the instruction.
  explicit OrderField(const char* name, QWidget* parent = nullptr);

  [[nodiscard]] QLineEdit& line() { return *line_; }
  [[nodiscard]] const QLineEdit& line() const { return *line_; }
  [[nodiscard]] const std::optional<QueueLook>& look() const { return look_; }
  void setLook(const std::optional<QueueLook>& look);
  /// Without one there are no looks to choose from.
  void setShelf(LookShelf shelf);
  /// As if the user had chosen that file.
  void takeLook(const QString& path);

 Q_SIGNALS:
  /// By the user, or by takeLook().
  void lookChanged();
  /// `words` gives what is to be said, in the language in use.
  void noted(const std::function<QString()>& words);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fillMenu();
  void askForFile();
  void dropLook();
  void showLook();
  void retranslate();

  LookShelf shelf_;
  std::optional<QueueLook> look_;
  QLineEdit* line_;
  QWidget* shown_;  ///< in place of the line
  ElidedLabel* text_;
  QToolButton* close_;
  QToolButton* button_;
};

}  // namespace v4e::ui
