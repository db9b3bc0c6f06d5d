// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QToolButton>
#include <QWidget>
#include <vector>

namespace v4e::ui {

/// What the chosen model can do, as instructions to click: first what the user taught it, then a few of its
/// own, and all of them on demand.
class SuggestionChips : public QWidget {
  Q_OBJECT

 public:
  explicit SuggestionChips(QWidget* parent = nullptr);

  void setSuggestions(const QStringList& suggestions, const QStringList& taught = {});

 Q_SIGNALS:
  void chosen(const QString& instruction);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void rebuild();
  [[nodiscard]] QString shortened(const QString& text) const;

  QStringList suggestions_;
  QStringList taught_;
  bool all_shown_ = false;
};

}  // namespace v4e::ui
