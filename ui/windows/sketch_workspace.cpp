// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/sketch_workspace.h"

#include <array>

namespace v4e::ui {
namespace {

constexpr const char* kSketch = QT_TRANSLATE_NOOP("Commands", "Sketch");

std::vector<CommandSpec> sketch_commands() {
  const auto key = [](const char* text) {
    return QList<QKeySequence>{QKeySequence(QString::fromLatin1(text))};
  };
  return {
      {"sketch.brush", kSketch, QT_TRANSLATE_NOOP("Commands", "Sketch &brush"), "sketch", key("P"), true},
      {"sketch.eraser", kSketch, QT_TRANSLATE_NOOP("Commands", "Sketch &eraser"), "eraser", key("Shift+P"),
       true},
      {"sketch.show", kSketch, QT_TRANSLATE_NOOP("Commands", "&Show the sketch"), "eye", key("Shift+Q"),
       true},
      {"sketch.clear", kSketch, QT_TRANSLATE_NOOP("Commands", "&Clear the sketch"), "trash", {}},
  };
}

constexpr std::array kSketchTools{"sketch.brush", "sketch.eraser"};

}  // namespace

SketchWorkspace::SketchWorkspace(MainWindow& window, MaskWorkspace& masks, QObject* parent)
    : QObject(parent),
      editor_(window.parts()),
      session_(editor_.document, editor_.session, editor_.canvas),
      tools_(this),
      menu_(new QMenu(&window)) {
  addCommands();
  panel_ = new SketchPanel(session_, {command("sketch.brush"), command("sketch.eraser"),
                                      command("sketch.show"), command("sketch.clear")});
  dock_ = window.addToolDock(panel_, "sketchDock");
  QToolBar& bar = masks.bar();
  QAction* behind = command("view.hand");
  bar.insertAction(behind, command("sketch.brush"));
  bar.insertSeparator(behind);
  masks.setOtherBrush([this](bool larger) {
    if (tools_.checkedAction()) session_.tool().stepRadius(larger);
    return tools_.checkedAction() != nullptr;
  });
  connectCommands();
  retranslate();
  update();
}

void SketchWorkspace::addCommands() {
  for (const CommandSpec& spec : sketch_commands()) {
    editor_.commands.add(spec);
    menu_->addAction(command(spec.id));
  }
  menu_->setToolTipsVisible(true);
  editor_.commands.insertBehind("generate.run", menu_->menuAction());
  command("sketch.show")->setChecked(true);
  // A second press of the same key puts the tool away.
  tools_.setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
  for (const char* id : kSketchTools) tools_.addAction(command(id));
}

void SketchWorkspace::connectCommands() {
  connect(&tools_, &QActionGroup::triggered, this, &SketchWorkspace::chooseTool);
  connect(command("sketch.clear"), &QAction::triggered, &session_, &SketchSession::clear);
  connect(command("sketch.show"), &QAction::toggled, &session_, &SketchSession::setShown);
  connect(command("view.hand"), &QAction::triggered, this, [this](bool on_hand) {
    if (on_hand) putToolAway();
  });
  const ParameterBox& parameters = editor_.instruction_panel.parameters();
  connect(&parameters, &ParameterBox::modelChanged, this, &SketchWorkspace::update);
  connect(&parameters.loras(), &LoraList::changed, this, &SketchWorkspace::update);
  connect(&session_, &SketchSession::changed, this, &SketchWorkspace::update);
  connect(&editor_.session, &EditSession::editingChanged, this, &SketchWorkspace::update);
}

void SketchWorkspace::putToolAway() {
  if (!tools_.checkedAction()) return;
  tools_.checkedAction()->setChecked(false);
  chooseTool();
}

void SketchWorkspace::chooseTool() {
  const QAction* chosen = tools_.checkedAction();
  if (chosen) Q_EMIT toolTaken();
  session_.setToolActive(chosen != nullptr);
  if (!chosen) return;
  session_.tool().setErases(chosen == command("sketch.eraser"));
  command("sketch.show")->setChecked(true);  // nobody sketches what cannot be seen
  command("view.hand")->setChecked(false);
  editor_.canvas.setHandTool(false);
  editor_.canvas.setFocus();
  dock_->show();
  dock_->raise();
}

QString SketchWorkspace::reason() const {
  if (!editor_.document.hasPhoto()) return tr("Open a photo first.");
  const LoraList& loras = editor_.instruction_panel.parameters().loras();
  const auto sketching = loras.sketching();
  if (!sketching)
    return tr(
        "This needs a ChronoEdit model and, among the LoRAs, its paint-brush LoRA "
        "(paintbrush_lora_diffusers.safetensors).");
  return loras.choices()[*sketching].on ? QString() : tr("Switch the paint-brush LoRA on, among the LoRAs.");
}

void SketchWorkspace::update() {
  const QString reason = this->reason();
  panel_->setReason(reason);
  for (const char* id : kSketchTools) {
    command(id)->setEnabled(reason.isEmpty());
    editor_.commands.setReason(id, reason);
  }
  command("sketch.show")->setEnabled(editor_.document.hasPhoto());
  command("sketch.clear")
      ->setEnabled(!session_.model().strokes().isEmpty() && !editor_.session.isGenerating());
  if (!reason.isEmpty()) putToolAway();
  editor_.instruction_panel.setHasSketch(session_.hasSketch());
}

void SketchWorkspace::retranslate() {
  dock_->setWindowTitle(tr("Sketch"));
  menu_->setTitle(tr("Sketch &onto the photo"));
  // On buttons, where the dock says what they are about.
  command("sketch.brush")->setIconText(tr("Brush"));
  command("sketch.eraser")->setIconText(tr("Eraser"));
  command("sketch.show")->setIconText(tr("Show"));
  command("sketch.clear")->setIconText(tr("Clear"));
  update();
}

}  // namespace v4e::ui
