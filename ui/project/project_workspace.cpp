// SPDX-License-Identifier: GPL-3.0-or-later
// Opening, following and saving a project.
#include "ui/project/project_workspace.h"

#include <QDir>
#include <QFileInfo>
#include <utility>

#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr int kKeepDelayMs = 400;
constexpr int kRetryMs = 2000;  ///< after keeping has failed

}  // namespace

ProjectWorkspace::ProjectWorkspace(MainWindow& window, HistoryWorkspace& history, MaskWorkspace& masks,
                                   const QString& folder, QObject* parent)
    : QObject(parent),
      window_(window),
      history_(history),
      masks_(masks),
      store_(folder),
      watch_(new PhotoWatch(window)),
      locator_(window, nullptr) {
  timer_.setSingleShot(true);
  addCommands();
  connectParts();
}

void ProjectWorkspace::connectParts() {
  PhotoDocument& document = window_.document();
  connect(&document, &PhotoDocument::opened, this, &ProjectWorkspace::startDocument);
  connect(&document, &PhotoDocument::failed, this, [this] {
    if (pending_ && !window_.document().isOpening()) dropPending();
  });
  connect(&history_, &HistoryWorkspace::changed, this, &ProjectWorkspace::noteChange);
  connect(&history_, &HistoryWorkspace::resultWanted, this, &ProjectWorkspace::loadResult);
  connect(&window_.instructionPanel().instruction(), &QPlainTextEdit::textChanged, this,
          &ProjectWorkspace::noteChange);
  connect(&masks_.session().model(), &MaskModel::changed, this, &ProjectWorkspace::noteChange);
  connect(&masks_.session(), &MaskSession::pendingChanged, this, [this](bool pending) {
    merge_pending_ = pending;
    // The history takes the merged edit a moment later.
    QMetaObject::invokeMethod(this, &ProjectWorkspace::runWaitingSaves, Qt::QueuedConnection);
  });
  connect(&timer_, &QTimer::timeout, this, &ProjectWorkspace::keep);
  connect(watch_, &PhotoWatch::replaced, this, &ProjectWorkspace::askToReload);
  connect(&window_, &MainWindow::projectAsked, this, &ProjectWorkspace::open);
  connect(&window_, &MainWindow::closed, this, [this] { store_.discard(); });
  window_.setLeaveGuard([this](const std::function<void()>& then) { return mayLeave(then); });
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
  files.isEmpty() ? window_.restoreSession() : window_.takeFiles(files);
}

void ProjectWorkspace::open(const QString& path, bool keepsInstruction) {
  auto read = [project = QFileInfo(path).absoluteFilePath().toStdString(),
               folder = store_.folder()](const RunContext& context) {
    return openProject(project, newWorkingFile(folder), context);
  };
  openLater(std::move(read), keepsInstruction, false);
}

void ProjectWorkspace::openLater(std::function<OpenedProject(const RunContext&)> read, bool keepsInstruction,
                                 bool isRecovered) {
  dropPending();
  runner_.run(std::move(read),
              [this, keepsInstruction, isRecovered, serial = open_serial_](Outcome<OpenedProject> outcome) {
                auto* opened = std::get_if<OpenedProject>(&outcome);
                if (serial != open_serial_) {  // something else was asked for since
                  if (opened && !isRecovered) opened->working->discard();
                  return;
                }
                if (const auto* failure = std::get_if<Failure>(&outcome))
                  window_.messages().showFailure(*failure);
                if (opened) openPhoto({std::move(*opened), keepsInstruction, isRecovered});
              });
}

void ProjectWorkspace::openPhoto(Pending project) {
  OpenedProject& opened = project.project;
  if (!opened.photo_is_missing) {
    pending_ = std::move(project);
    window_.document().openBy(pending_->project.read_photo,
                              QString::fromStdString(pending_->project.photo_path.string()),
                              QString::fromStdString(pending_->project.photo_name));
    return;
  }
  const QFileInfo file(QString::fromStdString(opened.saved_path));
  const QString name =
      opened.saved_path.empty() ? QString::fromStdString(opened.photo_name) : file.fileName();
  const SourcePhoto wanted = opened.source;
  lost_ = std::move(project);
  locator_.ask(name, wanted, [this](const std::optional<SourcePhoto>& photo) {
    if (!photo) return dropPending();
    takePhoto(lost_->project, *photo);
    openPhoto(*std::exchange(lost_, std::nullopt));
  });
}

