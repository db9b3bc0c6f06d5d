// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageBox>
#include <functional>

namespace v4e::ui {

/// A question over the window that blocks nothing: add its answers, then open() it. `more`: under it,
/// smaller.
[[nodiscard]] QMessageBox* makeQuestion(QWidget& window, const char* name, const QString& text,
                                        const QString& more);

/// `call` comes when the question is gone: it may close the window, or open a dialog. Not after `owner`.
void addAnswer(QMessageBox* question, const char* name, const QString& text, QMessageBox::ButtonRole role,
               QObject* owner, std::function<void()> call);

}  // namespace v4e::ui
