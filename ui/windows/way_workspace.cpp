// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/way_workspace.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace v4e::ui {
namespace {

constexpr int kWayFrames = 17;
constexpr const char* kGenerate = QT_TRANSLATE_NOOP("Commands", "Generate");

}  // namespace

WayWorkspace::WayWorkspace(QWidget& window, const EditorParts& editor, QObject* parent)
    : QObject(parent),
      window_(window),
      editor_(editor),
      command_(editor.commands.add({"generate.way",
                                    kGenerate,
                                    QT_TRANSLATE_NOOP("Commands", "Evolution bet&ween two pictures…"),
                                    "",
                                    {}})) {
  editor_.commands.insertBefore("generate.models", command_);
  connect(command_, &QAction::triggered, this, &WayWorkspace::ask);
  connect(&editor_.session, &EditSession::editingChanged, this, &WayWorkspace::updateCommand);
  connect(&editor_.engine, &EditEngine::modelsFound, this, &WayWorkspace::updateModel);
  updateCommand();
}

void WayWorkspace::ask() {
  if (!dialog_) {
    const PhotoDocument& document = editor_.document;
    const QString folder = document.hasPhoto() ? document.saveFolder() : QDir::homePath();
    dialog_ = new WayDialog(document.shapedPhoto(), document.name(), folder, &window_);
    dialog_->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog_, &WayDialog::wayAsked, this, &WayWorkspace::begin);
    editor_.follow_screen(*dialog_, [this](const QColorSpace& colours) { dialog_->setScreen(colours); });
    updateModel();
  }
  dialog_->show();
  dialog_->raise();
  dialog_->activateWindow();
}

void WayWorkspace::updateModel() {
  if (!dialog_) return;
  dialog_->setModel(editor_.instruction_panel.parameters().model());
}

void WayWorkspace::begin(const QString& photo, const QString& finished, const QString& words) {
  if (photo.isEmpty()) return start(finished, words);
  PhotoDocument& document = editor_.document;
  editor_.intake.whenFree([this, &document, photo, finished, words] {
    // Only what comes of this file is meant; another one that is opened first takes its place.
    auto* waiting = new QObject(this);
    connect(&document, &PhotoDocument::opened, waiting, [this, waiting, &document, photo, finished, words] {
      waiting->deleteLater();
      if (QFileInfo(document.path()) == QFileInfo(photo)) start(finished, words);
    });
    connect(&document, &PhotoDocument::failed, waiting, &QObject::deleteLater);
    document.setDrawingSide(editor_.settings.drawingSide());
    document.open(photo);
  });
}

void WayWorkspace::start(const QString& finished, const QString& words) {
  const ModelInfo* model = editor_.instruction_panel.parameters().model();
  if (!editor_.document.hasPhoto() || editor_.session.isEditing() || !model) return;
  EditSettings order = editor_.instruction_panel.order();
  order.ending = finished.toStdString();
  order.region = {};
  // These are of films that end where the model likes.
  order.keep_every.reset();
  order.still_sigma.reset();
  order.instruction = words.toStdString();
  order.caption.clear();
  if (words.isEmpty()) {
    // The history calls a step by its instruction; the model is told something else.
    order.instruction = tr("Evolution to %1").arg(QFileInfo(finished).fileName()).toStdString();
    order.caption = kSteadyWay;
  }
  // A way takes more frames than an edit, unless the user asks for another number.
  if (model->wants_detailed_caption && order.frames == model->ranges.default_frames)
    order.frames = std::max(kWayFrames, model->ranges.default_frames);
  editor_.session.setBuildsOn(BuildsOn::Photo);
  editor_.session.start(order, 1);
}

void WayWorkspace::updateCommand() {
  command_->setEnabled(!editor_.session.isEditing());
}

}  // namespace v4e::ui
