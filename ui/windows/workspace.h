// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QObject>
#include <optional>

#include "ui/history/history_view.h"
#include "ui/project/project_workspace.h"
#include "ui/timeline/evolution_window.h"
#include "ui/timeline/frame_saver.h"
#include "ui/timeline/timeline_panel.h"
#include "ui/windows/history_workspace.h"
#include "ui/windows/main_window.h"
#include "ui/windows/mask_workspace.h"
#include "ui/windows/queue_workspace.h"
#include "ui/windows/shape_workspace.h"
#include "ui/windows/sketch_workspace.h"
#include "ui/windows/strength_look.h"
#include "ui/windows/teach_workspace.h"

namespace v4e::ui {

/// Docks timeline and masks into the window and lets them talk.
class Workspace : public QObject {
  Q_OBJECT

 public:
  /// `data_folder`: where the queue, looks, lessons and what a crash must not take are kept on disk.
  Workspace(MainWindow& window, const QString& data_folder);

  [[nodiscard]] TimelinePanel& timeline() { return *timeline_; }
  [[nodiscard]] MaskWorkspace& masks() { return *masks_; }
  [[nodiscard]] SketchWorkspace& sketch() { return *sketch_; }
  [[nodiscard]] ShapeWorkspace& shape() { return *shape_; }
  [[nodiscard]] QueueWorkspace& queue() { return *queue_; }
  [[nodiscard]] EditHistory& history() { return history_->history(); }
  [[nodiscard]] HistoryPanel& historyPanel() { return history_->panel(); }
  [[nodiscard]] ProjectWorkspace& project() { return *project_; }
  [[nodiscard]] TeachWorkspace& teaching() { return *teaching_; }

  /// The present edit at a strength becomes what the next instruction is done to.
  void branchFrom(double strength);
  /// The next instruction is done to the photo again.
  void startFromPhoto();
  /// Asks for a name and writes the picture at a strength at full size.
  void savePicture(double strength);
  /// Lets the user pick a frame of the video as the photo.
  void openVideo(const QString& path);
  /// The evolution alone, in a window that follows the playhead.
  void showEvolution();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void connectTools();
  void connectSteps();
  void connectSketch();
  void makeProject(const QString& folder);
  void makeEvolution();
  void addCommands();
  void askForVideo();
  void connectTimeline();
  void connectCanvas();
  void keepStrength(double strength);
  void showTrack();
  void showComparison();
  void takeBranch();
  void retranslate();
  [[nodiscard]] QString frameName(int frame) const;

  MainWindow& window_;
  TimelinePanel* timeline_;
  QDockWidget* timeline_dock_;
  MaskWorkspace* masks_ = nullptr;
  SketchWorkspace* sketch_ = nullptr;
  ShapeWorkspace* shape_ = nullptr;
  QueueWorkspace* queue_ = nullptr;
  HistoryWorkspace* history_ = nullptr;
  EvolutionWindow* evolution_ = nullptr;  ///< made when it is first asked for
  ProjectWorkspace* project_ = nullptr;
  TeachWorkspace* teaching_ = nullptr;
  FrameSaver saver_;
  StrengthLook* look_ = nullptr;
  bool following_ = false;                 ///< the timeline follows the document
  std::optional<double> wanted_strength_;  ///< kept while the engine was busy
  std::optional<double> branch_strength_;  ///< is being merged for branchFrom()
  std::shared_ptr<const EditResult> shown_;
};

}  // namespace v4e::ui
