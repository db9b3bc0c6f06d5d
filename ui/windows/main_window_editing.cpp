// SPDX-License-Identifier: GPL-3.0-or-later
// How files and edits come into the window.
#include <QDragEnterEvent>
#include <QFileInfo>

#include "ui/canvas/dropped_files.h"
#include "ui/engine/failure_text.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {

void MainWindow::restoreSession() {
  if (!settings_.restoresSession()) return;
  panel_->instruction().setPlainText(settings_.sessionInstruction());
  const QString file = settings_.sessionFile();
  if (!file.isEmpty() && QFileInfo::exists(file)) intake_->reopen(file);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  // What was dragged out of the window is no new photo.
  if (canTake(*event->mimeData()) && !event->source()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  intake_->take(*event->mimeData());
  event->acceptProposedAction();
}

void MainWindow::connectSession() {
  GenerateBox& box = panel_->generate();
  panel_->parameters().loras().setChecker(loraChecker());
  panel_->parameters().loras().setPurposeKeeper(
      [&engine = engine_](const std::string& file, const std::string& model, LoraPurpose purpose, auto done) {
        engine.keepLoraPurpose(file, model, purpose, std::move(done));
      });
  connect(panel_, &InstructionPanel::generateAsked, this, &MainWindow::startEdit);
  connect(&box, &GenerateBox::stopNowAsked, session_, [this] { session_->stop(false); });
  connect(&box, &GenerateBox::stopAndKeepAsked, session_, [this] { session_->stop(true); });
  BaseSwitch& base = panel_->base();
  connect(&base, &BaseSwitch::onPhotoChosen, session_,
          [this](bool onPhoto) { session_->setBuildsOn(onPhoto ? BuildsOn::Photo : BuildsOn::Edit); });
  connect(session_, &EditSession::buildsOnChanged, &base,
          [&base](BuildsOn on) { base.setOnPhoto(on == BuildsOn::Photo); });
  connect(document_, &PhotoDocument::editChanged, panel_,
          [this] { panel_->setHasEdit(document_->result() != nullptr); });
  connect(session_, &EditSession::began, &box, &GenerateBox::start);
  connect(session_, &EditSession::stopping, &box, &GenerateBox::setStopping);
  connect(session_, &EditSession::progressed, this, [this, &box](const JobProgress& progress) {
    box.setProgress(progress);
    const QString left = timeLeftText(progress);
    status_->setPhase(left.isEmpty() ? stageSentence(progress) : stageSentence(progress) + " · " + left);
  });
  connect(session_, &EditSession::previewed, this, [this](const QList<QImage>& frames, int) {
    if (!frames.isEmpty()) canvas_->setFrame(frames.last());
  });
  connect(session_, &EditSession::ended, this, [this, &box] {
    box.finish();
    status_->setPhase({});
    canvas_->setFrame({});
  });
  connect(session_, &EditSession::editFinished, this,
          [this](const std::shared_ptr<const EditResult>& result) {
            panel_->parameters().showUsedSeed(result->settings.seed);
          });
  connect(session_, &EditSession::editingChanged, this, &MainWindow::updateCommands);
  connect(session_, &EditSession::framesWanted, this,
          [this](int frames) { panel_->parameters().setFrames(frames); });
  connect(session_, &EditSession::modelWanted, this,
          [this](const QString& id) { panel_->setModels(engine_.models(), id); });
  connect(session_, &EditSession::editWanted, this, &MainWindow::startEdit);
  connect(session_, &EditSession::modelsWanted, command("generate.models"), &QAction::trigger);
}

LoraList::Checker MainWindow::loraChecker() {
  return [&engine = engine_](const std::string& file, const std::string& model, auto done) {
    engine.checkLora(file, model, std::move(done));
  };
}

void MainWindow::startEdit() {
  if (session_->isEditing() || panel_->proposeRegion() || !panel_->isReady()) return;
  Q_EMIT editStarts();
  panel_->parameters().renewSeed();
  if (!session_->start(panel_->order(), panel_->parameters().variations())) return;
  panel_->instruction().remember();
  showInstructionPanel();  // there are the progress and the ways to stop
}

void MainWindow::startSample(const QString& instruction) {
  panel_->instruction().replaceText(instruction);
  awaited_start_ = instruction;
  // Right after the program's start the models may not have been found yet.
  if (!engine_.models().isEmpty()) startAwaited();
}

void MainWindow::startAwaited() {
  const QString instruction = std::exchange(awaited_start_, {});
  // Whoever wrote something else meanwhile wants to start it themselves.
  if (!instruction.isEmpty() && panel_->instruction().toPlainText() == instruction) startEdit();
}

}  // namespace v4e::ui
