// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <functional>
#include <optional>

#include "ui/document/photo_locator.h"
#include "ui/document/photo_watch.h"
#include "ui/project/project_store.h"
#include "ui/windows/history_workspace.h"
#include "ui/windows/main_window.h"
#include "ui/windows/mask_workspace.h"

namespace v4e::ui {

/// What is open as a project: opens and saves `.v4e` files, follows each change in a private working file, so
/// that a crash loses next to nothing, and asks before unsaved generations would be lost.
class ProjectWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `folder`: where working files are. All must outlive this.
  ProjectWorkspace(MainWindow& window, HistoryWorkspace& history, MaskWorkspace& masks, const QString& folder,
                   QObject* parent);

  /// The program's start: offers what a crash left behind, else opens `files`, or the last session.
  void start(const QStringList& files);

  void open(const QString& path, bool keepsInstruction = false);
  /// Asks for a name where there is none yet. `then`: when it is saved.
  void save(const std::function<void()>& then = {});
  void saveAs(const std::function<void()>& then = {});

  /// Where the user keeps it; empty: nowhere yet.
  [[nodiscard]] QString path() const { return path_; }
  /// There are generations, or changes to them, that are not in the user's file.
  [[nodiscard]] bool isModified() const;
  [[nodiscard]] PhotoWatch& photoWatch() { return *watch_; }

 Q_SIGNALS:
  /// The user's file is written.
  void saved(const QString& path);
  /// The working file has what is open.
  void kept();

 private:
  /// What of a node counts as a change of the project.
  struct NodeMark {
    std::int64_t id = 0;
    int version = 0;
    bool operator==(const NodeMark&) const = default;
  };
  /// A project whose photo is being opened.
  struct Pending {
    OpenedProject project;
    bool keeps_instruction = false;
    bool is_recovered = false;  ///< its working file stays, whatever happens
  };

  void addCommands();
  void connectParts();
  // Questions; none of them blocks.
  [[nodiscard]] bool mayLeave(const std::function<void()>& then);
  void askToSave(const std::function<void()>& then);
  void askToReload(bool missing);
  void askForPhoto();
  void offerRecovery(std::vector<Recoverable> left, const QStringList& files);

  void openByDefault(const QStringList& files);
  void openLater(std::function<OpenedProject(const RunContext&)> read, bool keepsInstruction,
                 bool isRecovered);
  void openPhoto(Pending project);
  void dropPending();
  void startDocument();
  void restoreProject(const Pending& pending);
  void describePhoto();
  void loadThumbnails(const std::vector<Generation>& generations);
  void loadResult(std::int64_t id);
  void takeResult(std::int64_t id, const Outcome<HistoryWorkspace::ResultPtr>& outcome);
  void restoreMasks(const std::shared_ptr<const MergeEdits>& edits);
  void noteChange();
  void keep();
  void takeKept(const Outcome<std::monostate>& outcome);
  void writeTo(const QString& path, const std::function<void()>& then);
  void runWaitingSaves();
  [[nodiscard]] std::vector<NodeMark> marks() const;
  [[nodiscard]] ProjectState state() const;
  void updateTitle();

  MainWindow& window_;
  HistoryWorkspace& history_;
  MaskWorkspace& masks_;
  ProjectStore store_;
  PhotoWatch* watch_;
  PhotoLocator locator_;
  QString path_;
  std::vector<NodeMark> saved_marks_;
  MaskState saved_painted_;
  bool recovered_ = false;  ///< what a crash left is not saved yet
  SourcePhoto source_;
  bool source_known_ = false;  ///< source_ describes the open photo
  bool has_working_file_ = false;
  bool keeping_ = false;  ///< it is being written
  bool changed_meanwhile_ = false;
  bool merge_pending_ = false;
  bool leaving_ = false;  ///< the user accepts to lose what is not saved
  std::optional<Pending> pending_;
  std::optional<Pending> lost_;  ///< its photo is asked for
  quint64 open_serial_ = 0;
  bool restores_masks_ = false;                ///< until the project's first edit is shown
  std::optional<MaskState> painted_;           ///< of the project, until then
  std::optional<QString> instruction_to_set_;  ///< as soon as that is done
  std::vector<std::function<void()>> waiting_saves_;
  QTimer timer_;
  BackgroundRunner runner_;
  BackgroundRunner describer_;
};

}  // namespace v4e::ui
