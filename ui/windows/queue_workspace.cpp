// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/queue_workspace.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

#include "ui/queue/engine_queue_edit.h"

namespace v4e::ui {
namespace {

constexpr const char* kFileGroup = QT_TRANSLATE_NOOP("Commands", "File");
constexpr const char* kGenerateGroup = QT_TRANSLATE_NOOP("Commands", "Generate");

std::filesystem::path readied(const QString& file) {
  QDir().mkpath(QFileInfo(file).absolutePath());  // where that fails, opening the queue says why
  return file.toStdString();
}

}  // namespace

QueueWorkspace::QueueWorkspace(MainWindow& window, const QString& file, const QString& looks, QObject* parent)
    : QObject(parent),
      editor_(window.parts()),
      controller_(readied(file), makeEngineQueueEdit(editor_.engine)),
      panel_(new QueuePanel(controller_, editor_.document.undoStack())),
      dock_(window.addQueueDock(panel_, {})) {
  panel_->setLooks({looks, [this](const Look& look, bool only_chosen) { return planned(look, only_chosen); },
                    [this] {
                      const ModelInfo* model = editor_.instruction_panel.parameters().model();
                      return model ? QString::fromStdString(model->name) : QString();
                    }});
  panel_->setLoraChecker(window.loraChecker());
  addCommands();
  takeSettings();
  connectQueue();
  connect(panel_, &QueuePanel::runningChanged, &window, &MainWindow::setBusy);
  retranslate();
}

void QueueWorkspace::addCommands() {
  Commands& commands = editor_.commands;
  QAction* folder = commands.add({"file.queueFolder",
                                  kFileGroup,
                                  QT_TRANSLATE_NOOP("Commands", "Add a &folder to the queue…"),
                                  "folder",
                                  {}});
  commands.insertBehind("file.open", folder);
  connect(folder, &QAction::triggered, this, &QueueWorkspace::askForFolder);
  QAction* add = commands.add({"queue.addPhoto",
                               kGenerateGroup,
                               QT_TRANSLATE_NOOP("Commands", "Add this photo to the &queue"),
                               "queue",
                               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return)}});
  commands.insertBehind("generate.run", add);
  add->setEnabled(false);
  connect(add, &QAction::triggered, this, &QueueWorkspace::addOpenPhoto);
  for (const auto signal : {&PhotoDocument::opened, &PhotoDocument::closed})
    connect(&editor_.document, signal, this,
            [this, add] { add->setEnabled(!editor_.document.path().isEmpty()); });
}

void QueueWorkspace::takeSettings() {
  const QueueChoice choice = editor_.settings.queueChoice();
  QueueDefaults defaults = controller_.defaults();
  defaults.output = {choice.folder.toStdString(), choice.pattern.toStdString(),
                     choice.extension.toStdString()};
  defaults.quality = choice.quality;
  defaults.drawing_side_px = editor_.settings.drawingSide();
  try {
    (void)output_path(defaults.output, {"photo.jpg", {}, {}, 0, 1});
    controller_.setDefaults(defaults);
  } catch (const Error&) {
    // A broken pattern in the settings' file: the queue's own is as good.
  }
}

void QueueWorkspace::keepSettings() {
  const QueueDefaults& defaults = controller_.defaults();
  const QueueChoice choice{QString::fromStdString(defaults.output.folder.string()),
                           QString::fromStdString(defaults.output.pattern),
                           QString::fromStdString(defaults.output.extension), defaults.quality};
  if (choice != editor_.settings.queueChoice()) editor_.settings.setQueueChoice(choice);
}

