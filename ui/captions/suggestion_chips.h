// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QToolButton>
#include <QWidget>
#include <vector>

namespace v4e::ui {

/// What the chosen model can do, as instructions to click. Shows a few and all of them on demand.
class SuggestionChips : public QWidget {
  Q_OBJECT

 public:
  explicit SuggestionChips(QWidget* parent = nullptr);

  void setSuggestions(const QStringList& suggestions);

 Q_SIGNALS:
  void chosen(const QString& instruction);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void rebuild();

  QStringList suggestions_;
  bool all_shown_ = false;
};

}  // namespace v4e::ui
