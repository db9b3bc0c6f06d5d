// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/photo_locator.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>
#include <utility>

#include "ui/canvas/dropped_files.h"
#include "ui/widgets/question.h"

namespace v4e::ui {
namespace {

QString to_path(const SourcePhoto& photo) {
  return QString::fromStdString(photo.path.string());
}

QString nearest_folder(const QString& file) {
  QDir folder = QFileInfo(file).dir();
  while (!folder.exists() && folder.path() != QFileInfo(folder.path()).path())
    folder.setPath(QFileInfo(folder.path()).path());
  return folder.exists() ? folder.path() : QDir::homePath();
}

}  // namespace

void PhotoLocator::ask(const QString& name, const SourcePhoto& wanted, Found found) {
  cancel();
  name_ = name;
  wanted_ = wanted;
  found_ = std::move(found);
  askToLocate({});
}

void PhotoLocator::cancel() {
  runner_.cancelAll();
  found_ = nullptr;
  // Later: it may be this very dialog that led here.
  if (open_) open_->deleteLater();
  open_ = nullptr;
}

void PhotoLocator::answer(const std::optional<SourcePhoto>& photo) {
  if (const Found found = std::exchange(found_, nullptr)) found(photo);
}

void PhotoLocator::askToLocate(const QString& problem) {
  const QString place = tr("It was at %1. If you moved it, show where it is now.")
                            .arg(QDir::toNativeSeparators(to_path(wanted_)));
  QMessageBox* question =
      makeQuestion(window_, "photoMissing", tr("The photo of “%1” was not found.").arg(name_),
                   problem.isEmpty() ? place : problem + '\n' + place);
  addAnswer(question, "locateAnswer", tr("&Locate the photo…"), QMessageBox::AcceptRole, this,
            [this] { chooseFile(); });
  addAnswer(question, "giveUpAnswer", tr("&Cancel"), QMessageBox::RejectRole, this,
            [this] { answer(std::nullopt); });
  question->setDefaultButton(question->findChild<QPushButton*>("locateAnswer"));
  question->open();
  open_ = question;
}

void PhotoLocator::chooseFile() {
  if (!found_) return;
  auto* dialog =
      new QFileDialog(&window_, tr("Locate the photo"), nearest_folder(to_path(wanted_)), photoFilter());
  dialog->setObjectName("locatePhoto");
  dialog->setOption(QFileDialog::HideNameFilterDetails);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->selectFile(QFileInfo(to_path(wanted_)).fileName());
  connect(dialog, &QFileDialog::fileSelected, this, &PhotoLocator::check);
  connect(dialog, &QFileDialog::rejected, this, [this] { answer(std::nullopt); });
  dialog->open();
  open_ = dialog;
}

void PhotoLocator::check(const QString& path) {
  auto work = [path](const RunContext& context) { return describe_source(path.toStdString(), context); };
  runner_.run(std::move(work), [this](const Outcome<SourcePhoto>& outcome) { take(outcome); });
}

void PhotoLocator::take(const Outcome<SourcePhoto>& outcome) {
  if (!found_) return;
  const auto* photo = std::get_if<SourcePhoto>(&outcome);
  if (photo && photo->size_bytes == wanted_.size_bytes && photo->sha256 == wanted_.sha256)
    return answer(*photo);
  if (photo) return askAboutOther(*photo);
  const auto* failure = std::get_if<Failure>(&outcome);
  askToLocate(failure ? QString::fromStdString(failure->text) : QString());
}

void PhotoLocator::askAboutOther(const SourcePhoto& other) {
  QMessageBox* question = makeQuestion(
      window_, "otherPhoto",
      tr("“%1” is not the photo that the project was made from.").arg(QFileInfo(to_path(other)).fileName()),
      tr("It is a different picture. The edits fit only a photo of the same size, and look right only on "
         "the same picture."));
  addAnswer(question, "chooseAnswer", tr("Locate &another…"), QMessageBox::ActionRole, this,
            [this] { chooseFile(); });
  addAnswer(question, "useAnswer", tr("&Use it anyway"), QMessageBox::AcceptRole, this,
            [this, other] { answer(other); });
  addAnswer(question, "giveUpAnswer", tr("&Cancel"), QMessageBox::RejectRole, this,
            [this] { answer(std::nullopt); });
  question->setDefaultButton(question->findChild<QPushButton*>("chooseAnswer"));
  question->open();
  open_ = question;
}

}  // namespace v4e::ui
