// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QObject>

#include "ui/canvas/crop_tool.h"
#include "ui/document/shape_session.h"
#include "ui/windows/crop_panel.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Gives the window what turns and crops the photo: commands, menu and the crop tool with its panel.
class ShapeWorkspace : public QObject {
  Q_OBJECT

 public:
  explicit ShapeWorkspace(MainWindow& window, QObject* parent = nullptr);

  [[nodiscard]] ShapeSession& session() { return session_; }

  void retranslate();

  /// The crop tool over what is shown, whole; on a change of that it goes.
  void beginCrop();
  void applyCrop();
  void cancelCrop();
  [[nodiscard]] bool isCropping() const { return cropping_; }
  [[nodiscard]] CropTool& cropTool() { return tool_; }

 Q_SIGNALS:
  void cropBegun();

 private:
  void addCommands();
  void buildMenu(MainWindow& window);
  void connectTool();
  void turn(Turn turn);
  void showStage(const Geometry& geometry);
  void takeStage(const Geometry& geometry, std::shared_ptr<const ImagePyramid> stage);
  void endCrop();
  /// It stays until what was cropped can be shown.
  void leaveStage();
  void updateCommands();
  QAction* command(const char* id) { return editor_.commands.action(id); }

  EditorParts editor_;
  MainWindow& window_;
  ShapeSession session_;
  CropTool tool_;
  CropPanel* panel_;
  bool cropping_ = false;
  quint64 stage_serial_ = 0;
  BackgroundRunner runner_;
  QMenu* menu_ = nullptr;
};

}  // namespace v4e::ui
