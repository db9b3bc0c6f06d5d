// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QStackedWidget>
#include <QStringList>
#include <filesystem>
#include <functional>
#include <utility>

#include "ui/canvas/canvas.h"
#include "ui/canvas/canvas_bar.h"
#include "ui/canvas/screen_profile.h"
#include "ui/captions/instruction_panel.h"
#include "ui/commands/commands.h"
#include "ui/document/edit_session.h"
#include "ui/document/file_intake.h"
#include "ui/engine/edit_engine.h"
#include "ui/export/export_actions.h"
#include "ui/settings/settings.h"
#include "ui/widgets/alarm_bar.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/editor_parts.h"
#include "ui/windows/status_strip.h"
#include "ui/windows/welcome_page.h"

namespace v4e::ui {

/// The editor's window: canvas in the middle, docks around it. Timeline, queue and history are docked from
/// outside and talk to it by its document, canvas and signals.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// `resources`: the program's folder with captions/ and samples/. All must outlive the window.
  MainWindow(Settings& settings, EditEngine& engine, const std::filesystem::path& resources,
             QWidget* parent = nullptr);
  ~MainWindow() override;

  /// What it is made of, for those who work on it.
  [[nodiscard]] EditorParts parts() {
    return {settings_,  engine_,
            *document_, *session_,
            *intake_,   *canvas_,
            *panel_,    *commands_,
            *messages_, [this](QWidget& other, auto take) {
              followScreen(other, std::move(take)); }};
  }
  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] EditEngine& engine() { return engine_; }
  [[nodiscard]] PhotoDocument& document() { return *document_; }
  [[nodiscard]] EditSession& session() { return *session_; }
  [[nodiscard]] FileIntake& intake() { return *intake_; }
  [[nodiscard]] Canvas& canvas() { return *canvas_; }
  [[nodiscard]] InstructionPanel& instructionPanel() { return *panel_; }
  [[nodiscard]] Commands& commands() { return *commands_; }
  [[nodiscard]] MessageBar& messages() { return *messages_; }
  [[nodiscard]] AlarmBar& alarm() { return *alarm_; }

  /// Asks there, too, for the screens' colours. It must outlive the window.
  void setScreenProfiles(ScreenProfiles& profiles);
  /// `take` gets what the preferences and the system say of the screen that `other` stands on (FollowScreen).
  void followScreen(QWidget& other, std::function<void(const QColorSpace&)> take);

  /// Docks; call before restoreLayout(). The title is set by the caller again when the language changes.
  QDockWidget* addTimeline(QWidget* timeline, const QString& title);
  QDockWidget* addQueueDock(QWidget* queue, const QString& title);
  QDockWidget* addHistoryDock(QWidget* history, const QString& title);
  /// For a tool of the canvas, at the left; those stand behind one another. Hidden until it is asked for.
  QDockWidget* addToolDock(QWidget* panel, const char* name);

  /// Under the canvas, in place of its bar while it is shown; hidden at first.
  void addCanvasPanel(QWidget* panel);
  void setCanvasPanelShown(bool shown);

  /// Window size and docks as they were; then what was open, unless files were given.
  void restoreLayout();
  /// No larger than the screen, with its frame and title.
  void fitToScreen();
  void restoreSession();

  /// Starts the engine and asks it; to be called when the window is up.
  void findModels();
  /// For lists of LoRAs.
  [[nodiscard]] LoraList::Checker loraChecker();

  /// Where what is open is kept, for the title and the next session; empty: nowhere.
  void setProject(const QString& path, bool modified);

  /// Makes what the instruction panel says.
  void startEdit();
  /// What the mask does, for the status bar; empty where there is no photo.
  void setMaskState(const QString& text) { status_->setMask(text); }
  /// Something else runs that closing would stop.
  void setBusy(bool busy) { busy_ = busy; }

 Q_SIGNALS:
  /// Those of any screen may be others now.
  void screenColoursChanged();
  /// The user wants an edit: whoever has something unfinished finishes it.
  void editStarts();
  /// For good: nothing speaks against it any more.
  void closed();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool focusNextPrevChild(bool next) override;

 private:
  enum class Overlay { None, Difference, Mask };
  void askBeforeClosing();

  void buildCentre();
  void buildDocks();
  void addCommands();
  void connectCommands();
  void buildMenus();
  void connectParts();
  void retranslate();
  void fillRecentMenu();
  void updateCommands();
  void showSurround();
  void nameSteps();
  void nameExport();
  void updateTitle();
  void showDocument();
  void showNoDocument();
  void showEdit();
  void showLook();
  void updateStatus();
  void resetLayout();
  void togglePanels(bool hidden);
  void cycleCompare();
  void setOverlay(Overlay overlay);
  void connectSession();
  void showInstructionPanel();
  void goToInstruction();
  void leaveHidden(const QDockWidget& dock);
  void startSample(const QString& instruction);
  void startAwaited();
  template <typename Dialog, typename... Args>
  void showDialog(Args&&... args);
  QAction* command(const char* id) { return commands_->action(id); }

  Settings& settings_;
  ScreenProfiles* screen_profiles_ = nullptr;  ///< where the system needs it
  EditEngine& engine_;
  std::filesystem::path resources_;
  PhotoDocument* document_;
  Commands* commands_;
  QStackedWidget* centre_;
  WelcomePage* welcome_;
  Canvas* canvas_;
  CanvasBar* bar_ = nullptr;
  QWidget* canvas_panel_ = nullptr;
  MessageBar* messages_;
  AlarmBar* alarm_;
  EditSession* session_;
  FileIntake* intake_;
  ExportActions* exports_;
  InstructionPanel* panel_;
  StatusStrip* status_;
  QDockWidget* instruction_dock_ = nullptr;
  QDockWidget* timeline_dock_ = nullptr;
  QDockWidget* tool_dock_ = nullptr;  ///< the first of them
  QList<QDockWidget*> docks_;
  QList<QMenu*> menus_;
  QMenu* recent_menu_ = nullptr;
  QMenu* docks_menu_ = nullptr;
  QMenu* canvas_menu_ = nullptr;
  QByteArray default_state_;
  QByteArray state_before_hiding_;
  bool busy_ = false;
  QString project_path_;
  QString export_target_;  ///< empty: exporting asks where to
  QString awaited_start_;  ///< a sample's instruction that starts as soon as there is a model
  Overlay overlay_ = Overlay::None;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
