// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/look_workspace.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <utility>

#include "core/base/text.h"

namespace v4e::ui {
namespace {

constexpr const char* kHistoryGroup = QT_TRANSLATE_NOOP("Commands", "History");

/// The last step's words as a name for a file.
QString proposedName(const Look& look) {
  QString name = QString::fromStdString(look.steps.back().settings.instruction).simplified();
  for (QChar& letter : name) {
    if (QString("/\\:*?\"<>|.").contains(letter) || letter.category() == QChar::Other_Control) letter = '-';
  }
  return QString::fromStdString(cut_text(name.toStdString(), kMaxNameBytes - 16)) + kLookExtension;
}

}  // namespace

LookWorkspace::LookWorkspace(QWidget& window, const EditorParts& editor, EditHistory& history, QMenu& menu,
                             QString folder, QObject* parent)
    : QObject(parent),
      window_(window),
      editor_(editor),
      history_(history),
      folder_(std::move(folder)),
      own_(new QMenu(&menu)) {
  addCommands(menu);
  connect(own_, &QMenu::aboutToShow, this, &LookWorkspace::fillOwn);
  connect(&editor_.session, &EditSession::editingChanged, this, &LookWorkspace::updateCommands);
  connect(&editor_.document, &PhotoDocument::opened, this, &LookWorkspace::updateCommands);
  connect(&editor_.document, &PhotoDocument::closed, this, &LookWorkspace::updateCommands);
  connect(&editor_.engine, &EditEngine::modelsFound, this, &LookWorkspace::updateCommands);
  connect(&history_.model(), &HistoryModel::changed, this, &LookWorkspace::updateCommands);
  connect(&history_.model(), &HistoryModel::currentChanged, this, &LookWorkspace::updateCommands);
  connect(&editor_.session, &EditSession::editFinished, this,
          [this](const std::shared_ptr<const EditResult>& result) {
            if (editor_.session.isInSteps()) showStep(result->settings);
          });
  retranslate();
}

void LookWorkspace::addCommands(QMenu& menu) {
  menu.addSeparator();
  QAction* save = editor_.commands.add(
      {"history.saveLook", kHistoryGroup, QT_TRANSLATE_NOOP("Commands", "Save as &look…"), "", {}});
  QAction* apply = editor_.commands.add(
      {"history.applyLook", kHistoryGroup, QT_TRANSLATE_NOOP("Commands", "&Apply look…"), "", {}});
  menu.addActions({save, apply});
  menu.addMenu(own_);
  connect(save, &QAction::triggered, this, &LookWorkspace::askWhereToSave);
  connect(apply, &QAction::triggered, this, &LookWorkspace::askWhich);
}

void LookWorkspace::askWhereToSave() {
  const Look look = history_.lookOf(history_.model().current());
  if (look.steps.empty()) return;
  QDir().mkpath(folder_);
  auto* dialog = new QFileDialog(&window_, tr("Save as look"), folder_, tr("Looks (*.v4elook)"));
  dialog->setObjectName("saveLook");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("v4elook");
  dialog->selectFile(proposedName(look));
  connect(dialog, &QFileDialog::fileSelected, this, &LookWorkspace::save);
  dialog->open();
}

void LookWorkspace::save(const QString& path) {
  Look look = history_.lookOf(history_.model().current());
  const bool locked = editor_.instruction_panel.parameters().isSeedLocked();
  for (LookStep& step : look.steps) step.keeps_seed = locked;
  try {
    write_look(path.toStdString(), look);
  } catch (const Error&) {
    return editor_.messages.showFailure(current_failure());
  }
  editor_.messages.showNote([path, count = static_cast<int>(look.steps.size())] {
    return tr("Saved as a look of %n step(s): %1", nullptr, count).arg(QDir::toNativeSeparators(path));
  });
}

void LookWorkspace::askWhich() {
  auto* dialog = new QFileDialog(&window_, tr("Apply a look"), folder_, tr("Looks (*.v4elook)"));
  dialog->setObjectName("applyLook");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &LookWorkspace::apply);
  dialog->open();
}

void LookWorkspace::fillOwn() {
  own_->clear();
  const auto files = QDir(folder_).entryInfoList({QString("*") + kLookExtension}, QDir::Files,
                                                 QDir::Name | QDir::IgnoreCase);
  for (const QFileInfo& file : files) {
    QAction* action = own_->addAction(file.completeBaseName().replace('&', "&&"));
    action->setEnabled(editor_.commands.action("history.applyLook")->isEnabled());
    connect(action, &QAction::triggered, this, [this, path = file.filePath()] { apply(path); });
  }
  if (files.isEmpty()) own_->addAction(tr("None yet: save one first"))->setEnabled(false);
}

void LookWorkspace::apply(const QString& path) {
  try {
    run(read_look(path.toStdString()), false);
  } catch (const Error&) {
    editor_.messages.showFailure(current_failure());
  }
}

void LookWorkspace::showStep(const EditSettings& step) {
  InstructionPanel& panel = editor_.instruction_panel;
  // The user's next instruction, maybe half of it, stays.
  if (panel.instruction().toPlainText() != shown_words_) return panel.parameters().setOrder(step);
  panel.setOrder(step);
  shown_words_ = panel.instruction().toPlainText();
}

void LookWorkspace::run(const Look& look, bool only_chosen) {
  ParameterBox& parameters = editor_.instruction_panel.parameters();
  if (!editor_.document.hasPhoto() || editor_.session.isEditing() || !parameters.model()) return;
  parameters.renewSeed();
  const LookPlan plan = planLook(look, {editor_.engine.models(), *parameters.model(), only_chosen,
                                        editor_.instruction_panel.order().seed,
                                        [this](const std::string& text) { return reader_.read(text); }});
  if (!plan.problem) {
    const auto shown = editor_.document.result();
    shown_words_ = shown ? QString::fromStdString(shown->settings.instruction) : QString();
    return editor_.session.startSteps(plan.steps);
  }
  editor_.messages.showNote(plan.problem);
  if (!plan.model_is_missing) return;
  editor_.messages.offer(
      [name = QString::fromStdString(parameters.model()->name)] { return tr("Use %1 instead").arg(name); },
      [this, look] {
        try {
          run(look, true);
        } catch (const Error&) {
          editor_.messages.showFailure(current_failure());
        }
      });
}

void LookWorkspace::updateCommands() {
  const bool idle = editor_.document.hasPhoto() && !editor_.session.isEditing();
  editor_.commands.action("history.saveLook")->setEnabled(idle && history_.model().current() != kPhotoNode);
  editor_.commands.action("history.applyLook")->setEnabled(idle && !editor_.engine.models().isEmpty());
}

void LookWorkspace::retranslate() {
  own_->setTitle(tr("&My looks"));
  updateCommands();
}

}  // namespace v4e::ui
