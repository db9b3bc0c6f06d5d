// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QObject>

#include "ui/timeline/timeline_panel.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Docks the timeline into the window and lets the two talk.
class Workspace : public QObject {
  Q_OBJECT

 public:
  explicit Workspace(MainWindow& window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void connectTimeline();
  void showTrack();
  void retranslate();

  MainWindow& window_;
  TimelinePanel* timeline_;
  QDockWidget* timeline_dock_;
  std::shared_ptr<const EditResult> shown_;
};

}  // namespace v4e::ui
