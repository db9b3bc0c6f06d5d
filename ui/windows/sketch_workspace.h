// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QActionGroup>
#include <QDockWidget>
#include <QMenu>
#include <QObject>

#include "ui/sketch/sketch_panel.h"
#include "ui/sketch/sketch_session.h"
#include "ui/windows/main_window.h"
#include "ui/windows/mask_workspace.h"

namespace v4e::ui {

/// Gives the window its sketch brush: commands, menu, a button among the tools, and a dock. The brush is
/// there while ChronoEdit's paint-brush LoRA is on; what is sketched stays whatever is chosen.
class SketchWorkspace : public QObject {
  Q_OBJECT

 public:
  /// Among the tools of `masks`.
  SketchWorkspace(MainWindow& window, MaskWorkspace& masks, QObject* parent = nullptr);

  [[nodiscard]] SketchSession& session() { return session_; }

  void retranslate();
  /// No tool is chosen any more.
  void putToolAway();

 Q_SIGNALS:
  void toolTaken();

 private:
  void addCommands();
  void connectCommands();
  void chooseTool();
  void update();
  [[nodiscard]] QString reason() const;
  QAction* command(const char* id) { return editor_.commands.action(id); }

  EditorParts editor_;
  SketchSession session_;
  QActionGroup tools_;
  SketchPanel* panel_ = nullptr;
  QDockWidget* dock_ = nullptr;
  QMenu* menu_ = nullptr;
};

}  // namespace v4e::ui
