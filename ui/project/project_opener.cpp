// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_opener.h"

#include <QFileInfo>
#include <utility>

namespace v4e::ui {

ProjectOpener::ProjectOpener(QWidget& window, PhotoDocument& document, MessageBar& messages,
                             WorkingFolder folder, QObject* parent)
    : QObject(parent),
      document_(document),
      messages_(messages),
      folder_(std::move(folder)),
      locator_(window, nullptr) {
  connect(&document_, &PhotoDocument::failed, this, [this] {
    const bool waits_for_photo = opening_ && !opening_->project.photo_is_missing;
    if (waits_for_photo && !document_.isOpening()) drop();
  });
}

void ProjectOpener::open(const QString& path, bool keepsInstruction) {
  auto work = [project = QFileInfo(path).absoluteFilePath().toStdString(), folder = folder_](
                  const RunContext& context) { return openProject(project, folder.newFile(), context); };
  read(std::move(work), keepsInstruction, false);
}

void ProjectOpener::recover(const std::filesystem::path& file) {
  read([file](const RunContext& context) { return continueProject(file, context); }, false, true);
}

void ProjectOpener::read(std::function<OpenedProject(const RunContext&)> work, bool keepsInstruction,
                         bool isRecovered) {
  drop();
  runner_.run(std::move(work),
              [this, keepsInstruction, isRecovered, serial = serial_](Outcome<OpenedProject> outcome) {
                auto* opened = std::get_if<OpenedProject>(&outcome);
                if (serial != serial_) {  // something else was asked for since
                  if (opened && !isRecovered) opened->working->discard();
                  return;
                }
                if (const auto* failure = std::get_if<Failure>(&outcome)) messages_.showFailure(*failure);
                if (!opened) return;
                opening_ = Opening{std::move(*opened), keepsInstruction, isRecovered};
                opening_->project.photo_is_missing ? askForPhoto() : openPhoto();
              });
}

void ProjectOpener::openPhoto() {
  const OpenedProject& project = opening_->project;
  document_.openBy(project.read_photo, QString::fromStdString(project.photo_path.string()),
                   QString::fromStdString(project.photo_name), project.geometry);
}

void ProjectOpener::askForPhoto() {
  const OpenedProject& project = opening_->project;
  const QString saved_as = QFileInfo(QString::fromStdString(project.saved_path)).fileName();
  const QString name = saved_as.isEmpty() ? QString::fromStdString(project.photo_name) : saved_as;
  const SourcePhoto wanted = project.source;
  locator_.ask(name, wanted, [this](const std::optional<SourcePhoto>& photo) {
    if (!photo) return drop();
    takePhoto(opening_->project, *photo);
    openPhoto();
  });
}

void ProjectOpener::drop() {
  ++serial_;
  locator_.cancel();
  if (opening_ && !opening_->is_recovered) opening_->project.working->discard();
  opening_.reset();
}

std::optional<ProjectOpener::Opening> ProjectOpener::take() {
  if (!opening_ || opening_->project.photo_is_missing) return std::nullopt;
  return std::exchange(opening_, std::nullopt);
}

}  // namespace v4e::ui
