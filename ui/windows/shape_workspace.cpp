// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/shape_workspace.h"

#include <QMenuBar>
#include <utility>

#include "core/image/colour/shaped_photo.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr const char* kPhoto = QT_TRANSLATE_NOOP("Commands", "Photo");

struct TurnCommand {
  CommandSpec spec;
  Turn turn;
};

std::vector<TurnCommand> turn_commands() {
  using K = QKeySequence;
  // The brackets are Lightroom's keys, R is that of most viewers.
  return {
      {{"photo.rotateLeft",
        kPhoto,
        QT_TRANSLATE_NOOP("Commands", "Rotate &left"),
        "rotate-left",
        {K("Ctrl+[")}},
       Turn::Left},
      {{"photo.rotateRight",
        kPhoto,
        QT_TRANSLATE_NOOP("Commands", "Rotate &right"),
        "rotate-right",
        {K("Ctrl+]"), K("Ctrl+R")}},
       Turn::Right},
      {{"photo.flipHorizontally",
        kPhoto,
        QT_TRANSLATE_NOOP("Commands", "Flip &horizontally"),
        "flip-horizontally",
        {}},
       Turn::FlipHorizontally},
      {{"photo.flipVertically",
        kPhoto,
        QT_TRANSLATE_NOOP("Commands", "Flip &vertically"),
        "flip-vertically",
        {}},
       Turn::FlipVertically},
  };
}

}  // namespace

ShapeWorkspace::ShapeWorkspace(MainWindow& window, QObject* parent)
    : QObject(parent),
      editor_(window.parts()),
      window_(window),
      session_(editor_.document, editor_.session),
      panel_(new CropPanel(tool_)) {
  addCommands();
  buildMenu(window);
  window.addCanvasPanel(panel_);
  connectTool();
  connect(&session_, &ShapeSession::failed, &editor_.messages, &MessageBar::showFailure);
  connect(&editor_.document, &PhotoDocument::editChanged, this, &ShapeWorkspace::updateCommands);
  connect(&editor_.session, &EditSession::editingChanged, this, &ShapeWorkspace::updateCommands);
  retranslate();
  updateCommands();
}

void ShapeWorkspace::addCommands() {
  for (const TurnCommand& each : turn_commands()) {
    QAction* action = editor_.commands.add(each.spec);
    connect(action, &QAction::triggered, this, [this, turn = each.turn] { this->turn(turn); });
  }
  QAction* crop = editor_.commands.add({"photo.crop",
                                        kPhoto,
                                        QT_TRANSLATE_NOOP("Commands", "&Crop and straighten…"),
                                        "crop",
                                        {QKeySequence("R")},
                                        true});
  connect(crop, &QAction::triggered, this, [this](bool begin) { begin ? beginCrop() : cancelCrop(); });
}

void ShapeWorkspace::buildMenu(MainWindow& window) {
  menu_ = new QMenu(&window);
  menu_->addAction(command("photo.crop"));
  menu_->addSeparator();
  for (const TurnCommand& each : turn_commands()) {
    if (each.turn == Turn::FlipHorizontally) menu_->addSeparator();
    menu_->addAction(command(each.spec.id));
  }
  // Behind File and Edit.
  constexpr qsizetype kPlace = 2;
  window.menuBar()->insertMenu(window.menuBar()->actions().at(kPlace), menu_);
}

void ShapeWorkspace::connectTool() {
  connect(&tool_, &CropTool::changed, this, [this] {
    if (cropping_) editor_.canvas.setStageAngle(tool_.angle());
    editor_.canvas.update();
  });
  connect(&tool_, &CropTool::applyAsked, this, &ShapeWorkspace::applyCrop);
  connect(&tool_, &CropTool::cancelAsked, this, &ShapeWorkspace::cancelCrop);
  connect(panel_, &CropPanel::applyAsked, this, &ShapeWorkspace::applyCrop);
  connect(panel_, &CropPanel::cancelAsked, this, &ShapeWorkspace::cancelCrop);
  connect(&window_, &MainWindow::editStarts, this, &ShapeWorkspace::applyCrop);
  // What is cropped is not what is shown any more.
  connect(&editor_.document, &PhotoDocument::editChanged, this, [this] {
    ++stage_serial_;
    if (cropping_) cancelCrop();
  });
  for (const auto other : {&PhotoDocument::opened, &PhotoDocument::closed})
    connect(&editor_.document, other, this, &ShapeWorkspace::leaveStage);
}

void ShapeWorkspace::turn(Turn turn) {
  if (!cropping_) return session_.turn(turn);
  showStage(turned(turn, tool_.geometry(), size_of(session_.unshaped()->image)));
}

void ShapeWorkspace::beginCrop() {
  command("photo.crop")->setChecked(false);
  if (!session_.isPossible() || editor_.canvas.hasStage()) return;
  editor_.document.whenMerged([this] {
    if (!session_.isPossible()) return;
    editor_.session.keepLook();
    showStage(session_.geometry());
  });
}

void ShapeWorkspace::showStage(const Geometry& geometry) {
  using Pyramid = std::shared_ptr<const ImagePyramid>;
  auto work = [photo = session_.unshaped(), screen = editor_.document.screen(),
               geometry](const RunContext& context) {
    const Photo whole = shaped_photo(*photo, {geometry.mirrored, geometry.quarter_turns}, context);
    return Pyramid(ImagePyramid::build(toScreenImage(whole, screen), context));
  };
  runner_.run(std::move(work), [this, geometry, serial = ++stage_serial_](Outcome<Pyramid> outcome) {
    if (serial != stage_serial_) return;
    if (const auto* failure = std::get_if<Failure>(&outcome)) editor_.messages.showFailure(*failure);
    if (const auto* stage = std::get_if<Pyramid>(&outcome)) takeStage(geometry, *stage);
  });
}

void ShapeWorkspace::takeStage(const Geometry& geometry, std::shared_ptr<const ImagePyramid> stage) {
  const bool was_cropping = std::exchange(cropping_, true);
  if (!was_cropping) Q_EMIT cropBegun();
  command("photo.crop")->setChecked(true);
  const QSize size = stage->size();
  editor_.canvas.setStage(std::move(stage));
  editor_.canvas.setTool(&tool_);
  tool_.begin(geometry, size_of(session_.unshaped()->image));
  panel_->begin(static_cast<double>(size.width()) / size.height());
  window_.setCanvasPanelShown(true);
  editor_.canvas.setFocus();
}

void ShapeWorkspace::applyCrop() {
  if (!cropping_) return;
  const Geometry geometry = tool_.geometry();
  endCrop();
  tool_.setBusy();
  session_.apply(geometry);
  editor_.document.whenShown([this] { leaveStage(); });
}

void ShapeWorkspace::cancelCrop() {
  ++stage_serial_;
  if (cropping_) endCrop();
  leaveStage();
}

void ShapeWorkspace::endCrop() {
  cropping_ = false;
  command("photo.crop")->setChecked(false);
  window_.setCanvasPanelShown(false);
}

void ShapeWorkspace::leaveStage() {
  if (cropping_ || !editor_.canvas.hasStage()) return;
  editor_.canvas.setTool(nullptr);
  editor_.canvas.setStage(nullptr);
}

void ShapeWorkspace::updateCommands() {
  for (const TurnCommand& each : turn_commands()) command(each.spec.id)->setEnabled(session_.isPossible());
  command("photo.crop")->setEnabled(session_.isPossible());
}

void ShapeWorkspace::retranslate() {
  menu_->setTitle(tr("Ph&oto"));
}

}  // namespace v4e::ui
