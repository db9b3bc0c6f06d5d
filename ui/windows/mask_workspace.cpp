// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/mask_workspace.h"

#include <QMenuBar>

#include "ui/masks/area_dialog.h"

namespace v4e::ui {
namespace {

constexpr const char* kMask = QT_TRANSLATE_NOOP("Commands", "Selection");

std::vector<CommandSpec> mask_commands() {
  const auto key = [](const char* text) {
    return QList<QKeySequence>{QKeySequence(QString::fromLatin1(text))};
  };
  return {
      {"mask.brush", kMask, QT_TRANSLATE_NOOP("Commands", "&Brush"), "brush", key("B"), true},
      {"mask.eraser", kMask, QT_TRANSLATE_NOOP("Commands", "&Eraser"), "eraser", key("E"), true},
      {"mask.lasso", kMask, QT_TRANSLATE_NOOP("Commands", "&Lasso"), "lasso", key("L"), true},
      {"mask.rectangle", kMask, QT_TRANSLATE_NOOP("Commands", "&Rectangle"), "rectangle", key("U"), true},
      {"mask.quick", kMask, QT_TRANSLATE_NOOP("Commands", "&Quick selection"), "quick-selection", key("W"),
       true},
      {"mask.object", kMask, QT_TRANSLATE_NOOP("Commands", "Ob&ject in a box"), "object", key("O"), true},
      {"mask.wand", kMask, QT_TRANSLATE_NOOP("Commands", "Magic wan&d"), "wand", key("Shift+W"), true},
      {"mask.subject", kMask, QT_TRANSLATE_NOOP("Commands", "Select s&ubject"), "subject", key("Ctrl+Alt+A")},
      {"mask.background", kMask, QT_TRANSLATE_NOOP("Commands", "Select bac&kground"), "background", {}},
      {"mask.numbers", kMask, QT_TRANSLATE_NOOP("Commands", "Select b&y numbers…"), "", key("Ctrl+Alt+R")},
      {"mask.smaller", kMask, QT_TRANSLATE_NOOP("Commands", "S&maller brush"), "", key("[")},
      {"mask.larger", kMask, QT_TRANSLATE_NOOP("Commands", "L&arger brush"), "", key("]")},
      {"mask.softer", kMask, QT_TRANSLATE_NOOP("Commands", "S&ofter brush"), "", key("Shift+[")},
      {"mask.harder", kMask, QT_TRANSLATE_NOOP("Commands", "&Harder brush"), "", key("Shift+]")},
      {"mask.fromChange",
       kMask,
       QT_TRANSLATE_NOOP("Commands", "S&tart from the edited area"),
       "difference",
       {}},
      {"mask.feather", kMask, QT_TRANSLATE_NOOP("Commands", "&Feather"), "feather", key("Shift+F6")},
      {"mask.grow", kMask, QT_TRANSLATE_NOOP("Commands", "&Grow"), "grow", {}},
      {"mask.shrink", kMask, QT_TRANSLATE_NOOP("Commands", "Shri&nk"), "shrink", {}},
      {"mask.invert", kMask, QT_TRANSLATE_NOOP("Commands", "&Invert"), "invert", key("Ctrl+I")},
      {"mask.clear", kMask, QT_TRANSLATE_NOOP("Commands", "&Clear"), "trash", key("Ctrl+D")},
      {"mask.region", kMask, QT_TRANSLATE_NOOP("Commands", "Ne&w region"), "region", key("Ctrl+Shift+R")},
      {"mask.show", kMask, QT_TRANSLATE_NOOP("Commands", "&Show the selection"), "eye", key("Q"), true},
  };
}

constexpr std::array kTools{"mask.brush", "mask.eraser", "mask.lasso", "mask.rectangle",
                            "mask.quick", "mask.object", "mask.wand"};  // as MaskToolKind
constexpr double kHardnessStep = 0.25;                                  // as in Photoshop

}  // namespace

MaskWorkspace::MaskWorkspace(MainWindow& window, TimelineModel& timeline, QObject* parent)
    : QObject(parent),
      editor_(window.parts()),
      session_(editor_.engine, editor_.document, editor_.canvas, timeline, this),
      tools_(this) {
  addCommands();
  buildBar(window);
  panel_ = new MaskPanel(
      session_, timeline,
      {command("mask.fromChange"), command("mask.feather"), command("mask.grow"), command("mask.shrink"),
       command("mask.invert"), command("mask.clear"), command("mask.show")},
      {command("mask.subject"), command("mask.background")});
  dock_ = window.addToolDock(panel_, "maskDock");
  buildMenu(window);
  connectCommands();
  connect(this, &MaskWorkspace::stateTold, &window, &MainWindow::setMaskState);
  retranslate();
  updateCommands();
}

void MaskWorkspace::addCommands() {
  for (const CommandSpec& spec : mask_commands()) editor_.commands.add(spec);
  // A second press of the same key puts the tool away.
  tools_.setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
  for (const char* id : kTools) tools_.addAction(command(id));
}

void MaskWorkspace::buildBar(MainWindow& window) {
  bar_ = new QToolBar(&window);
  bar_->setObjectName("toolBar");
  bar_->setMovable(false);
  bar_->setIconSize({20, 20});
  for (const char* id : kTools) bar_->addAction(command(id));
  bar_->addSeparator();
  bar_->addAction(command("view.hand"));
  window.addToolBar(Qt::LeftToolBarArea, bar_);
}

void MaskWorkspace::buildMenu(MainWindow& window) {
  menu_ = new QMenu(&window);
  for (const CommandSpec& spec : mask_commands()) {
    const QString id = spec.id;
    if (id == "mask.subject" || id == "mask.smaller" || id == "mask.fromChange" || id == "mask.region")
      menu_->addSeparator();
    menu_->addAction(command(spec.id));
  }
  // Beside Help, which stays last.
  window.menuBar()->insertMenu(window.menuBar()->actions().last(), menu_);
}

void MaskWorkspace::connectCommands() {
  const auto on = [this](const char* id, auto call) {
    connect(command(id), &QAction::triggered, this, call);
  };
  MaskTool& tool = session_.tool();
  on("mask.smaller", [this] { stepBrush(false); });
  on("mask.larger", [this] { stepBrush(true); });
  on("mask.softer", [&tool] { tool.setHardness(tool.hardness() - kHardnessStep); });
  on("mask.harder", [&tool] { tool.setHardness(tool.hardness() + kHardnessStep); });
  on("mask.fromChange", [this] { session_.takeChangeMask(); });
  on("mask.feather", [this] { session_.feather(panel_->featherPixels()); });
  on("mask.grow", [this] { session_.grow(panel_->featherPixels()); });
  on("mask.shrink", [this] { session_.grow(-panel_->featherPixels()); });
  on("mask.subject", [this] { session_.find({SelectionWish::Kind::Subject}); });
  on("mask.background", [this] { session_.find({SelectionWish::Kind::Background}); });
  on("mask.numbers", [this] { askForArea(); });
  on("mask.invert", [this] { session_.invert(); });
  on("mask.clear", [this] { session_.clear(); });
  on("mask.region", [this] {
    session_.addRegion();
    takeTool("mask.brush");
  });
  on("mask.show", [this](bool shown) { session_.tool().setTintShown(shown); });
  connect(&tools_, &QActionGroup::triggered, this, &MaskWorkspace::chooseTool);
  connect(command("view.hand"), &QAction::triggered, this, [this](bool on_hand) {
    if (on_hand) putToolAway();
  });
  connect(&session_, &MaskSession::failed, &editor_.messages, &MessageBar::showFailure);
  connect(&session_, &MaskSession::subjectGuessed, this, [this] {
    editor_.messages.showNote(
        [] { return tr("The subject is not clear: this is a guess. Look at its outline before you edit."); });
  });
  connect(&session_, &MaskSession::nothingFound, this, &MaskWorkspace::sayNothingFound);
  connect(&session_, &MaskSession::paintsNextChanged, this, &MaskWorkspace::updateCommands);
  connect(&session_.model(), &MaskModel::changed, this, &MaskWorkspace::updateCommands);
  connect(&session_.model(), &MaskModel::targetChanged, this, &MaskWorkspace::updateCommands);
  connect(&editor_.document, &PhotoDocument::editChanged, this, &MaskWorkspace::updateCommands);
  connect(&editor_.session, &EditSession::editingChanged, &session_, &MaskSession::setGenerating);
}

void MaskWorkspace::stepBrush(bool larger) {
  if (!other_brush_ || !other_brush_(larger)) session_.tool().stepRadius(larger);
}

void MaskWorkspace::askForArea() {
  const QSize photo = session_.model().photoSize();
  auto* dialog = new AreaDialog({photo.width(), photo.height()}, session_.selectedArea(),
                                editor_.canvas.window());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, &session_, [this, dialog] {
    session_.selectArea(dialog->area(), dialog->isEllipse(), dialog->how());
    dock_->show();
    dock_->raise();
  });
  // Of another photo it would be somewhere else.
  connect(&editor_.document, &PhotoDocument::opened, dialog, &QDialog::reject);
  dialog->open();
}

