// SPDX-License-Identifier: GPL-3.0-or-later
// What a project's commands and the program's start ask the user.
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>

#include "ui/canvas/dropped_files.h"
#include "ui/project/project_workspace.h"
#include "ui/widgets/question.h"

namespace v4e::ui {
namespace {

constexpr const char* kFile = QT_TRANSLATE_NOOP("Commands", "File");

}  // namespace

void ProjectWorkspace::addCommands() {
  using K = QKeySequence;
  Commands& commands = parts_.commands;
  QAction* fresh = commands.add(
      {"file.new", kFile, QT_TRANSLATE_NOOP("Commands", "&New from a photo…"), "image", {K("Ctrl+N")}});
  QAction* save_now = commands.add(
      {"file.save", kFile, QT_TRANSLATE_NOOP("Commands", "&Save the project"), "save", {K("Ctrl+S")}});
  QAction* save_as = commands.add({"file.saveAs",
                                   kFile,
                                   QT_TRANSLATE_NOOP("Commands", "Save the &project as…"),
                                   "",
                                   {K("Ctrl+Shift+S")}});
  commands.insertBefore("file.open", fresh);
  commands.insertBefore("file.export", save_now);
  commands.insertBefore("file.export", save_as);
  auto* line = new QAction(this);
  line->setSeparator(true);
  commands.insertBefore("file.export", line);
  QAction* revert =
      commands.add({"file.revert", kFile, QT_TRANSLATE_NOOP("Commands", "Rever&t…"), "reset", {}});
  QAction* close =
      commands.add({"file.close", kFile, QT_TRANSLATE_NOOP("Commands", "&Close"), "", {K("Ctrl+W")}});
  commands.insertBefore("file.export", revert);
  commands.insertBefore("file.quit", close);
  const auto enable = [this, save_now, save_as, revert] {
    const bool photo = parts_.document.hasPhoto();
    for (QAction* action : {save_now, save_as}) action->setEnabled(photo);
    revert->setEnabled(photo && isModified());
  };
  connect(this, &ProjectWorkspace::stateChanged, revert, enable);
  enable();
  close->setEnabled(false);
  connect(revert, &QAction::triggered, this, &ProjectWorkspace::askToRevert);
  connect(close, &QAction::triggered, this,
          [this] { parts_.intake.whenFree([this] { parts_.document.close(); }); });
  connect(fresh, &QAction::triggered, this, &ProjectWorkspace::askForPhoto);
  connect(save_now, &QAction::triggered, this, [this] { save(); });
  connect(save_as, &QAction::triggered, this, [this] { saveAs(); });
}

void ProjectWorkspace::askForPhoto() {
  const QString path = parts_.document.path();
  auto* dialog =
      new QFileDialog(&parts_.window, tr("New from a photo"),
                      path.isEmpty() ? QDir::homePath() : QFileInfo(path).absolutePath(), photoFilter());
  dialog->setOption(QFileDialog::HideNameFilterDetails);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, &parts_.intake, &FileIntake::openFile);
  dialog->open();
}

void ProjectWorkspace::saveAs(const std::function<void()>& then) {
  const PhotoDocument& document = parts_.document;
  if (!document.hasPhoto()) return;
  const QString folder = document.saveFolder();
  const QString proposed =
      path_.isEmpty() ? folder + '/' + QFileInfo(document.name()).completeBaseName() + ".v4e" : path_;
  auto* dialog = new QFileDialog(&parts_.window, tr("Save the project"), QFileInfo(proposed).absolutePath(),
                                 tr("Video4Edit projects (%1)").arg("*.v4e"));
  dialog->setObjectName("saveProject");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix("v4e");
  dialog->selectFile(proposed);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, then](const QString& path) { writeTo(path, then); });
  dialog->open();
}

bool ProjectWorkspace::mayLeave(const std::function<void()>& then) {
  if (!isModified() || leaving_) {
    opener_.drop();
    return true;
  }
  askToSave(then);
  return false;
}

