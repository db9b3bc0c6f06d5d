// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QMenu>
#include <QObject>

#include <functional>

#include "ui/history/history_view.h"
#include "ui/project/edit_history.h"
#include "ui/windows/look_workspace.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Gives the window its history: the strip of steps, and what can be done with a step by menu and key.
class HistoryWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `looks_folder`: where the user's own looks lie.
  HistoryWorkspace(MainWindow& window, const QString& looks_folder, QObject* parent = nullptr);

  [[nodiscard]] EditHistory& history() { return history_; }
  [[nodiscard]] HistoryPanel& panel() { return *panel_; }

  void retranslate();

 Q_SIGNALS:
  /// That step is shown; the next edit is to build on it.
  void goOnAsked(qint64 id);

 private:
  void addCommands();
  /// The strength that is looked at belongs to the step which `call` leaves.
  void keepingLook(const std::function<void()>& call);
  void goOn();
  void tellWhenShown();
  void updateCommands();

  EditorParts editor_;
  EditHistory history_;
  HistoryPanel* panel_;
  QDockWidget* dock_;
  QMenu* menu_;
  LookWorkspace* looks_;
  std::optional<std::int64_t> wanted_;  ///< to go on from as soon as it is shown
};

}  // namespace v4e::ui