void MaskWorkspace::putToolAway() {
  if (!tools_.checkedAction()) return;
  tools_.checkedAction()->setChecked(false);
  chooseTool();
}

void MaskWorkspace::takeTool(const char* command_id) {
  command(command_id)->setChecked(true);
  chooseTool();
}

void MaskWorkspace::findForNext(SelectionWish::Kind kind) {
  selectForNext();
  session_.find({kind});
}

void MaskWorkspace::selectForNext() {
  session_.setPaintsNext(true);
  takeTool("mask.quick");
}

void MaskWorkspace::chooseTool() {
  const QAction* chosen = tools_.checkedAction();
  if (chosen) Q_EMIT toolTaken();
  session_.setToolActive(chosen != nullptr);
  if (!chosen) return;
  for (std::size_t i = 0; i < kTools.size(); ++i) {
    if (chosen == command(kTools[i])) session_.tool().setKind(static_cast<MaskToolKind>(i));
  }
  command("view.hand")->setChecked(false);
  editor_.canvas.setHandTool(false);
  editor_.canvas.setFocus();
  dock_->show();
  dock_->raise();
}

void MaskWorkspace::updateCommands() {
  const MaskModel& model = session_.model();
  const bool photo = editor_.document.hasPhoto();
  const bool edit = editor_.document.result() != nullptr;
  for (const CommandSpec& spec : mask_commands()) command(spec.id)->setEnabled(photo);
  for (const char* id : {"mask.feather", "mask.grow", "mask.shrink", "mask.invert", "mask.clear"}) {
    command(id)->setEnabled(!model.coverage(model.target()).empty());
  }
  command("mask.fromChange")->setEnabled(edit);
  command("mask.region")->setEnabled(edit && !session_.paintsNext());
  session_.tool().setHasEffect(edit && !session_.paintsNext());
  tellState();
}

