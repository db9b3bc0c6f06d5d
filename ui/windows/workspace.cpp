// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/workspace.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/canvas/dropped_files.h"
#include "ui/engine/strength_text.h"
#include "ui/export/evolution_export.h"
#include "ui/timeline/video_frame_dialog.h"
#include "ui/windows/compare_workspace.h"
#include "ui/windows/finish_workspace.h"
#include "ui/windows/way_workspace.h"

namespace v4e::ui {
namespace {

constexpr const char* kFileMenu = QT_TRANSLATE_NOOP("Commands", "File");
constexpr double kSamePosition = 1e-9;  // a rounding apart
constexpr int kTemporalFactor = 4;      // of a model that is no longer here: what all known ones have
constexpr const char* kViewMenu = QT_TRANSLATE_NOOP("Commands", "View");
constexpr const char* kGenerateMenu = QT_TRANSLATE_NOOP("Commands", "Generate");

}  // namespace

Workspace::Workspace(MainWindow& window, const QString& data_folder)
    : QObject(&window),
      window_(window),
      timeline_(new TimelinePanel),
      timeline_dock_(nullptr),
      saver_(window.engine()) {
  timeline_dock_ = window_.addTimeline(timeline_, {});
  masks_ = new MaskWorkspace(window_, timeline_->model(), this);
  sketch_ = new SketchWorkspace(window_, *masks_, this);
  shape_ = new ShapeWorkspace(window_, this);
  connectTools();
  queue_ = new QueueWorkspace(window_, data_folder + "/queue.sqlite", data_folder + "/looks", this);
  history_ = new HistoryWorkspace(window_, data_folder + "/looks", this);
  connect(history_, &HistoryWorkspace::goOnAsked, this, [this](qint64 id) {
    const auto result = window_.document().result();
    // Where the photo itself is shown, what comes next is made of it anyway.
    if (id == kPhotoNode || !result) return window_.commands().action("generate.focus")->trigger();
    branchFrom(result->settings.strength);
  });
  connectSteps();
  connectSketch();
  new FinishWorkspace(window_.parts(), this);
  new WayWorkspace(window_, window_.parts(), this);
  auto* compare = new CompareWorkspace(window_, window_.parts(), history_->history(), this);
  connect(compare, &CompareWorkspace::begins, &window_, &MainWindow::editStarts);
  new EvolutionExport(window_, window_.document(), window_.engine(), window_.settings(), window_.commands(),
                      window_.messages(), this);
  makeProject(data_folder + "/recovery");
  teaching_ = new TeachWorkspace(window_, window_.parts(), data_folder, this);
  window_.installEventFilter(this);
  addCommands();
  retranslate();
  connectTimeline();
  connectCanvas();
  look_ = new StrengthLook(window_.parts(), *timeline_, masks_->session(), this);
}

/// The canvas has one tool at a time.
void Workspace::connectTools() {
  connect(shape_, &ShapeWorkspace::cropBegun, masks_, &MaskWorkspace::putToolAway);
  connect(shape_, &ShapeWorkspace::cropBegun, sketch_, &SketchWorkspace::putToolAway);
  connect(masks_, &MaskWorkspace::toolTaken, shape_, &ShapeWorkspace::cancelCrop);
  connect(masks_, &MaskWorkspace::toolTaken, sketch_, &SketchWorkspace::putToolAway);
  connect(sketch_, &SketchWorkspace::toolTaken, shape_, &ShapeWorkspace::cancelCrop);
  connect(sketch_, &SketchWorkspace::toolTaken, masks_, &MaskWorkspace::putToolAway);
}

/// What is painted belongs to the steps of the history.
void Workspace::connectSteps() {
  EditHistory& history = history_->history();
  MaskSession& masks = masks_->session();
  masks.setStepOf(
      [&history](const std::shared_ptr<const EditResult>& result) { return history.stepOf(result); });
  connect(&history, &EditHistory::stepCopied, &masks, &MaskSession::copyStep);
  connect(&history, &EditHistory::stepRemade, &masks,
          [&masks](qint64 step, const std::shared_ptr<const EditResult>& result) {
            masks.followStep(step, *result);
          });
  history.updater().setUnmergedEdits([&masks](std::int64_t step) { return masks.unmergedEdits(step); });
  window_.session().setSelection([&masks] {
    return EditSession::Selection{masks.nextSelection(), masks.nextEdits()};
  });
  connect(&window_.session(), &EditSession::buildsOnChanged, &masks,
          [&masks](BuildsOn base) { masks.setNextOfPhoto(base == BuildsOn::Photo); });
  const auto tell_panel = [this, &masks] {
    window_.instructionPanel().setHasRegion(masks.hasNextSelection());
  };
  connect(&masks.model(), &MaskModel::changed, this, tell_panel);
  connect(&masks, &MaskSession::paintsNextChanged, this, tell_panel);
  connect(&window_.session(), &EditSession::buildsOnChanged, this, tell_panel);
  connect(&window_.instructionPanel(), &InstructionPanel::subjectAsked, masks_,
          [this] { masks_->findForNext(SelectionWish::Kind::Subject); });
  connect(&window_.instructionPanel(), &InstructionPanel::backgroundAsked, masks_,
          [this] { masks_->findForNext(SelectionWish::Kind::Background); });
  connect(&window_.instructionPanel(), &InstructionPanel::selectionAsked, masks_,
          &MaskWorkspace::selectForNext);
  connect(&masks, &MaskSession::unmergedChanged, &history.updater(), &ChainUpdater::update);
}

/// So does what is sketched, and it goes into the next edit.
void Workspace::connectSketch() {
  EditHistory& history = history_->history();
  SketchSession& sketch = sketch_->session();
  sketch.setStepOf(
      [&history](const std::shared_ptr<const EditResult>& result) { return history.stepOf(result); });
  connect(&history, &EditHistory::stepCopied, &sketch, &SketchSession::copyStep);
  window_.session().setSketch([&sketch] { return sketch.nextSketch(); });
  queue_->setSketch(
      [&sketch](const Placement& place, PixelSize size) { return sketch.sketchOn(place, size); });
}

void Workspace::makeProject(const QString& folder) {
  const ProjectParts parts{window_,
                           window_.document(),
                           window_.intake(),
                           history_->history(),
                           masks_->session(),
                           sketch_->session(),
                           window_.instructionPanel().instruction(),
                           window_.settings(),
                           window_.commands(),
                           window_.messages(),
                           window_.alarm()};
  project_ = new ProjectWorkspace(parts, folder, this);
  connect(project_, &ProjectWorkspace::stateChanged, &window_, &MainWindow::setProject);
  connect(project_, &ProjectWorkspace::lastSessionWanted, &window_, &MainWindow::restoreSession);
  connect(&window_, &MainWindow::closed, project_, &ProjectWorkspace::end);
}

void Workspace::addCommands() {
  QAction* again = window_.commands().add({"generate.fromPhoto",
                                           kGenerateMenu,
                                           QT_TRANSLATE_NOOP("Commands", "Start from the p&hoto again"),
                                           "",
                                           {}});
  again->setEnabled(false);
  window_.commands().insertBehind("generate.run", again);
  QAction* video = window_.commands().add(
      {"file.openVideo", kFileMenu, QT_TRANSLATE_NOOP("Commands", "Open a frame of a &video…"), "", {}});
  window_.commands().insertBehind("file.open", video);
  connect(video, &QAction::triggered, this, &Workspace::askForVideo);
  connect(&window_.intake(), &FileIntake::videoTaken, this, &Workspace::openVideo);
  QAction* evolution = window_.commands().add(
      {"view.evolution", kViewMenu, QT_TRANSLATE_NOOP("Commands", "E&volution in a window"), "", {}});
  window_.commands().insertBehind("view.original", evolution);
  connect(evolution, &QAction::triggered, this, &Workspace::showEvolution);
  connect(again, &QAction::triggered, this, &Workspace::startFromPhoto);
  const auto follow = [this, again] {
    again->setEnabled(window_.document().result() && window_.session().buildsOn() == BuildsOn::Edit);
  };
  connect(&window_.session(), &EditSession::buildsOnChanged, this, follow);
  connect(&window_.document(), &PhotoDocument::editChanged, this, follow);
}

void Workspace::connectTimeline() {
  PhotoDocument& document = window_.document();
  connect(&document, &PhotoDocument::editChanged, this, &Workspace::showTrack);
  connect(&document, &PhotoDocument::editChanged, this, &Workspace::takeBranch);
  timeline_->setScreen(document.screen());
  connect(&document, &PhotoDocument::screenChanged, timeline_, &TimelinePanel::setScreen);
  connect(&document, &PhotoDocument::photoShown, this, &Workspace::showComparison);
  connect(&timeline_->model(), &TimelineModel::picturesChanged, this, &Workspace::showComparison);
  connect(&window_.session(), &EditSession::previewed, timeline_,
          [this](const QList<QImage>& frames, int) { timeline_->model().setPreview(frames); });
  connect(timeline_, &TimelinePanel::imageShown, &masks_->session(), &MaskSession::showFrame);
  connect(&window_.session(), &EditSession::editingChanged, this, [this](bool editing) {
    if (!editing) branch_strength_.reset();
    if (!editing && wanted_strength_) return keepStrength(*std::exchange(wanted_strength_, std::nullopt));
    // A run that gave nothing leaves its previews behind: back to the track from before.
    if (editing || !timeline_->model().isPreview() || window_.document().result() != shown_) return;
    shown_ = nullptr;
    window_.document().result() ? showTrack() : timeline_->clear();
  });
  connect(timeline_, &TimelinePanel::strengthKept, this, &Workspace::keepStrength);
  connect(timeline_, &TimelinePanel::compareAsked, this, &Workspace::showComparison);
  connect(&timeline_->model(), &TimelineModel::stabilisedChanged, this, &Workspace::showComparison);
  connect(&timeline_->model(), &TimelineModel::measuresChanged, this, &Workspace::showComparison);
  connect(timeline_, &TimelinePanel::branchAsked, this, &Workspace::branchFrom);
  connect(timeline_, &TimelinePanel::savePictureAsked, this, &Workspace::savePicture);
  connect(&saver_, &FrameSaver::failed, &window_.messages(), &MessageBar::showFailure);
  connect(&saver_, &FrameSaver::saved, this, [this](const QString& path, const QStringList& notes) {
    window_.messages().showNote([path, notes] {
      return (QStringList{tr("Saved as %1.").arg(QDir::toNativeSeparators(path))} + notes).join(' ');
    });
  });
}

void Workspace::connectCanvas() {
  Canvas& canvas = window_.canvas();
  connect(&canvas, &Canvas::frameStepAsked, timeline_,
          [this](int frames) { timeline_->model().step(frames); });
  connect(&canvas, &Canvas::scrubAsked, timeline_, [this](double share) {
    TimelineModel& model = timeline_->model();
    model.setPlayhead(model.playhead() + share * std::max(0, model.count() - 1));
  });
  connect(&canvas, &Canvas::playAsked, timeline_, [this] { timeline_->player().toggle(); });
}

void Workspace::keepStrength(double strength) {
  // An undone choice comes back as one from the timeline; it is no new one.
  if (following_) return;
  if (window_.session().isEditing()) {
    wanted_strength_ = strength;  // the last one kept meanwhile counts
  } else {
    window_.session().keepStrength(strength);
  }
}

void Workspace::showTrack() {
  const auto result = window_.document().result();
  if (result == shown_) return;
  const bool same_track =
      result && isSameTrack(result.get(), shown_.get()) && result->geometry == shown_->geometry;
  shown_ = result;
  if (same_track) {
    following_ = true;
    TimelineModel& model = timeline_->model();
    const double position = model.positionAt(result->settings.strength);
    // Undone or done again: what is shown goes there, too.
    if (std::abs(position - model.editPosition()) > kSamePosition) {
      model.setEditPosition(position);
      model.setPlayhead(position);
    }
    following_ = false;
  } else if (result) {
    const ModelInfo* model = window_.engine().model(QString::fromStdString(result->settings.model));
    // The frames live as long as the result: one shared block for both.
    timeline_->setTrack({std::shared_ptr<const std::vector<Image>>(result, &result->frames), result->change,
                         result->change_mask, result->settings.strength,
                         model ? model->temporal_factor : kTemporalFactor});
  } else {
    timeline_->clear();
  }
}

QString Workspace::frameName(int frame) const {
  return tr("Strength %1").arg(strengthText(timeline_->model().strengthAt(frame)));
}

void Workspace::showComparison() {
  Canvas& canvas = window_.canvas();
  const auto frame = timeline_->model().compareFrame();
  if (!frame) return canvas.setReference({});
  canvas.setReference(timeline_->model().frame(*frame), frameName(*frame));
  if (canvas.compareMode() == CompareMode::Edit) canvas.setCompareMode(CompareMode::Split);
}

void Workspace::branchFrom(double strength) {
  const auto result = window_.document().result();
  if (!result || window_.session().isEditing()) return;
  strength = std::clamp(strength, 0.0, 1.0);
  branch_strength_ = strength;
  if (strength == result->settings.strength) {
    takeBranch();
  } else {
    window_.session().keepStrength(strength);
  }
}

void Workspace::takeBranch() {
  const auto result = window_.document().result();
  if (!branch_strength_ || !result || *branch_strength_ != result->settings.strength) return;
  branch_strength_.reset();
  window_.session().setBuildsOn(BuildsOn::Edit);
  window_.messages().showNote([strength = strengthText(result->settings.strength)] {
    return tr("Your next edit builds on this one: %1.").arg(tr("Strength %1").arg(strength));
  });
  window_.messages().offer([] { return tr("Start from the photo instead"); }, [this] { startFromPhoto(); });
  window_.instructionPanel().instruction().selectAll();
  window_.commands().action("generate.focus")->trigger();
}

void Workspace::startFromPhoto() {
  window_.session().setBuildsOn(BuildsOn::Photo);
  window_.commands().action("generate.focus")->trigger();
}

void Workspace::savePicture(double strength) {
  const auto result = window_.document().result();
  if (!result) return;
  const QString folder = window_.document().saveFolder();
  const QString name = QFileInfo(window_.document().name()).completeBaseName();
  const QString proposed =
      QString("%1/%2-%3.png").arg(folder, name, tr("strength-%1").arg(std::lround(100 * strength)));
  auto* dialog = new QFileDialog(&window_, tr("Save this picture"), proposed, writtenPhotoFilter());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("png");
  dialog->selectFile(proposed);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, result, strength, before = window_.document().stepsBefore(result)](const QString& path) {
            saver_.save(result, before, strength, path);
          });
  dialog->open();
}

