// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/captions/caption_rewriter.h"
#include "ui/queue/queue_controller.h"
#include "ui/queue/queue_panel.h"
#include "ui/windows/keep_awake.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Joins the batch queue to the window: its dock, what is dropped on the window, results opened from it. It
/// runs on the window's engine, behind what the user starts, so one model is loaded for both.
class QueueWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `file`: the queue on disk; made with its folder where there is none. `looks`: the user's own.
  QueueWorkspace(MainWindow& window, const QString& file, const QString& looks, QObject* parent);

  [[nodiscard]] QueueController& controller() { return controller_; }
  [[nodiscard]] QueuePanel& panel() { return *panel_; }
  [[nodiscard]] bool isRunning() const { return running_; }

  /// Photos, and those in folders, join the queue with what the instruction panel says now.
  void addPaths(const QStringList& paths);
  /// Who knows what is sketched, on the photo in a shape of that size whose points lie there on the photo as
  /// it was opened. May throw Error(OutOfMemory).
  using SketchOn = std::function<Sketch(const Placement& place, PixelSize size)>;
  void setSketch(SketchOn sketch) { sketch_on_ = std::move(sketch); }
  void retranslate();

 private:
  void addCommands();
  void connectQueue();
  void takeSettings();
  [[nodiscard]] LookPlan planned(const Look& look, bool only_chosen);
  void keepSettings();
  void askForFolder();
  void addOpenPhoto();
  void addSketch(QueueDefaults& defaults) const;
  void showDock();
  [[nodiscard]] QueueDefaults currentDefaults() const;
  /// What the panel is set to, without its words.
  [[nodiscard]] EditSettings queueSettings() const;

  EditorParts editor_;
  QueueController controller_;
  QueuePanel* panel_;
  QDockWidget* dock_;
  KeepAwake awake_;
  LookReader reader_;
  SketchOn sketch_on_;
  bool running_ = false;
};

}  // namespace v4e::ui
