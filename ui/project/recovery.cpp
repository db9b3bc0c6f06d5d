// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/recovery.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include "core/base/log.h"
#include "core/document/project/project_file.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

/// Nothing if all of it is saved.
std::optional<Recoverable> unsaved_work(const std::filesystem::path& path) {
  ProjectFile file = ProjectFile::open(path);
  if (file.setting(project::kModified).value_or("0") != "1" || !file.source()) return std::nullopt;
  const auto saved = QString::fromStdString(file.setting(project::kSavedPath).value_or(""));
  const auto photo = QString::fromStdString(file.setting(project::kPhotoName).value_or(""));
  return Recoverable{path, saved.isEmpty() ? photo : QFileInfo(saved).fileName()};
}

}  // namespace

std::filesystem::path newWorkingFile(const QString& folder) {
  QDir().mkpath(folder);  // where that fails, making the file says why
  QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return QDir(folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + ".v4e").toStdString();
}

std::vector<Recoverable> findRecoverable(const QString& folder, const RunContext& context) {
  std::vector<Recoverable> found;
  for (const QFileInfo& info : QDir(folder).entryInfoList({"*.v4e"}, QDir::Files, QDir::Time)) {
    context.check();
    const std::filesystem::path path = info.absoluteFilePath().toStdString();
    try {
      // A program that works on it holds its lock, which goes with the program, however that ends: its number
      // would say less, for it stays a while after the end and is given away again.
      auto work = unsaved_work(path);
      work ? found.push_back(std::move(*work)) : static_cast<void>(std::filesystem::remove(path));
    } catch (const std::exception& error) {
      // One that another window is just making looks like this, too: nothing to be alarmed about.
      logger("ui").debug("{} is left as it is: {}", path.string(), error.what());
    }
  }
  return found;
}

}  // namespace v4e::ui