void ProjectWorkspace::dropPending() {
  ++open_serial_;
  locator_.cancel();
  for (std::optional<Pending>* project : {&pending_, &lost_}) {
    if (*project && !(*project)->is_recovered) (*project)->project.working->discard();
    project->reset();
  }
}

void ProjectWorkspace::startDocument() {
  const auto pending = std::exchange(pending_, std::nullopt);
  timer_.stop();
  window_.alarm().hide();
  waiting_saves_.clear();
  keeping_ = changed_meanwhile_ = restores_masks_ = false;
  instruction_to_set_.reset();
  has_working_file_ = pending.has_value();
  recovered_ = pending && pending->project.modified;
  path_ = pending ? QString::fromStdString(pending->project.saved_path) : QString();
  store_.replace(pending ? pending->project.working : nullptr);
  pending ? restoreProject(*pending) : describePhoto();
  saved_marks_ = marks();
  saved_painted_ = masks_.session().model().state();
  updateTitle();
}

void ProjectWorkspace::describePhoto() {
  source_ = {};
  watch_->setSource({});
  describer_.cancelAll();
  const QString path = window_.document().path();
  source_known_ = path.isEmpty();
  if (source_known_) return;
  auto work = [path](const RunContext& context) { return describe_source(path.toStdString(), context); };
  describer_.run(std::move(work), [this](const Outcome<SourcePhoto>& outcome) {
    // A file that is gone already leaves source_ empty: the project will hold the photo itself.
    if (const auto* source = std::get_if<SourcePhoto>(&outcome)) source_ = *source;
    source_known_ = true;
    watch_->setSource(source_);
    noteChange();
    runWaitingSaves();
  });
}

void ProjectWorkspace::restoreProject(const Pending& pending) {
  const OpenedProject& project = pending.project;
  describer_.cancelAll();
  source_ = project.source;
  source_known_ = true;
  watch_->setSource(project.photo_path.empty() ? SourcePhoto{} : source_);
  if (!path_.isEmpty()) window_.settings().addRecentFile(path_);
  if (project.photo_was_replaced)
    window_.messages().showNote(
        tr("%1 is not the picture any more that the project was made from.").arg(window_.document().name()));
  QPlainTextEdit& instruction = window_.instructionPanel().instruction();
  // The current edit brings its own instruction; what was typed last counts.
  instruction_to_set_ = pending.keeps_instruction ? window_.settings().sessionInstruction()
                                                  : QString::fromStdString(project.instruction);
  instruction.setPlainText(*instruction_to_set_);
  history_.restore(project.generations, project.current);
  restores_masks_ = history_.model().current() != kPhotoNode;
  painted_ = project.painted;
  if (!restores_masks_) {
    instruction_to_set_.reset();
    restoreMasks(nullptr);
  }
  loadThumbnails(project.generations);
}

void ProjectWorkspace::loadThumbnails(const std::vector<Generation>& generations) {
  for (const Generation& generation : generations) {
    auto work = [id = generation.id](WorkingProject& project, const RunContext&) {
      return historyThumbnail(toQImage(project.editFrame(id)));
    };
    store_.run(std::move(work), [this, id = generation.id](const Outcome<QImage>& outcome) {
      if (const auto* image = std::get_if<QImage>(&outcome)) history_.model().setThumbnail(id, *image);
    });
  }
}

void ProjectWorkspace::loadResult(std::int64_t id) {
  auto work = [id, photo = window_.document().photo()](WorkingProject& project, const RunContext& context) {
    return project.load(id, photo, context);
  };
  store_.run(std::move(work),
             [this, id](const Outcome<HistoryWorkspace::ResultPtr>& outcome) { takeResult(id, outcome); });
}

void ProjectWorkspace::takeResult(std::int64_t id, const Outcome<HistoryWorkspace::ResultPtr>& outcome) {
  const auto* result = std::get_if<HistoryWorkspace::ResultPtr>(&outcome);
  if (const auto* failure = std::get_if<Failure>(&outcome)) window_.messages().showFailure(*failure);
  // Before the edit is shown: it is merged with these masks already.
  if (restores_masks_) restoreMasks(result ? (*result)->edits : nullptr);
  history_.provide(id, result ? *result : nullptr);
  if (instruction_to_set_)
    window_.instructionPanel().instruction().setPlainText(*std::exchange(instruction_to_set_, std::nullopt));
}

