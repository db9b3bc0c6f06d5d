// SPDX-License-Identifier: GPL-3.0-or-later
// Files in and out, and the edits.
#include <QAbstractButton>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMessageBox>
#include <QMimeData>
#include <algorithm>

#include "ui/canvas/dropped_files.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/failure_text.h"
#include "ui/export/export_dialog.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

void MainWindow::restoreSession() {
  if (!settings_.restoresSession()) return;
  panel_->instruction().setPlainText(settings_.sessionInstruction());
  const QString file = settings_.sessionFile();
  if (!file.isEmpty() && QFileInfo::exists(file)) openNow(file, true);
}

void MainWindow::whenFree(const std::function<void()>& then) {
  if (!leave_guard_ || leave_guard_(then)) then();
}

void MainWindow::openFile(const QString& path) {
  whenFree([this, path] { openNow(path, false); });
}

void MainWindow::openNow(const QString& path, bool keepsInstruction) {
  pending_instruction_.clear();
  opens_project_ = isProjectName(path);
  opens_project_ ? Q_EMIT projectAsked(path, keepsInstruction) : document_->open(path);
}

void MainWindow::askForFile() {
  const QString folder = settings_.recentFiles().isEmpty()
                             ? QDir::homePath()
                             : QFileInfo(settings_.recentFiles().first()).absolutePath();
  const QStringList files = QFileDialog::getOpenFileNames(this, tr("Open"), folder, openFilter());
  if (!files.isEmpty()) takeFiles(files);
}

void MainWindow::takeFiles(const QStringList& paths) {
  if (paths.isEmpty()) return;
  const auto project = std::find_if(paths.begin(), paths.end(), isProjectName);
  if (project != paths.end()) return openFile(*project);
  if (paths.size() > 1) return Q_EMIT filesForQueue(paths);
  switch (kindOf(paths.first())) {
    case FileKind::Video:
      return Q_EMIT videoTaken(paths.first());
    case FileKind::ModelFolder:
      return offerModels(paths.first());
    case FileKind::Folder:
      return Q_EMIT filesForQueue(paths);
    case FileKind::Photo:
    case FileKind::Project:
    case FileKind::Other:
      return openFile(paths.first());
  }
}

void MainWindow::offerModels(const QString& folder) {
  auto* question = new QMessageBox(
      QMessageBox::Question, windowTitle(),
      tr("%1 holds models. Shall they be found from now on?").arg(QFileInfo(folder).fileName()),
      QMessageBox::Yes | QMessageBox::No, this);
  question->setObjectName("modelQuestion");
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question->button(QMessageBox::Yes), &QAbstractButton::clicked, this, [this, folder] {
    QStringList folders = settings_.modelFolders();
    if (!folders.contains(folder)) settings_.setModelFolders(folders << folder);
    command("generate.models")->trigger();
  });
  question->open();
}

void MainWindow::takeImage(const QImage& image) {
  whenFree([this, image] {
    pending_instruction_.clear();
    document_->openImage(image, tr("Pasted photo"));
  });
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  // What was dragged out of the window is no new photo.
  if (canTake(*event->mimeData()) && !event->source()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const DroppedContent content = contentOf(*event->mimeData());
  if (!content.paths.isEmpty()) {
    takeFiles(content.paths);
  } else if (!content.image.isNull()) {
    takeImage(content.image);
  }
  event->acceptProposedAction();
}

void MainWindow::paste() {
  const QMimeData* clipboard = QGuiApplication::clipboard()->mimeData();
  if (!clipboard || !canTake(*clipboard)) {
    messages_->showNote(tr("There is no picture in the clipboard."));
    return;
  }
  const DroppedContent content = contentOf(*clipboard);
  if (!content.paths.isEmpty()) {
    takeFiles(content.paths);
  } else {
    takeImage(content.image);
  }
}

void MainWindow::copyResult() {
  const auto pyramid = document_->editPyramid() ? document_->editPyramid() : document_->photoPyramid();
  if (!pyramid) return;
  QImage copy = pyramid->full();
  // What is shown is in the screen's colours: another program must know.
  if (document_->screen() != QColorSpace(QColorSpace::SRgb)) copy.setColorSpace(document_->screen());
  QGuiApplication::clipboard()->setImage(copy);
}

void MainWindow::exportResult(bool ask) {
  if (!document_->hasPhoto()) return;
  if (!ask && !last_export_.isEmpty()) {
    document_->exportTo(last_export_, last_export_options_, settings_.exportChoice().embed_settings);
    return;
  }
  const QFileInfo source(document_->path().isEmpty() ? document_->name() : document_->path());
  const QString folder = !document_->path().isEmpty()          ? source.absolutePath()
                         : !settings_.exportFolder().isEmpty() ? settings_.exportFolder()
                                                               : QDir::homePath();
  auto* dialog = new ExportDialog(*document_->photo(), folder + '/' + source.completeBaseName() + "-edit",
                                  document_->photo()->source_format, settings_, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    last_export_ = dialog->path();
    last_export_options_ = dialog->options();
    document_->exportTo(last_export_, last_export_options_, dialog->embedsSettings());
  });
  dialog->open();
}

void MainWindow::startEdit() {
  if (!isEditing() && panel_->isReady() && !warnsOfMemory()) beginEdit();
}

bool MainWindow::warnsOfMemory() {
  const EditSettings order = panel_->order();
  const int frames = order.frames.value_or(1);
  const std::pair choice(order.model, frames);
  const MemoryPlan plan = planMemory(engine_.models(), order.model, frames);
  if (plan.fits || choice == fitting_) return false;
  const ModelInfo* model = engine_.model(QString::fromStdString(order.model));
  messages_->showNote(
      tr("%1 takes at least %2 of memory for this, and %3 are free.")
          .arg(QString::fromStdString(model->name), sizeText(plan.least_bytes), sizeText(plan.free_bytes)));
  offerWays(plan.ways);
  // An estimate forbids nothing.
  messages_->offer(tr("Edit all the same"), [this, choice] {
    fitting_ = choice;
    startEdit();
  });
  return true;
}