void Workspace::makeEvolution() {
  evolution_ = new EvolutionWindow(timeline_->model(), timeline_->player(), timeline_);
  // The frames come in the main window's colours a moment after it took others.
  const auto take_frames = [this] { evolution_->setFrameColours(window_.document().screen()); };
  connect(&timeline_->model(), &TimelineModel::framesChanged, evolution_, take_frames);
  connect(&timeline_->model(), &TimelineModel::picturesChanged, evolution_, take_frames);
  take_frames();
  window_.followScreen(*evolution_,
                       [this](const QColorSpace& colours) { evolution_->setScreenColours(colours); });
}

void Workspace::showEvolution() {
  if (!evolution_) makeEvolution();
  evolution_->show();
  evolution_->raise();
  evolution_->activateWindow();
}

void Workspace::askForVideo() {
  auto* files = new QFileDialog(&window_, tr("Open a video"), {}, videoFilter());
  files->setAttribute(Qt::WA_DeleteOnClose);
  files->setFileMode(QFileDialog::ExistingFile);
  connect(files, &QFileDialog::fileSelected, this, &Workspace::openVideo);
  files->open();
}

void Workspace::openVideo(const QString& path) {
  if (!VideoFrameDialog::canPlay())
    return window_.messages().showNote([] {
      return tr(
          "Videos cannot be played here: GStreamer's plugins are missing (gstreamer1.0-plugins-base, "
          "-good and gstreamer1.0-libav).");
    });
  auto* dialog = new VideoFrameDialog(path, &window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &VideoFrameDialog::framePicked, &window_, [this](const QImage& frame, const QString& name) {
    window_.intake().whenFree([this, frame, name] { window_.document().openImage(frame, name); });
  });
  dialog->open();
}

void Workspace::retranslate() {
  if (teaching_) teaching_->retranslate();
  timeline_dock_->setWindowTitle(tr("Evolution"));
  masks_->retranslate();
  sketch_->retranslate();
  shape_->retranslate();
  queue_->retranslate();
  history_->retranslate();
  if (timeline_->model().compareFrame()) showComparison();  // the canvas shows that frame's name
}

bool Workspace::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &window_ && event->type() == QEvent::LanguageChange) retranslate();
  return QObject::eventFilter(watched, event);
}

}  // namespace v4e::ui
