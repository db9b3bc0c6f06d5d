// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>
#include <QMainWindow>
#include <QMenu>
#include <QStackedWidget>
#include <QStringList>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "ui/canvas/canvas.h"
#include "ui/canvas/canvas_bar.h"
#include "ui/canvas/colord_profiles.h"
#include "ui/captions/instruction_panel.h"
#include "ui/commands/commands.h"
#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/engine/memory_plan.h"
#include "ui/settings/settings.h"
#include "ui/widgets/alarm_bar.h"
#include "ui/widgets/message_bar.h"
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

  [[nodiscard]] Settings& settings() { return settings_; }
  [[nodiscard]] EditEngine& engine() { return engine_; }
  [[nodiscard]] PhotoDocument& document() { return *document_; }
  [[nodiscard]] Canvas& canvas() { return *canvas_; }
  [[nodiscard]] InstructionPanel& instructionPanel() { return *panel_; }
  [[nodiscard]] Commands& commands() { return *commands_; }
  [[nodiscard]] MessageBar& messages() { return *messages_; }
  [[nodiscard]] AlarmBar& alarm() { return *alarm_; }

  /// Asks colord, too, for the screens' colours. It must outlive the window.
  void setColord(ColordProfiles& colord);
  /// What the preferences and the system say of the screen that a window stands on.
  [[nodiscard]] QColorSpace screenColours(const QWidget& window) const;

  /// Docks; call before restoreLayout(). The title is set by the caller again when the language changes.
  QDockWidget* addTimeline(QWidget* timeline, const QString& title);
  QDockWidget* addQueueDock(QWidget* queue, const QString& title);
  QDockWidget* addHistoryDock(QWidget* history, const QString& title);
  /// Hidden until it is asked for.
  QDockWidget* addMaskDock(QWidget* masks, const QString& title);

  /// Window size and docks as they were; then what was open, unless files were given.
  void restoreLayout();
  void restoreSession();

  /// Starts the engine and asks it; to be called when the window is up.
  void findModels();

  void openFile(const QString& path);
  /// Photos open; a video is handed on by videoTaken, folders and further photos by filesForQueue. A folder
  /// with models is offered to the folders that are looked in.
  void takeFiles(const QStringList& paths);
  void takeImage(const QImage& image);

  /// Asked before what is open is left for something else: true lets go at once, else `then` is called as
  /// soon as the user agrees.
  using LeaveGuard = std::function<bool(const std::function<void()>& then)>;
  void setLeaveGuard(LeaveGuard guard) { leave_guard_ = std::move(guard); }
  /// Calls `then` as soon as what is open may be left.
  void whenFree(const std::function<void()>& then);
  /// Where what is open is kept, for the title and the next session; empty: nowhere.
  void setProject(const QString& path, bool modified);

  void startEdit();
  [[nodiscard]] bool isEditing() const { return job_ != nullptr; }
  void stopEdit(bool keep);
  /// Something else is at work: closing the window asks first, as it does during an edit.
  void setBusy(bool busy) { busy_ = busy; }
  /// Further edits are made of this picture, an edit of the open photo; null: of the photo itself again.
  void setSource(std::shared_ptr<const Photo> source);
  [[nodiscard]] bool hasSource() const { return source_ != nullptr; }
  /// The present generation with another frame as the edit.
  void chooseFrame(int frame);

 Q_SIGNALS:
  /// A generation is done; it has been applied to the document.
  void editFinished(const std::shared_ptr<const v4e::ui::EditResult>& result);
  void previewed(const QList<QImage>& frames, int step);
  void editingChanged(bool editing);
  void filesForQueue(const QStringList& paths);
  void videoTaken(const QString& path);
  void sourceChanged();
  /// screenColours() may be others now, of any window.
  void screenColoursChanged();
  /// A project is to be opened in place of what is open.
  void projectAsked(const QString& path, bool keepsInstruction);
  /// For good: nothing speaks against it any more.
  void closed();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

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
  void updateTitle();
  void showDocument();
  void showEdit();
  void updateStatus();
  void resetLayout();
  void togglePanels(bool hidden);
  void cycleCompare();
  void setOverlay(Overlay overlay);
  void paste();
  void copyResult();
  void exportResult(bool ask);
  void askForFile();
  void startSample(const QString& instruction);
  void startAwaited();
  void offerModels(const QString& folder);
  void openNow(const QString& path, bool keepsInstruction);
  void startNextVariation();
  void beginEdit();
  [[nodiscard]] bool warnsOfMemory();
  void offerWays(const std::vector<MemoryWay>& ways);
  void offerLessMemory();
  void finishJob(const EditOutcome& outcome, bool isMerge);
  void runJob(std::unique_ptr<EditJob> job, bool isMerge);
  template <typename Dialog, typename... Args>
  void showDialog(Args&&... args);
  QAction* command(const char* id) { return commands_->action(id); }

  Settings& settings_;
  ColordProfiles* colord_ = nullptr;  ///< where the system needs it
  EditEngine& engine_;
  std::filesystem::path resources_;
  PhotoDocument* document_;
  Commands* commands_;
  QStackedWidget* centre_;
  WelcomePage* welcome_;
  Canvas* canvas_;
  CanvasBar* bar_ = nullptr;
  MessageBar* messages_;
  AlarmBar* alarm_;
  InstructionPanel* panel_;
  StatusStrip* status_;
  QDockWidget* instruction_dock_ = nullptr;
  QList<QDockWidget*> docks_;
  QList<QMenu*> menus_;
  QMenu* recent_menu_ = nullptr;
  QMenu* docks_menu_ = nullptr;
  QByteArray default_state_;
  QByteArray state_before_hiding_;
  bool busy_ = false;
  LeaveGuard leave_guard_;
  QString project_path_;
  bool opens_project_ = false;  ///< the photo that comes next belongs to one
  std::unique_ptr<EditJob> job_;
  std::shared_ptr<const Photo> source_;  ///< null: the photo
  std::deque<EditRequest> waiting_variations_;
  std::pair<std::string, int> fitting_;  ///< model and frames that ran, or that the user wants to try
  QString pending_instruction_;          ///< of a sample that is being opened
  QString awaited_start_;                ///< a sample's instruction that starts as soon as there is a model
  QString last_export_;
  WriteOptions last_export_options_;
  Overlay overlay_ = Overlay::None;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
