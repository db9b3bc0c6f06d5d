// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/question.h"

#include <QPushButton>
#include <utility>

namespace v4e::ui {

QMessageBox* makeQuestion(QWidget& window, const char* name, const QString& text, const QString& more) {
  auto* question =
      new QMessageBox(QMessageBox::Question, window.windowTitle(), text, QMessageBox::NoButton, &window);
  question->setObjectName(name);
  question->setAttribute(Qt::WA_DeleteOnClose);
  question->setInformativeText(more);
  return question;
}

void addAnswer(QMessageBox* question, const char* name, const QString& text, QMessageBox::ButtonRole role,
               QObject* owner, std::function<void()> call) {
  QPushButton* button = question->addButton(text, role);
  button->setObjectName(name);
  QObject::connect(button, &QPushButton::clicked, owner, [owner, call = std::move(call)] {
    QMetaObject::invokeMethod(owner, call, Qt::QueuedConnection);
  });
}

}  // namespace v4e::ui