void MaskWorkspace::sayNothingFound(SelectionWish::Kind kind) {
  editor_.messages.showNote([is_subject = isOfSubject(kind)] {
    return is_subject ? tr("No clear subject was found. Paint over it with Quick selection, or draw a box "
                           "around it with Object in a box.")
                      : tr("Nothing stands out there. Mark more of it, or paint it with the brush.");
  });
}

void MaskWorkspace::tellState() {
  if (!editor_.document.hasPhoto()) return Q_EMIT stateTold({});
  const MaskState& state = session_.model().state();
  QStringList parts;
  if (!state.mask.empty()) {
    switch (state.mode) {
      case UserMaskMode::Restrict:
        parts << (session_.paintsNext() ? tr("Selection for the next edit")
                                        : tr("Edit only in the selection"));
        break;
      case UserMaskMode::Extend:
        parts << tr("Edit also in the selection");
        break;
      case UserMaskMode::Replace:
        parts << tr("Edit exactly in the selection");
        break;
    }
  }
  const int regions = static_cast<int>(state.regions.size());
  if (regions > 0) parts << tr("%n region(s)", nullptr, regions);
  Q_EMIT stateTold(parts.isEmpty() ? tr("No selection") : parts.join(" · "));
}

void MaskWorkspace::retranslate() {
  dock_->setWindowTitle(tr("Selection"));
  bar_->setWindowTitle(tr("Tools"));
  menu_->setTitle(tr("&Selection"));
  // On buttons, where there is less room than in the menu.
  command("mask.subject")->setIconText(tr("Subject"));
  command("mask.background")->setIconText(tr("Background"));
  tellState();
}

}  // namespace v4e::ui
