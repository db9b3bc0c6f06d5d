// SPDX-License-Identifier: GPL-3.0-or-later
// Opening, following and saving a project.
#include "ui/project/project_workspace.h"

#include <QDir>
#include <utility>

#include "core/base/log.h"
#include "ui/engine/image_convert.h"
#include "ui/history/history_thumbnail.h"

namespace v4e::ui {

ProjectWorkspace::ProjectWorkspace(const ProjectParts& parts, const QString& folder, QObject* parent)
    : QObject(parent),
      parts_(parts),
      store_(WorkingFolder(folder)),
      opener_(parts.window, parts.document, parts.messages, store_.folder()),
      keeper_(store_, parts.alarm, [this] { return stateToKeep(); }),
      watch_(new PhotoWatch(parts.window)) {
  addCommands();
  connectParts();
}

void ProjectWorkspace::connectParts() {
  connect(&parts_.document, &PhotoDocument::opened, this, &ProjectWorkspace::startDocument);
  connect(&parts_.document, &PhotoDocument::closed, this, &ProjectWorkspace::startDocument);
  connect(&parts_.history, &EditHistory::changed, this, &ProjectWorkspace::noteChange);
  connect(&parts_.history, &EditHistory::resultWanted, this, &ProjectWorkspace::loadResult);
  connect(&parts_.history, &EditHistory::sourceWanted, this, &ProjectWorkspace::loadResult);
  connect(&parts_.instruction, &QPlainTextEdit::textChanged, this, &ProjectWorkspace::noteChange);
  connect(&parts_.masks.model(), &MaskModel::changed, this, &ProjectWorkspace::noteChange);
  connect(&parts_.sketch.model(), &SketchModel::changed, this, &ProjectWorkspace::noteChange);
  connect(&parts_.masks, &MaskSession::pendingChanged, this, [this](bool pending) {
    merge_pending_ = pending;
    // The history takes the merged edit a moment later.
    QMetaObject::invokeMethod(this, &ProjectWorkspace::runWaitingSaves, Qt::QueuedConnection);
  });
  connect(&keeper_, &ProjectKeeper::kept, this, &ProjectWorkspace::kept);
  connect(watch_, &PhotoWatch::replaced, this, &ProjectWorkspace::askToReload);
  connect(&parts_.intake, &FileIntake::projectAsked, &opener_, &ProjectOpener::open);
  parts_.intake.setLeaveGuard([this](const std::function<void()>& then) { return mayLeave(then); });
}

void ProjectWorkspace::start(const QStringList& files) {
  auto work = [folder = store_.folder()](const RunContext& context) {
    return findRecoverable(folder, context);
  };
  runner_.run(std::move(work), [this, files](Outcome<std::vector<Recoverable>> outcome) {
    auto* left = std::get_if<std::vector<Recoverable>>(&outcome);
    left && !left->empty() ? offerRecovery(std::move(*left), files) : openByDefault(files);
  });
}

void ProjectWorkspace::openByDefault(const QStringList& files) {
  files.isEmpty() ? Q_EMIT lastSessionWanted() : parts_.intake.takeFiles(files);
}

void ProjectWorkspace::startDocument() {
  const auto opening = opener_.take();
  keeper_.startAnew();
  waiting_saves_.clear();
  restoring_.reset();
  stored_painted_.clear();
  saving_ = false;
  has_working_file_ = opening.has_value();
  recovered_ = opening && opening->project.modified;
  path_ = opening ? QString::fromStdString(opening->project.saved_path) : QString();
  store_.replace(opening ? opening->project.working : nullptr);
  opening ? restoreProject(*opening) : describePhoto();
  saved_marks_ = marks();
  saved_painted_ = painted();
  saved_sketches_ = parts_.sketch.sketched();
  saved_geometry_ = parts_.document.shape().geometry;
  tellState();
}

void ProjectWorkspace::describePhoto() {
  source_.reset();
  watch_->setSource({});
  describer_.cancelAll();
  const QString path = parts_.document.path();
  if (path.isEmpty()) {
    source_.emplace();
    return;
  }
  auto work = [path](const RunContext& context) { return describe_source(path.toStdString(), context); };
  describer_.run(std::move(work), [this](const Outcome<SourcePhoto>& outcome) {
    // A file that is gone already stays without a path: the project will hold the photo itself.
    const auto* source = std::get_if<SourcePhoto>(&outcome);
    source_ = source ? *source : SourcePhoto{};
    watch_->setSource(*source_);
    noteChange();
    runWaitingSaves();
  });
}

void ProjectWorkspace::restoreProject(const ProjectOpener::Opening& opening) {
  const OpenedProject& project = opening.project;
  describer_.cancelAll();
  source_ = project.source;
  watch_->setSource(project.photo_path.empty() ? SourcePhoto{} : *source_);
  if (!path_.isEmpty()) parts_.settings.addRecentFile(path_);
  if (project.photo_was_replaced)
    parts_.messages.showNote([name = parts_.document.name()] {
      return tr("%1 has changed since the project was made.").arg(name);
    });
  // The current edit brings its own instruction; what was typed last counts.
  restoring_ = opening.keeps_instruction ? parts_.settings.sessionInstruction()
                                         : QString::fromStdString(project.instruction);
  parts_.instruction.setPlainText(*restoring_);
  stored_painted_ = project.painted;
  parts_.sketch.restore(project.sketches);
  parts_.history.restore(project.generations, project.current, project.sources);
  const HistoryModel& history = parts_.history.model();
  const std::int64_t shown = history.pictureOf(history.current());
  if (auto of_shown = stored_painted_.extract(kShownStep)) {
    of_shown.key() = {shown, false};
    stored_painted_.insert(std::move(of_shown));
  }
  restoreMasks({}, nullptr);
  if (shown == kPhotoNode) endRestoring();
  loadThumbnails(project.generations);
}

void ProjectWorkspace::loadThumbnails(const std::vector<Generation>& generations) {
  for (const Generation& generation : generations) {
    auto work = [id = generation.id, screen = parts_.document.screen()](WorkingProject& project,
                                                                        const RunContext&) {
      return historyThumbnail(toScreenImage(project.smallPicture(id), screen));
    };
    store_.run(std::move(work), [this, id = generation.id](const Outcome<QImage>& outcome) {
      if (const auto* image = std::get_if<QImage>(&outcome)) parts_.history.model().setThumbnail(id, *image);
    });
  }
}

void ProjectWorkspace::loadResult(std::int64_t id) {
  auto work = [id, photo = parts_.document.original()](WorkingProject& project, const RunContext& context) {
    return project.load(id, photo, context);
  };
  store_.run(std::move(work),
             [this, id](const Outcome<EditHistory::ResultPtr>& outcome) { takeResult(id, outcome); });
}

void ProjectWorkspace::takeResult(std::int64_t id, const Outcome<EditHistory::ResultPtr>& outcome) {
  const auto* result = std::get_if<EditHistory::ResultPtr>(&outcome);
  if (const auto* failure = std::get_if<Failure>(&outcome)) parts_.messages.showFailure(*failure);
  const auto restoring = endRestoring();
  // Before the edit is shown: it is merged with these masks already.
  if (result) restoreMasks({id, false}, *result);
  if (result && stored_painted_.contains(nextAfter(id))) restoreMasks(nextAfter(id), *result);
  // What has been typed since stays: the panel keeps it as well.
  const bool is_untouched = restoring && parts_.instruction.toPlainText() == *restoring;
  parts_.history.provide(id, result ? *result : nullptr);
  if (is_untouched) parts_.instruction.setPlainText(*restoring);
}

void ProjectWorkspace::restoreMasks(PaintedOn on, const EditHistory::ResultPtr& result) {
  const auto stored = stored_painted_.extract(on);
  std::optional<MaskState> painted;
  if (stored) painted = stored.mapped();
  parts_.masks.restore(on, result, painted);
  PaintedSteps now = parts_.masks.painted();
  saved_painted_[on] = now[on];
}

std::optional<QString> ProjectWorkspace::endRestoring() {
  if (restoring_) {
    logger("ui").info("{} is open with {} edits", parts_.document.name().toStdString(),
                      parts_.history.nodes().size());
  }
  return std::exchange(restoring_, std::nullopt);
}

PaintedSteps ProjectWorkspace::painted() const {
  PaintedSteps all = parts_.masks.painted();
  all.insert(stored_painted_.begin(), stored_painted_.end());
  return all;
}

std::vector<ProjectWorkspace::NodeMark> ProjectWorkspace::marks() const {
  std::vector<NodeMark> marks;
  for (const ProjectNode& node : parts_.history.nodes()) {
    if (!node.generation.removed)
      marks.push_back({node.generation.id, node.version, node.generation.name, node.generation.is_on});
  }
  return marks;
}

bool ProjectWorkspace::isModified() const {
  if (!parts_.document.hasPhoto()) return false;
  const bool is_painted = !isSame(painted(), saved_painted_);
  const bool shaped = parts_.document.shape().geometry != saved_geometry_;
  const bool is_sketched = parts_.sketch.sketched() != saved_sketches_;
  return recovered_ || is_painted || is_sketched || shaped || marks() != saved_marks_;
}

ProjectState ProjectWorkspace::state() const {
  ProjectState state;
  if (source_) state.source = *source_;
  state.photo_name = parts_.document.name().toStdString();
  state.photo = parts_.document.original();
  state.geometry = parts_.document.shape().geometry;
  if (const auto photo = parts_.document.original()) state.drawing_side_px = drawingSide(*photo);
  state.keeps_photo = parts_.settings.keepsPhotoInProjects() || state.source.has_copy;
  state.nodes = parts_.history.nodes();
  state.current = parts_.history.model().current();
  state.instruction = parts_.instruction.toPlainText().toStdString();
  state.painted = painted();
  state.sketches = parts_.sketch.sketched();
  state.path = path_.toStdString();
  state.modified = isModified();
  return state;
}

void ProjectWorkspace::noteChange() {
  tellState();
  keeper_.noteChange();
}

std::optional<ProjectState> ProjectWorkspace::stateToKeep() {
  // What is kept behind a save must know where that went; noteChange() follows it.
  if (!parts_.document.hasPhoto() || !source_ || saving_) return std::nullopt;
  const bool has_work = !parts_.history.nodes().empty() || !isSame(painted(), PaintedSteps()) ||
                        !parts_.sketch.sketched().empty() || !parts_.document.shape().geometry.is_identity();
  if (!has_working_file_ && !has_work) return std::nullopt;
  has_working_file_ = true;
  return state();
}

void ProjectWorkspace::save(const std::function<void()>& then) {
  if (!parts_.document.hasPhoto()) return;
  path_.isEmpty() ? saveAs(then) : writeTo(path_, then);
}

void ProjectWorkspace::writeTo(const QString& path, const std::function<void()>& then) {
  if (merge_pending_ || !source_) {
    waiting_saves_.emplace_back([this, path, then] { writeTo(path, then); });
    return;
  }
  has_working_file_ = true;
  saving_ = true;
  auto take = [this, path, then, marks = marks(), geometry = parts_.document.shape().geometry,
               painted = painted(),
               sketches = parts_.sketch.sketched()](const Outcome<std::monostate>& outcome) {
    saving_ = false;
    if (const auto* failure = std::get_if<Failure>(&outcome)) parts_.messages.showFailure(*failure);
    if (!std::holds_alternative<std::monostate>(outcome)) return noteChange();
    path_ = path;
    saved_marks_ = marks;
    saved_painted_ = painted;
    saved_sketches_ = sketches;
    saved_geometry_ = geometry;
    recovered_ = false;
    parts_.settings.addRecentFile(path);
    parts_.messages.showNote([path] { return tr("Saved as %1.").arg(QDir::toNativeSeparators(path)); });
    noteChange();
    Q_EMIT saved(path);
    if (then) then();
  };
  store_.save(state(), path.toStdString(), std::move(take));
}

void ProjectWorkspace::runWaitingSaves() {
  if (merge_pending_ || !source_) return;
  for (const auto& start : std::exchange(waiting_saves_, {})) start();
}

}  // namespace v4e::ui
