// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/history_workspace.h"

#include <array>
#include <utility>

namespace v4e::ui {
namespace {

constexpr const char* kHistory = QT_TRANSLATE_NOOP("Commands", "History");
constexpr std::array kSteps{"history.goOn", "history.rename", "history.switch", "history.duplicate",
                            "history.remove"};

}  // namespace

HistoryWorkspace::HistoryWorkspace(MainWindow& window, const QString& looks_folder, QObject* parent)
    : QObject(parent),
      editor_(window.parts()),
      history_(editor_.document, editor_.session),
      panel_(new HistoryPanel(history_.model())),
      dock_(window.addHistoryDock(panel_, {})),
      menu_(new QMenu(&window)) {
  addCommands();
  looks_ = new LookWorkspace(window, editor_, history_, *menu_, looks_folder, this);
  HistoryView& view = panel_->view();
  connect(&view, &HistoryView::goToAsked, this,
          [this](qint64 id) { keepingLook([this, id] { history_.goTo(id); }); });
  connect(&view, &HistoryView::renameAsked, &history_, &EditHistory::rename);
  connect(&view, &HistoryView::targetChanged, this, &HistoryWorkspace::updateCommands);
  connect(&editor_.session, &EditSession::editingChanged, this, &HistoryWorkspace::updateCommands);
  connect(&history_, &EditHistory::resultWanted, &editor_.instruction_panel, &InstructionPanel::awaitOrder);
  connect(&history_, &EditHistory::orderShown, &editor_.instruction_panel, &InstructionPanel::setOrder);
  connect(&history_, &EditHistory::orderUndone, &editor_.instruction_panel, &InstructionPanel::followOrder);
  // The history is not done with what it shows before the signal has gone round.
  connect(&editor_.document, &PhotoDocument::editChanged, this, &HistoryWorkspace::tellWhenShown,
          Qt::QueuedConnection);
  retranslate();
}

void HistoryWorkspace::addCommands() {
  const auto key = [](const char* text) { return QList<QKeySequence>{QKeySequence(QString(text))}; };
  HistoryView* view = &panel_->view();
  Commands& commands = editor_.commands;
  const auto add = [&](const CommandSpec& spec, QWidget* scope, auto call) {
    QAction* action = commands.add(spec, scope);
    menu_->addAction(action);
    connect(action, &QAction::triggered, this, call);
  };
  add({"history.goOn", kHistory, QT_TRANSLATE_NOOP("Commands", "&Go on from here"), "branch", key("Ctrl+G")},
      nullptr, [this] { goOn(); });
  add({"history.rename", kHistory, QT_TRANSLATE_NOOP("Commands", "Re&name"), "text", key("F2")}, view,
      [view] { view->startRenaming(view->target()); });
  add({"history.switch", kHistory, QT_TRANSLATE_NOOP("Commands", "S&witch off"), "eye", key("Space")}, view,
      [this, view] {
        keepingLook([this, id = view->target()] { history_.setOn(id, !history_.model().isOn(id)); });
      });
  add({"history.duplicate", kHistory, QT_TRANSLATE_NOOP("Commands", "&Duplicate"), "copy", key("Ctrl+J")},
      nullptr,
      [this, view] { keepingLook([this, id = view->target()] { history_.duplicate(id); }); });
  add({"history.remove", kHistory, QT_TRANSLATE_NOOP("Commands", "&Remove"), "trash", key("Del")}, view,
      [this, view] { history_.remove(view->target()); });
  commands.insertBehind("edit.redo", menu_->menuAction());
  view->setStepActions(menu_->actions());
}

void HistoryWorkspace::keepingLook(const std::function<void()>& call) {
  const auto keep = [this, call] {
    editor_.session.keepLook();
    call();
  };
  // Steps that are made again may take long, and the strength waits for them.
  const bool comes_soon = editor_.document.isLookPending() && !editor_.session.isEditing();
  comes_soon ? editor_.document.whenMerged(keep) : keep();
}

void HistoryWorkspace::goOn() {
  keepingLook([this, id = panel_->view().target()] {
    history_.goTo(id);
    wanted_ = id;
    tellWhenShown();
  });
}

void HistoryWorkspace::tellWhenShown() {
  if (!wanted_ || !history_.isShown(*wanted_)) return;
  Q_EMIT goOnAsked(*std::exchange(wanted_, std::nullopt));
}

void HistoryWorkspace::updateCommands() {
  const std::int64_t target = panel_->view().target();
  const bool idle = history_.model().node(target) && !history_.isBusy();
  editor_.commands.setText("history.switch", history_.model().isOn(target) ? QString() : tr("S&witch on"));
  for (const char* id : kSteps) {
    const bool for_the_photo = id == kSteps.front();
    editor_.commands.action(id)->setEnabled(idle && (for_the_photo || target != kPhotoNode));
  }
}

void HistoryWorkspace::retranslate() {
  dock_->setWindowTitle(tr("History"));
  menu_->setTitle(tr("&History"));
  looks_->retranslate();
  updateCommands();
}

}  // namespace v4e::ui
