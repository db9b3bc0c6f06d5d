// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/recovery.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>
#include <utility>

#include "core/base/log.h"
#include "core/document/project/project_file.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

using Clock = std::chrono::steady_clock;

/// Nothing if all of it is saved.
std::optional<Recoverable> unsaved_work(const std::filesystem::path& path) {
  ProjectFile file = ProjectFile::open(path);
  if (file.setting(project::kModified).value_or("0") != "1" || !file.source()) return std::nullopt;
  const auto saved = QString::fromStdString(file.setting(project::kSavedPath).value_or(""));
  const auto photo = QString::fromStdString(file.setting(project::kPhotoName).value_or(""));
  return Recoverable{path, saved.isEmpty() ? photo : QFileInfo(saved).fileName()};
}

/// A program that was killed keeps its lock until its last write has reached the disk, which can take longer
/// than starting the next one.
std::optional<Recoverable> unsaved_work(const std::filesystem::path& path, Clock::time_point deadline,
                                        const RunContext& context) {
  for (;;) {
    context.check();
    try {
      return unsaved_work(path);
    } catch (const Error& error) {
      const bool is_locked = error.code() == ErrorCode::FileUnwritable;
      if (!is_locked || Clock::now() >= deadline) throw;
    }
  }
}

}  // namespace

WorkingFolder::WorkingFolder(QString path)
    : path_(std::move(path)), mark_(QUuid::createUuid().toString(QUuid::Id128) + '-') {}

std::filesystem::path WorkingFolder::newFile() const {
  QDir().mkpath(path_);  // where that fails, making the file says why
  QFile::setPermissions(path_, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
  return QDir(path_).filePath(mark_ + QUuid::createUuid().toString(QUuid::Id128) + ".v4e").toStdString();
}

std::vector<Recoverable> findRecoverable(const WorkingFolder& folder, const RunContext& context,
                                         std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  std::vector<Recoverable> found;
  for (const QFileInfo& info : QDir(folder.path()).entryInfoList({"*.v4e"}, QDir::Files, QDir::Time)) {
    if (folder.isOwn(info.fileName())) continue;
    const std::filesystem::path path = info.absoluteFilePath().toStdString();
    try {
      // A program that works on it holds its lock, which goes with the program, however that ends: its number
      // would say less, for it stays a while after the end and is given away again.
      auto work = unsaved_work(path, deadline, context);
      std::error_code ignored;  // then the next start tries again
      work ? found.push_back(std::move(*work)) : static_cast<void>(std::filesystem::remove(path, ignored));
    } catch (const Error& error) {
      // One that another window is just making looks like this, too: nothing to be alarmed about.
      logger("ui").info("{} is left as it is: {}", path.string(), error.what());
    }
  }
  return found;
}

}  // namespace v4e::ui
