// SPDX-License-Identifier: GPL-3.0-or-later
// The window's docks, and the way of the focus through them.
#include <QScreen>
#include <utility>

#include "ui/widgets/panel_scroll.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {
namespace {

constexpr int kPanelWidth = 360;
constexpr QSize kLeastSidePanel(320, 120);
constexpr QSize kLeastTool(266, 90);
constexpr QSize kLeastTimeline(340, 172);
constexpr QSize kFrame(8, 40);  // of a window that is not shown yet: about what desktops put around one

}  // namespace

void MainWindow::buildDocks() {
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  instruction_dock_ = new QDockWidget(this);
  instruction_dock_->setObjectName("instructionDock");
  instruction_dock_->setWidget(new PanelScroll(panel_, kLeastSidePanel));
  addDockWidget(Qt::RightDockWidgetArea, instruction_dock_);
  resizeDocks({instruction_dock_}, {kPanelWidth}, Qt::Horizontal);
  docks_ << instruction_dock_;
}

QDockWidget* MainWindow::addTimeline(QWidget* timeline, const QString& title) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName("timelineDock");
  dock->setWidget(new PanelScroll(timeline, kLeastTimeline));
  addDockWidget(Qt::BottomDockWidgetArea, dock);
  timeline_dock_ = dock;
  docks_ << dock;
  docks_menu_->addAction(dock->toggleViewAction());
  return dock;
}

QDockWidget* MainWindow::addQueueDock(QWidget* queue, const QString& title) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName("queueDock");
  dock->setWidget(new PanelScroll(queue, kLeastSidePanel));
  addDockWidget(Qt::RightDockWidgetArea, dock);
  tabifyDockWidget(instruction_dock_, dock);
  instruction_dock_->raise();
  docks_ << dock;
  docks_menu_->addAction(dock->toggleViewAction());
  return dock;
}

QDockWidget* MainWindow::addHistoryDock(QWidget* history, const QString& title) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName("historyDock");
  dock->setWidget(history);
  // A strip as low as its cards, above the timeline: it has no room for a title, and needs none.
  dock->setTitleBarWidget(new QWidget(dock));
  dock->setFeatures(QDockWidget::DockWidgetClosable);
  addDockWidget(Qt::BottomDockWidgetArea, dock);
  if (timeline_dock_) splitDockWidget(dock, timeline_dock_, Qt::Vertical);
  docks_ << dock;
  docks_menu_->addAction(dock->toggleViewAction());
  return dock;
}

QDockWidget* MainWindow::addToolDock(QWidget* panel, const char* name) {
  auto* dock = new QDockWidget(this);
  dock->setObjectName(name);
  dock->setWidget(new PanelScroll(panel, kLeastTool));
  addDockWidget(Qt::LeftDockWidgetArea, dock);
  if (tool_dock_) tabifyDockWidget(tool_dock_, dock);
  if (!tool_dock_) tool_dock_ = dock;
  docks_ << dock;
  docks_menu_->addAction(dock->toggleViewAction());
  dock->hide();
  return dock;
}

void MainWindow::restoreLayout() {
  default_state_ = saveState();
  restoreGeometry(settings_.windowGeometry());
  restoreState(settings_.windowState());
}

void MainWindow::fitToScreen() {
  if (windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)) return;
  resize(size().boundedTo(screen()->availableSize() - kFrame));
}

void MainWindow::resetLayout() {
  restoreState(default_state_);
  for (QDockWidget* dock : docks_) dock->show();
  instruction_dock_->raise();
  resizeDocks({instruction_dock_}, {kPanelWidth}, Qt::Horizontal);
  command("view.hidePanels")->setChecked(false);
}

void MainWindow::togglePanels(bool hidden) {
  if (hidden) {
    state_before_hiding_ = saveState();
    for (QDockWidget* dock : docks_) dock->hide();
  } else if (!state_before_hiding_.isEmpty()) {
    restoreState(state_before_hiding_);
  }
}

bool MainWindow::focusNextPrevChild(bool next) {
  const QWidget* start = focusWidget();
  while (QMainWindow::focusNextPrevChild(next)) {
    const QWidget* dock = focusWidget();
    while (dock && !qobject_cast<const QDockWidget*>(dock)) dock = dock->parentWidget();
    // A panel behind another one of its tabs only lies outside the window, and tabs of a single panel have no
    // size: nobody sees the focus there.
    const QWidget* seen = dock ? dock : focusWidget();
    if (!seen || !seen->visibleRegion().isEmpty() || focusWidget() == start) return true;
  }
  return false;
}

void MainWindow::showInstructionPanel() {
  instruction_dock_->show();
  instruction_dock_->raise();
}

void MainWindow::goToInstruction() {
  showInstructionPanel();
  panel_->instruction().setFocus();
}

void MainWindow::leaveHidden(const QDockWidget& dock) {
  QWidget* focus = focusWidget();
  // Nobody types into what cannot be seen.
  if (focus && dock.isAncestorOf(focus)) canvas_->setFocus();
}

}  // namespace v4e::ui