void ProjectWorkspace::askToSave(const std::function<void()>& then) {
  // One question at a time, and the latest wish counts.
  if (auto* former = parts_.window.findChild<QMessageBox*>("saveQuestion")) delete former;
  const QString name = path_.isEmpty() ? parts_.document.name() : QFileInfo(path_).fileName();
  QMessageBox* question = makeQuestion(parts_.window, "saveQuestion", tr("Save changes to “%1”?").arg(name),
                                       tr("Unsaved edits will be lost."));
  addAnswer(question, "saveAnswer", tr("&Save"), QMessageBox::AcceptRole, this, [this, then] {
    opener_.drop();
    save(then);
  });
  addAnswer(question, "dontSaveAnswer", tr("&Don't save"), QMessageBox::DestructiveRole, this, [this, then] {
    opener_.drop();
    leaving_ = true;
    then();
    leaving_ = false;
  });
  question->setDefaultButton(question->findChild<QPushButton*>("saveAnswer"));
  question->addButton(tr("&Cancel"), QMessageBox::RejectRole)->setObjectName("cancelAnswer");
  question->open();
}

void ProjectWorkspace::askToRevert() {
  const bool is_project = !path_.isEmpty();
  const QString name = is_project ? QFileInfo(path_).fileName() : parts_.document.name();
  QMessageBox* question = makeQuestion(parts_.window, "revertQuestion", tr("Revert “%1”?").arg(name),
                                       is_project ? tr("All changes since it was last saved will be lost.")
                                                  : tr("All edits of this photo will be lost."));
  addAnswer(question, "revertAnswer", tr("&Revert"), QMessageBox::DestructiveRole, this,
            [this] { revert(); });
  auto* cancel = question->addButton(tr("&Cancel"), QMessageBox::RejectRole);
  question->setDefaultButton(cancel);
  question->open();
}

void ProjectWorkspace::revert() {
  leaving_ = true;
  const QString file = path_.isEmpty() ? parts_.document.path() : path_;
  if (!file.isEmpty()) {
    parts_.intake.openFile(file);
  } else if (const auto photo = parts_.document.original()) {
    // It came without a file.
    parts_.document.openBy([photo](const RunContext&) { return *photo; }, {}, parts_.document.name());
  }
  leaving_ = false;
}

void ProjectWorkspace::askToReload(bool missing) {
  const QString name = parts_.document.name();
  // The working file takes a copy of the photo from now on.
  noteChange();
  if (missing)
    return parts_.messages.showNote([name] {
      return tr("%1 was deleted from the disk. It stays open here, and the project keeps a copy of it.")
          .arg(name);
    });
  QMessageBox* question =
      makeQuestion(parts_.window, "photoChanged", tr("“%1” was changed by another program.").arg(name),
                   tr("Reloading starts again with the photo as it is there. If you keep the open one, the "
                      "project will hold it itself."));
  addAnswer(question, "reloadAnswer", tr("&Reload"), QMessageBox::AcceptRole, this,
            [this] { parts_.intake.openFile(parts_.document.path()); });
  auto* keep_it = question->addButton(tr("&Keep the open photo"), QMessageBox::RejectRole);
  keep_it->setObjectName("keepAnswer");
  question->setDefaultButton(keep_it);
  question->open();
}

void ProjectWorkspace::offerRecovery(std::vector<Recoverable> left, const QStringList& files) {
  if (left.empty()) return openByDefault(files);
  const Recoverable newest = left.front();
  left.erase(left.begin());
  QMessageBox* question =
      makeQuestion(parts_.window, "recovery", tr("Recover “%1”?").arg(newest.name),
                   tr("Video4Edit closed unexpectedly. Your edits were kept, but not saved as a project."));
  addAnswer(question, "goOnAnswer", tr("&Recover"), QMessageBox::AcceptRole, this,
            [this, file = newest.file] { opener_.recover(file); });
  addAnswer(question, "discardAnswer", tr("&Discard"), QMessageBox::DestructiveRole, this,
            [this, file = newest.file, left, files] {
              std::error_code ignored;  // it is offered again then
              std::filesystem::remove(file, ignored);
              offerRecovery(left, files);
            });
  addAnswer(question, "laterAnswer", tr("&Later"), QMessageBox::RejectRole, this,
            [this, files] { openByDefault(files); });
  question->setDefaultButton(question->findChild<QPushButton*>("goOnAnswer"));
  question->open();
}

}  // namespace v4e::ui
