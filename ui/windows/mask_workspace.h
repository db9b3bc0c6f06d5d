// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QObject>
#include <QToolBar>
#include <functional>

#include "ui/masks/mask_panel.h"
#include "ui/masks/mask_session.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Gives the window its mask tools: commands, menu, tool bar and dock.
class MaskWorkspace : public QObject {
  Q_OBJECT

 public:
  MaskWorkspace(MainWindow& window, TimelineModel& timeline, QObject* parent = nullptr);

  [[nodiscard]] MaskSession& session() { return session_; }

  void retranslate();
  /// No tool is chosen any more.
  void putToolAway();
  /// Another brush that takes the keys for a smaller and a larger one while it is in hand: says whether it
  /// did.
  void setOtherBrush(std::function<bool(bool larger)> step) { other_brush_ = std::move(step); }
  [[nodiscard]] QToolBar& bar() { return *bar_; }
  [[nodiscard]] QDockWidget& dock() { return *dock_; }
  /// For the next edit: the subject or all but that, which the user may look at then; quick selection where
  /// there is none.
  void findForNext(SelectionWish::Kind kind);
  /// Takes up quick selection for the next edit.
  void selectForNext();

 Q_SIGNALS:
  void toolTaken();
  /// What the mask does, for the status bar; empty where there is no photo.
  void stateTold(const QString& text);

 private:
  void addCommands();
  void connectCommands();
  void buildBar(MainWindow& window);
  void buildMenu(MainWindow& window);
  void chooseTool();
  void stepBrush(bool larger);
  void askForArea();
  void updateCommands();
  void sayNothingFound(SelectionWish::Kind kind);
  void takeTool(const char* command_id);
  void tellState();
  QAction* command(const char* id) { return editor_.commands.action(id); }

  EditorParts editor_;
  MaskSession session_;
  QActionGroup tools_;
  MaskPanel* panel_ = nullptr;
  QDockWidget* dock_ = nullptr;
  QToolBar* bar_ = nullptr;
  std::function<bool(bool larger)> other_brush_;
  QMenu* menu_ = nullptr;
};

}  // namespace v4e::ui