void QueueWorkspace::connectQueue() {
  connect(&controller_, &QueueController::defaultsChanged, this, &QueueWorkspace::keepSettings);
  connect(&editor_.engine, &EditEngine::modelsFound, panel_,
          [this] { panel_->setModels(editor_.engine.models()); });
  connect(&editor_.intake, &FileIntake::filesForQueue, this, &QueueWorkspace::addPaths);
  // Items dropped on the dock itself take over the model in use and its LoRAs as well.
  const auto take_settings = [this] {
    QueueDefaults defaults = controller_.defaults();
    // What is being typed in the queue stays unless there is something new.
    const EditSettings settings = queueSettings();
    if (settings == defaults.settings) return;
    defaults.settings = settings;
    controller_.setDefaults(defaults);
  };
  ParameterBox& parameters = editor_.instruction_panel.parameters();
  const auto take_upscaler = [this, &loras = parameters.loras()] {
    const auto place = loras.finishing();
    panel_->setUpscaler(place ? std::optional(loras.choices()[*place]) : std::nullopt);
  };
  connect(&parameters, &ParameterBox::modelChanged, this, take_upscaler);
  connect(&parameters.loras(), &LoraList::changed, this, take_upscaler);
  connect(&parameters, &ParameterBox::modelChanged, this, take_settings);
  connect(&parameters.loras(), &LoraList::changed, this, take_settings);
  connect(&editor_.settings, &Settings::drawingSideChanged, this, [this](int side_px) {
    QueueDefaults defaults = controller_.defaults();
    defaults.drawing_side_px = side_px;
    controller_.setDefaults(defaults);
  });
  connect(panel_, &QueuePanel::openResultAsked, &editor_.intake, &FileIntake::openFile);
  connect(panel_, &QueuePanel::runningChanged, this, [this](bool running) {
    running_ = running;
    awake_.setAwake(running, tr("Photos are being edited"));
  });
  connect(&controller_, &QueueController::opened, this, [this](const QueueRecovery& recovery) {
    if (recovery.is_worth_a_banner()) showDock();
  });
  connect(&controller_, &QueueController::refused, &editor_.messages,
          [this](const QString& reason) { editor_.messages.showNote([reason] { return reason; }); });
}

LookPlan QueueWorkspace::planned(const Look& look, bool only_chosen) {
  const ModelInfo* chosen = editor_.instruction_panel.parameters().model();
  if (!chosen) {
    LookPlan plan;
    plan.problem = [] { return tr("No model is ready yet. Choose the look again when one is."); };
    return plan;
  }
  return planLook(look, {editor_.engine.models(), *chosen, only_chosen, 0,
                         [this](const std::string& text) { return reader_.read(text); }});
}

EditSettings QueueWorkspace::queueSettings() const {
  EditSettings settings = editor_.instruction_panel.order();
  // The caption is of this photo's edit; those of the queue are made from their instructions.
  settings.caption.clear();
  settings.instruction.clear();
  return settings;
}

QueueDefaults QueueWorkspace::currentDefaults() const {
  QueueDefaults defaults = controller_.defaults();
  defaults.settings = queueSettings();
  defaults.drawing_side_px = editor_.settings.drawingSide();
  // What stands in the queue's own field was meant for the queue.
  if (defaults.instruction.isEmpty() && !defaults.look)
    defaults.instruction = QString::fromStdString(editor_.instruction_panel.order().instruction);
  return defaults;
}

void QueueWorkspace::addPaths(const QStringList& paths) {
  controller_.setDefaults(currentDefaults());
  controller_.addPaths(paths);
  showDock();
}

void QueueWorkspace::addOpenPhoto() {
  QueueDefaults own = currentDefaults();
  own.drawing_side_px = drawingSide(*editor_.document.original());
  const EditSettings order = editor_.instruction_panel.order();
  // This photo's instruction is its own, whatever the others' common one is.
  if (!order.instruction.empty()) {
    own.instruction = QString::fromStdString(order.instruction);
    own.look.reset();
  }
  // The queue edits the file as it is: what is selected in another shape lies elsewhere on it.
  const bool is_upright = editor_.document.geometry().is_identity();
  const Image selected = is_upright ? editor_.session.selection().mask : Image();
  if (!selected.empty()) own.settings.region = region_of_mask(selected);
  try {
    if (!order.instruction.empty()) addSketch(own);
  } catch (const Error& error) {
    return editor_.messages.showFailure({error.code(), error.what()});
  }
  controller_.addPaths({editor_.document.path()}, own);
  showDock();
}

/// As it lies on the photo in the shape in which the queue edits it.
void QueueWorkspace::addSketch(QueueDefaults& own) const {
  if (!sketch_on_) return;
  const PixelSize photo = size_of(editor_.document.original()->image);
  const Geometry geometry = geometry_of(own.shape, photo);
  own.settings.sketch = sketch_on_(placement_of(geometry, photo), shaped_size(geometry, photo));
}

void QueueWorkspace::askForFolder() {
  auto* dialog = new QFileDialog(panel_, tr("Add a folder to the queue"), QDir::homePath());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) { addPaths({path}); });
  dialog->open();
}

void QueueWorkspace::showDock() {
  dock_->show();
  dock_->raise();
}

void QueueWorkspace::retranslate() {
  dock_->setWindowTitle(tr("Queue"));
}

}  // namespace v4e::ui
