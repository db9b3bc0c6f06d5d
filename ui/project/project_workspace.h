// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <functional>
#include <optional>

#include "ui/commands/commands.h"
#include "ui/document/file_intake.h"
#include "ui/document/photo_watch.h"
#include "ui/masks/mask_session.h"
#include "ui/project/edit_history.h"
#include "ui/project/project_keeper.h"
#include "ui/project/project_opener.h"
#include "ui/project/recovery.h"
#include "ui/sketch/sketch_session.h"

namespace v4e::ui {

/// What a project is about, and where it asks and tells.
struct ProjectParts {
  QWidget& window;  ///< over which questions stand
  PhotoDocument& document;
  FileIntake& intake;
  EditHistory& history;
  MaskSession& masks;
  SketchSession& sketch;
  QPlainTextEdit& instruction;
  Settings& settings;
  Commands& commands;
  MessageBar& messages;
  AlarmBar& alarm;
};

/// What is open as a project: opens and saves `.v4e` files, follows each change in a private working file, so
/// that a crash loses next to nothing, and asks before unsaved generations would be lost.
class ProjectWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `folder`: where working files are. All must outlive this.
  ProjectWorkspace(const ProjectParts& parts, const QString& folder, QObject* parent);

  /// The program's start: offers what a crash left behind, else opens `files`, or the last session.
  void start(const QStringList& files);
  /// The program ends as it should: no working file stays behind.
  void end() { store_.discard(); }

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
  /// The working file was brought up to date, or could not be.
  void kept();
  /// Where what is open is kept (empty: nowhere), and whether all of it is there.
  void stateChanged(const QString& path, bool modified);
  /// Nothing else is to be opened at the program's start.
  void lastSessionWanted();

 private:
  /// What of a node counts as a change of the project.
  struct NodeMark {
    std::int64_t id = 0;
    int version = 0;
    std::string name;
    bool is_on = true;
    bool operator==(const NodeMark&) const = default;
  };

  void addCommands();
  void connectParts();
  // Questions; none of them blocks.
  [[nodiscard]] bool mayLeave(const std::function<void()>& then);
  void askToSave(const std::function<void()>& then);
  void askToReload(bool missing);
  void askToRevert();
  void askForPhoto();
  void offerRecovery(std::vector<Recoverable> left, const QStringList& files);

  void revert();
  void openByDefault(const QStringList& files);
  void startDocument();
  void restoreProject(const ProjectOpener::Opening& opening);
  void describePhoto();
  void loadThumbnails(const std::vector<Generation>& generations);
  void loadResult(std::int64_t id);
  void takeResult(std::int64_t id, const Outcome<EditHistory::ResultPtr>& outcome);
  void restoreMasks(PaintedOn on, const EditHistory::ResultPtr& result);
  std::optional<QString> endRestoring();
  [[nodiscard]] PaintedSteps painted() const;
  void noteChange();
  void writeTo(const QString& path, const std::function<void()>& then);
  void runWaitingSaves();
  [[nodiscard]] std::vector<NodeMark> marks() const;
  [[nodiscard]] std::optional<ProjectState> stateToKeep();
  [[nodiscard]] ProjectState state() const;
  void tellState() { Q_EMIT stateChanged(path_, isModified()); }

  ProjectParts parts_;
  ProjectStore store_;
  ProjectOpener opener_;
  ProjectKeeper keeper_;
  PhotoWatch* watch_;
  QString path_;
  std::vector<NodeMark> saved_marks_;
  PaintedSteps stored_painted_;  ///< in the project, of steps that have not been read yet
  PaintedSteps saved_painted_;
  SketchSteps saved_sketches_;
  Geometry saved_geometry_;
  bool recovered_ = false;             ///< what a crash left is not saved yet
  std::optional<SourcePhoto> source_;  ///< nothing: the open photo is not described yet
  bool has_working_file_ = false;
  bool merge_pending_ = false;
  bool saving_ = false;
  bool leaving_ = false;              ///< the user accepts to lose what is not saved
  std::optional<QString> restoring_;  ///< the instruction that waits until the first edit is shown
  std::vector<std::function<void()>> waiting_saves_;
  BackgroundRunner runner_;
  BackgroundRunner describer_;
};

}  // namespace v4e::ui
