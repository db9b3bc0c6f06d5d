// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/recovery.h"

#include <signal.h>
#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include "core/base/log.h"
#include "core/document/project/project_file.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

/// Working files begin with the number of the process that works on them.
bool is_of_running_program(const QFileInfo& info) {
  bool ok = false;
  const int process = info.fileName().section('-', 0, 0).toInt(&ok);
  return ok && process > 0 && process != ::getpid() && ::kill(process, 0) == 0;
}

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
  const QString name =
      QString("%1-%2.v4e").arg(::getpid()).arg(QUuid::createUuid().toString(QUuid::WithoutBraces));
  return QDir(folder).filePath(name).toStdString();
}

std::vector<Recoverable> findRecoverable(const QString& folder, const RunContext& context) {
  std::vector<Recoverable> found;
  for (const QFileInfo& info : QDir(folder).entryInfoList({"*.v4e"}, QDir::Files, QDir::Time)) {
    context.check();
    if (is_of_running_program(info)) continue;
    const std::filesystem::path path = info.absoluteFilePath().toStdString();
    try {
      auto work = unsaved_work(path);
      work ? found.push_back(std::move(*work)) : static_cast<void>(std::filesystem::remove(path));
    } catch (const std::exception& error) {
      logger("ui").warn("{} is left as it is: {}", path.string(), error.what());
    }
  }
  return found;
}

}  // namespace v4e::ui