void MainWindow::offerWays(const std::vector<MemoryWay>& ways) {
  for (const MemoryWay& way : ways) {
    const QString id = QString::fromStdString(way.model_id);
    if (way.model_id == panel_->order().model) {
      messages_->offer(tr("Try with %n frame(s)", nullptr, way.frames), [this, way] {
        panel_->parameters().setFrames(way.frames);
        startEdit();
      });
    } else if (const ModelInfo* model = engine_.model(id)) {
      const QString name = QString::fromStdString(model->name);
      messages_->offer(tr("Use %1 (%2)").arg(name, sizeText(way.least_bytes)), [this, id] {
        panel_->setModels(engine_.models(), id);
        startEdit();
      });
    }
  }
}

void MainWindow::beginEdit() {
  messages_->hide();
  panel_->instruction().remember();
  waiting_variations_.clear();
  EditRequest request;
  request.photo = source_ ? source_ : document_->photo();
  request.settings = panel_->order();
  for (int i = 0; i < panel_->parameters().variations(); ++i) {
    waiting_variations_.push_back(request);
    ++request.settings.seed;
  }
  startNextVariation();
}

void MainWindow::startSample(const QString& instruction) {
  panel_->instruction().replaceText(instruction);
  awaited_start_ = instruction;
  // Right after the program's start the models may not have been found yet.
  if (!engine_.models().isEmpty()) startAwaited();
}

void MainWindow::startAwaited() {
  const QString instruction = std::exchange(awaited_start_, {});
  // Whoever wrote something else meanwhile wants to start by herself.
  if (!instruction.isEmpty() && panel_->instruction().toPlainText() == instruction) startEdit();
}

void MainWindow::offerLessMemory() {
  const EditSettings order = panel_->order();
  const std::vector<MemoryWay> ways = smallerWays(engine_.models(), order.model, order.frames.value_or(1));
  offerWays(ways);
  if (ways.empty() && engine_.models().size() > 1) {
    messages_->offer(tr("Choose another model…"), [this] { command("generate.models")->trigger(); });
  }
}

void MainWindow::setSource(std::shared_ptr<const Photo> source) {
  if (source == source_) return;
  source_ = std::move(source);
  Q_EMIT sourceChanged();
}

void MainWindow::startNextVariation() {
  if (waiting_variations_.empty()) return;
  EditRequest request = std::move(waiting_variations_.front());
  waiting_variations_.pop_front();
  runJob(engine_.startEdit(std::move(request)), false);
}

void MainWindow::runJob(std::unique_ptr<EditJob> job, bool isMerge) {
  job_ = std::move(job);
  if (!isMerge) panel_->generate().start();
  connect(job_.get(), &EditJob::progressed, this, [this](const JobProgress& progress) {
    panel_->generate().setProgress(progress);
    const QString left = timeLeftText(progress);
    status_->setPhase(left.isEmpty() ? stageSentence(progress) : stageSentence(progress) + " · " + left);
  });
  connect(job_.get(), &EditJob::previewed, this, [this](const QList<QImage>& frames, int step) {
    if (!frames.isEmpty()) canvas_->setFrame(frames.last());
    Q_EMIT previewed(frames, step);
  });
  connect(job_.get(), &EditJob::finished, this,
          [this, isMerge](const EditOutcome& outcome) { finishJob(outcome, isMerge); });
  updateCommands();
  Q_EMIT editingChanged(true);
}

void MainWindow::stopEdit(bool keep) {
  waiting_variations_.clear();
  if (!job_) return;
  panel_->generate().setStopping(keep);
  keep ? job_->stopAndKeep() : job_->stopNow();
}

void MainWindow::chooseFrame(int frame) {
  const auto result = document_->result();
  if (!result || isEditing() || frame < 0 || static_cast<std::size_t>(frame) >= result->frames.size()) return;
  runJob(engine_.startMerge(result, static_cast<std::size_t>(frame)), true);
}

void MainWindow::finishJob(const EditOutcome& outcome, bool isMerge) {
  // The job is the sender of this signal, so it may go only later.
  job_.release()->deleteLater();
  panel_->generate().finish();
  status_->setPhase({});
  canvas_->setFrame({});
  if (const auto* result = std::get_if<std::shared_ptr<const EditResult>>(&outcome)) {
    const auto& edited = (*result)->photo;
    const bool same_photo = edited == document_->photo() || (source_ && edited == source_);
    const QString text = isMerge ? tr("Choose frame %1").arg((*result)->chosen)
                                 : QString::fromStdString((*result)->settings.instruction);
    if (same_photo) document_->applyResult(*result, text);
    // It fitted; and its weights, which stay loaded, are the memory that may seem to be missing next time.
    if (!isMerge) fitting_ = {(*result)->settings.model, (*result)->settings.frames.value_or(1)};
    if (!isMerge && same_photo) {
      panel_->parameters().rollSeed();
      Q_EMIT editFinished(*result);
    }
    QStringList notes;
    for (const std::string& note : (*result)->notes) notes << QString::fromStdString(note);
    if (!notes.isEmpty()) messages_->showNote(notes.join(' '));
  } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
    waiting_variations_.clear();
    messages_->showFailure(*failure);
    if (failure->code == ErrorCode::OutOfMemory && !isMerge) offerLessMemory();
  }
  updateCommands();
  Q_EMIT editingChanged(false);
  if (!isMerge) startNextVariation();
}

}  // namespace v4e::ui
