// SPDX-License-Identifier: GPL-3.0-or-later
// The window's commands, menus and keys.
#include <QActionGroup>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenuBar>
#include <array>

#include "ui/commands/shortcuts_dialog.h"
#include "ui/models/models_window.h"
#include "ui/settings/preferences_dialog.h"
#include "ui/widgets/step_text.h"
#include "ui/windows/about_dialog.h"
#include "ui/windows/log_window.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {
namespace {

constexpr const char* kFile = QT_TRANSLATE_NOOP("Commands", "File");
constexpr const char* kEdit = QT_TRANSLATE_NOOP("Commands", "Edit");
constexpr const char* kView = QT_TRANSLATE_NOOP("Commands", "View");
constexpr const char* kGenerate = QT_TRANSLATE_NOOP("Commands", "Generate");
constexpr int kRecentWidth = 440;  ///< of a name in the menu
constexpr const char* kHelp = QT_TRANSLATE_NOOP("Commands", "Help");

std::vector<CommandSpec> window_commands() {
  using K = QKeySequence;
  const auto key = [](const char* text) { return QList<K>{K(QString::fromLatin1(text))}; };
  return {
      {"file.open", kFile, QT_TRANSLATE_NOOP("Commands", "&Open…"), "open", key("Ctrl+O")},
      {"file.export", kFile, QT_TRANSLATE_NOOP("Commands", "&Export"), "export", key("Ctrl+E")},
      {"file.exportAs", kFile, QT_TRANSLATE_NOOP("Commands", "Export &as…"), "", key("Ctrl+Shift+E")},
      {"file.quit", kFile, QT_TRANSLATE_NOOP("Commands", "&Quit"), "", key("Ctrl+Q")},
      {"edit.undo", kEdit, QT_TRANSLATE_NOOP("Commands", "&Undo"), "undo", key("Ctrl+Z")},
      {"edit.redo", kEdit, QT_TRANSLATE_NOOP("Commands", "&Redo"), "redo", {K("Ctrl+Shift+Z"), K("Ctrl+Y")}},
      {"edit.copy", kEdit, QT_TRANSLATE_NOOP("Commands", "&Copy the result"), "copy", key("Ctrl+C")},
      {"edit.paste", kEdit, QT_TRANSLATE_NOOP("Commands", "&Paste a photo"), "paste", key("Ctrl+V")},
      {"edit.preferences", kEdit, QT_TRANSLATE_NOOP("Commands", "Pre&ferences…"), "settings", key("Ctrl+,")},
      {"view.fit", kView, QT_TRANSLATE_NOOP("Commands", "&Fit to the window"), "fit", key("Ctrl+0")},
      {"view.zoom100", kView, QT_TRANSLATE_NOOP("Commands", "&100 %"), "", key("Ctrl+1")},
      {"view.zoom200", kView, QT_TRANSLATE_NOOP("Commands", "&200 %"), "", key("Ctrl+2")},
      {"view.zoomIn",
       kView,
       QT_TRANSLATE_NOOP("Commands", "Zoom &in"),
       "zoom-in",
       {K("Ctrl++"), K("Ctrl+=")}},
      {"view.zoomOut", kView, QT_TRANSLATE_NOOP("Commands", "Zoom &out"), "zoom-out", key("Ctrl+-")},
      {"view.compareEdit",
       kView,
       QT_TRANSLATE_NOOP("Commands", "Show the &edit only"),
       "compare-edit",
       {},
       true},
      {"view.compareSplit",
       kView,
       QT_TRANSLATE_NOOP("Commands", "Compare &split"),
       "compare-split",
       {},
       true},
      {"view.compareSide",
       kView,
       QT_TRANSLATE_NOOP("Commands", "Compare side &by side"),
       "compare-side",
       {},
       true},
      {"view.cycleCompare", kView, QT_TRANSLATE_NOOP("Commands", "&Next way to compare"), "", key("Shift+C")},
      {"view.original", kView, QT_TRANSLATE_NOOP("Commands", "Sho&w the original"), "eye", key("C"), true},
      {"view.difference", kView, QT_TRANSLATE_NOOP("Commands", "&Difference overlay"), "difference", key("D"),
       true},
      {"view.mask", kView, QT_TRANSLATE_NOOP("Commands", "&Mask overlay"), "mask", key("Shift+M"), true},
      {"view.hand", kView, QT_TRANSLATE_NOOP("Commands", "&Hand tool"), "hand", key("H"), true},
      {"view.greyDark", kView, QT_TRANSLATE_NOOP("Commands", "&Dark canvas"), "", {}, true},
      {"view.greyMiddle", kView, QT_TRANSLATE_NOOP("Commands", "&Middle grey canvas"), "", {}, true},
      {"view.greyLight", kView, QT_TRANSLATE_NOOP("Commands", "&Light canvas"), "", {}, true},
      {"view.greyTheme", kView, QT_TRANSLATE_NOOP("Commands", "Canvas as the &theme"), "", {}, true},
      {"view.hidePanels", kView, QT_TRANSLATE_NOOP("Commands", "Hide the p&anels"), "", key("F"), true},
      {"view.fullScreen", kView, QT_TRANSLATE_NOOP("Commands", "F&ull screen"), "", key("F11"), true},
      {"view.resetLayout", kView, QT_TRANSLATE_NOOP("Commands", "&Reset layout"), "reset", {}},
      {"generate.run", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Edit the photo"), "generate",
       key("Ctrl+Return")},
      {"generate.stop", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Stop now"), "stop", key("Shift+X")},
      {"generate.keep", kGenerate, QT_TRANSLATE_NOOP("Commands", "Stop and &keep draft"), "", {}},
      {"generate.focus", kGenerate, QT_TRANSLATE_NOOP("Commands", "Go to the &instruction"), "text",
       key("Alt+A")},
      {"generate.older", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Previous instruction"), "",
       key("Alt+Up")},
      {"generate.newer", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Next instruction"), "", key("Alt+Down")},
      {"generate.models", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Models…"), "model", {}},
      {"generate.unload", kGenerate, QT_TRANSLATE_NOOP("Commands", "&Free the model's memory"), "", {}},
      {"help.shortcuts",
       kHelp,
       QT_TRANSLATE_NOOP("Commands", "&Shortcuts…"),
       "keyboard",
       {K("Ctrl+/"), K("F1")}},
      {"help.log", kHelp, QT_TRANSLATE_NOOP("Commands", "&Log…"), "log", {}},
      {"help.about", kHelp, QT_TRANSLATE_NOOP("Commands", "&About Video4Edit…"), "info", {}},
  };
}

struct Surround {
  const char* command;
  CanvasGrey grey;
  const char* colour;  ///< empty: the theme's
};

// The middle one is mid grey as a photographer's card shows it: 18 % of the light.
constexpr std::array kSurrounds{Surround{"view.greyDark", CanvasGrey::Dark, "#303030"},
                                Surround{"view.greyMiddle", CanvasGrey::Middle, "#767676"},
                                Surround{"view.greyLight", CanvasGrey::Light, "#c4c4c4"},
                                Surround{"view.greyTheme", CanvasGrey::Theme, ""}};

}  // namespace

/// One window of each kind at a time; it stays open beside the editor.
template <typename Dialog, typename... Args>
void MainWindow::showDialog(Args&&... args) {
  auto* dialog = findChild<Dialog*>();
  if (!dialog) {
    dialog = new Dialog(std::forward<Args>(args)..., this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

void MainWindow::addCommands() {
  for (const CommandSpec& spec : window_commands()) commands_->add(spec);
  auto* group = new QActionGroup(this);
  for (const char* id : {"view.compareEdit", "view.compareSplit", "view.compareSide"})
    group->addAction(command(id));
  auto* greys = new QActionGroup(this);
  for (const Surround& each : kSurrounds) greys->addAction(command(each.command));
}

void MainWindow::connectCommands() {
  const auto on = [this](const char* id, auto call) {
    connect(command(id), &QAction::triggered, this, call);
  };
  on("file.open", [this] { intake_->askForFile(); });
  on("file.export", [this] { exports_->exportResult(false); });
  on("file.exportAs", [this] { exports_->exportResult(true); });
  on("file.quit", [this] { close(); });
  on("edit.undo", [this] { document_->undoStack().undo(); });
  on("edit.redo", [this] { document_->undoStack().redo(); });
  on("edit.copy", [this] { exports_->copyResult(); });
  on("edit.paste", [this] { intake_->paste(); });
  on("edit.preferences", [this] { showDialog<PreferencesDialog>(settings_); });
  on("view.fit", [this] { canvas_->fitToWindow(); });
  on("view.zoom100", [this] { canvas_->setZoom(1); });
  on("view.zoom200", [this] { canvas_->setZoom(2); });
  on("view.zoomIn", [this] { canvas_->zoomStep(true); });
  on("view.zoomOut", [this] { canvas_->zoomStep(false); });
  on("view.compareEdit", [this] { canvas_->setCompareMode(CompareMode::Edit); });
  on("view.compareSplit", [this] { canvas_->setCompareMode(CompareMode::Split); });
  on("view.compareSide", [this] { canvas_->setCompareMode(CompareMode::SideBySide); });
  on("view.cycleCompare", [this] { cycleCompare(); });
  on("view.original", [this](bool shown) { canvas_->setOriginalShown(shown); });
  on("view.difference", [this](bool shown) {
    command("view.mask")->setChecked(false);
    setOverlay(shown ? Overlay::Difference : Overlay::None);
  });
  on("view.mask", [this](bool shown) {
    command("view.difference")->setChecked(false);
    setOverlay(shown ? Overlay::Mask : Overlay::None);
  });
  on("view.hand", [this](bool on_hand) { canvas_->setHandTool(on_hand); });
  on("view.hidePanels", [this](bool hidden) { togglePanels(hidden); });
  on("view.fullScreen", [this](bool full) { full ? showFullScreen() : showNormal(); });
  on("view.resetLayout", [this] { resetLayout(); });
  for (const Surround& each : kSurrounds)
    on(each.command, [this, grey = each.grey] { settings_.setCanvasGrey(grey); });
  connect(&settings_, &Settings::canvasGreyChanged, this, &MainWindow::showSurround);
  showSurround();
  on("generate.run", [this] { startEdit(); });
  on("generate.stop", [this] { session_->stop(false); });
  on("generate.keep", [this] { session_->stop(true); });
  on("generate.focus", [this] { goToInstruction(); });
  on("generate.older", [this] { panel_->instruction().showOlder(); });
  on("generate.newer", [this] { panel_->instruction().showNewer(); });
  on("generate.models", [this] { showDialog<ModelsWindow>(engine_, settings_); });
  on("generate.unload", [this] { engine_.unloadModels(); });
  on("help.shortcuts", [this] { showDialog<ShortcutsDialog>(*commands_); });
  on("help.log", [this] { showDialog<LogWindow>(); });
  on("help.about", [this] { showDialog<AboutDialog>(resources_); });
  connect(panel_, &InstructionPanel::manageModelsAsked, command("generate.models"), &QAction::trigger);
}

void MainWindow::buildMenus() {
  const auto add_menu = [this](const QList<const char*>& ids) {
    QMenu* menu = menuBar()->addMenu(QString());
    for (const char* id : ids) {
      if (*id) {
        menu->addAction(command(id));
      } else {
        menu->addSeparator();
      }
    }
    menus_ << menu;
    return menu;
  };
  QMenu* file = add_menu({"file.open", "", "file.export", "file.exportAs", "", "file.quit"});
  recent_menu_ = new QMenu(file);
  recent_menu_->setToolTipsVisible(true);
  file->insertMenu(file->actions().at(1), recent_menu_);
  add_menu({"edit.undo", "edit.redo", "", "edit.copy", "edit.paste", "", "edit.preferences"});
  QMenu* view = add_menu({"view.fit",
                          "view.zoom100",
                          "view.zoom200",
                          "view.zoomIn",
                          "view.zoomOut",
                          "",
                          "view.compareEdit",
                          "view.compareSplit",
                          "view.compareSide",
                          "view.cycleCompare",
                          "view.original",
                          "",
                          "view.difference",
                          "view.mask",
                          "",
                          "view.hand",
                          "",
                          "view.hidePanels",
                          "view.fullScreen",
                          "view.resetLayout"});
  docks_menu_ = new QMenu(view);
  view->insertMenu(command("view.hidePanels"), docks_menu_);
  canvas_menu_ = new QMenu(view);
  view->insertMenu(command("view.hidePanels"), canvas_menu_);
  for (const Surround& each : kSurrounds) canvas_menu_->addAction(command(each.command));
  docks_menu_->addAction(instruction_dock_->toggleViewAction());
  add_menu({"generate.run", "generate.stop", "generate.keep", "", "generate.focus", "generate.older",
            "generate.newer", "", "generate.models", "generate.unload"});
  add_menu({"help.shortcuts", "help.log", "", "help.about"});
}

void MainWindow::fillRecentMenu() {
  recent_menu_->clear();
  for (const QString& path : settings_.recentFiles()) {
    const QString name =
        recent_menu_->fontMetrics().elidedText(QFileInfo(path).fileName(), Qt::ElideMiddle, kRecentWidth);
    QAction* action = recent_menu_->addAction(QString(name).replace("&", "&&"));
    action->setToolTip(QDir::toNativeSeparators(path));
    connect(action, &QAction::triggered, this, [this, path] { intake_->openFile(path); });
  }
  recent_menu_->addSeparator();
  QAction* clear = recent_menu_->addAction(tr("&Clear this list"));
  clear->setEnabled(!settings_.recentFiles().isEmpty());
  connect(clear, &QAction::triggered, &settings_, &Settings::clearRecentFiles);
}

void MainWindow::updateCommands() {
  const bool photo = document_->hasPhoto();
  const bool edit = document_->result() != nullptr;
  for (const char* id : {"file.export", "file.exportAs", "edit.copy", "view.fit", "view.zoom100",
                         "view.zoom200", "view.zoomIn", "view.zoomOut", "view.hand"}) {
    command(id)->setEnabled(photo);
  }
  for (const char* id : {"view.compareEdit", "view.compareSplit", "view.compareSide", "view.cycleCompare",
                         "view.original", "view.difference", "view.mask"}) {
    command(id)->setEnabled(edit);
  }
  nameSteps();
  if (QAction* close = command("file.close")) close->setEnabled(photo && !session_->isEditing());
  command("generate.run")->setEnabled(photo && !session_->isEditing());
  command("generate.stop")->setEnabled(session_->isEditing());
  command("generate.keep")->setEnabled(session_->isEditing());
  switch (canvas_->compareMode()) {
    case CompareMode::Edit:
      command("view.compareEdit")->setChecked(true);
      break;
    case CompareMode::Split:
      command("view.compareSplit")->setChecked(true);
      break;
    case CompareMode::SideBySide:
      command("view.compareSide")->setChecked(true);
      break;
  }
}

void MainWindow::showSurround() {
  for (const Surround& each : kSurrounds) {
    if (each.grey != settings_.canvasGrey()) continue;
    canvas_->setSurround(QColor(QLatin1String(each.colour)));
    command(each.command)->setChecked(true);
  }
}

void MainWindow::nameSteps() {
  const QUndoStack& steps = document_->undoStack();
  const auto name = [this](const char* id, bool possible, const QString& step, const QString& named) {
    command(id)->setEnabled(possible);
    const QString text = shownStep(step);
    if (possible && !text.isEmpty())
      commands_->setText(id, named.arg(QString(text).replace("&", "&&")));
    else
      commands_->setText(id, {});
  };
  // What is made now stands on what is shown, and will be the next step.
  const bool may_step = !session_->isGenerating();
  name("edit.undo", may_step && steps.canUndo(), steps.undoText(), tr("&Undo: %1"));
  name("edit.redo", may_step && steps.canRedo(), steps.redoText(), tr("&Redo: %1"));
}

void MainWindow::nameExport() {
  const QString name = menuBar()->fontMetrics().elidedText(QFileInfo(export_target_).fileName(),
                                                           Qt::ElideMiddle, kRecentWidth / 2);
  commands_->setText("file.export",
                     name.isEmpty() ? QString() : tr("Ov&erwrite %1").arg(QString(name).replace("&", "&&")));
}

void MainWindow::cycleCompare() {
  const int next = (static_cast<int>(canvas_->compareMode()) + 1) % 3;
  canvas_->setCompareMode(static_cast<CompareMode>(next));
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat()) {
    canvas_->setOriginalShown(true);
  } else if (event->key() == Qt::Key_Escape && canvas_->hasFocus() && session_->isEditing()) {
    session_->stop(false);
  } else {
    QMainWindow::keyPressEvent(event);
  }
}

void MainWindow::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat()) {
    canvas_->setOriginalShown(command("view.original")->isChecked());
  } else {
    QMainWindow::keyReleaseEvent(event);
  }
}

}  // namespace v4e::ui