void ProjectWorkspace::restoreMasks(const std::shared_ptr<const MergeEdits>& edits) {
  restores_masks_ = false;
  MaskSession& session = masks_.session();
  if (const auto painted = std::exchange(painted_, std::nullopt)) {
    session.restore(*painted, edits);
  } else {
    session.restore(edits);
  }
  saved_painted_ = session.model().state();
}

std::vector<ProjectWorkspace::NodeMark> ProjectWorkspace::marks() const {
  std::vector<NodeMark> marks;
  for (const ProjectNode& node : history_.nodes()) {
    if (!node.generation.removed) marks.push_back({node.generation.id, node.version});
  }
  return marks;
}

bool ProjectWorkspace::isModified() const {
  if (!window_.document().hasPhoto()) return false;
  // Until they are restored, the masks are the project's.
  const bool painted = !restores_masks_ && !isSame(masks_.session().model().state(), saved_painted_);
  return recovered_ || painted || marks() != saved_marks_;
}

ProjectState ProjectWorkspace::state() const {
  ProjectState state;
  state.source = source_;
  state.photo_name = window_.document().name().toStdString();
  state.photo = window_.document().photo();
  state.keeps_photo = window_.settings().keepsPhotoInProjects() || source_.has_copy;
  state.nodes = history_.nodes();
  state.current = history_.model().current();
  state.instruction = window_.instructionPanel().instruction().toPlainText().toStdString();
  if (!restores_masks_) state.painted = masks_.session().model().state();
  state.path = path_.toStdString();
  state.modified = isModified();
  return state;
}

void ProjectWorkspace::noteChange() {
  updateTitle();
  if (keeping_) {
    changed_meanwhile_ = true;
  } else if (!timer_.isActive()) {
    timer_.start(kKeepDelayMs);
  }
}

void ProjectWorkspace::keep() {
  if (!window_.document().hasPhoto() || !source_known_) return;
  const bool has_work = !history_.nodes().empty() || !masks_.session().model().isEmpty();
  if (!has_working_file_ && !has_work) return;
  keeping_ = true;
  has_working_file_ = true;
  store_.keep(state(), [this](const Outcome<std::monostate>& outcome) { takeKept(outcome); });
}

void ProjectWorkspace::takeKept(const Outcome<std::monostate>& outcome) {
  keeping_ = false;
  const auto* failure = std::get_if<Failure>(&outcome);
  failure ? window_.alarm().showUnsaved(*failure) : window_.alarm().hide();
  if (failure) {
    timer_.start(kRetryMs);
  } else if (changed_meanwhile_) {
    noteChange();
  }
  changed_meanwhile_ = false;
  Q_EMIT kept();
}

void ProjectWorkspace::save(const std::function<void()>& then) {
  if (!window_.document().hasPhoto()) return;
  path_.isEmpty() ? saveAs(then) : writeTo(path_, then);
}

void ProjectWorkspace::writeTo(const QString& path, const std::function<void()>& then) {
  if (merge_pending_ || !source_known_) {
    waiting_saves_.emplace_back([this, path, then] { writeTo(path, then); });
    return;
  }
  has_working_file_ = true;
  auto take = [this, path, then, marks = marks(),
               painted = masks_.session().model().state()](const Outcome<std::monostate>& outcome) {
    if (const auto* failure = std::get_if<Failure>(&outcome)) window_.messages().showFailure(*failure);
    if (!std::holds_alternative<std::monostate>(outcome)) return;
    path_ = path;
    saved_marks_ = marks;
    saved_painted_ = painted;
    recovered_ = false;
    window_.settings().addRecentFile(path);
    window_.messages().showNote(tr("Saved as %1.").arg(QDir::toNativeSeparators(path)));
    noteChange();
    Q_EMIT saved(path);
    if (then) then();
  };
  store_.save(state(), path.toStdString(), std::move(take));
}

void ProjectWorkspace::runWaitingSaves() {
  if (merge_pending_ || !source_known_) return;
  for (const auto& start : std::exchange(waiting_saves_, {})) start();
}

void ProjectWorkspace::updateTitle() {
  window_.setProject(path_, isModified());
}

}  // namespace v4e::ui
