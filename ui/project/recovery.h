// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <chrono>
#include <filesystem>
#include <vector>

#include "core/base/run_context.h"

namespace v4e::ui {

/// A working project that no program works on any more: its program crashed.
struct Recoverable {
  std::filesystem::path file;
  QString name;  ///< of the project, or of the photo
};

/// Where a window keeps its working files. It tells its own from those of others by their names.
class WorkingFolder {
 public:
  explicit WorkingFolder(QString path);

  [[nodiscard]] const QString& path() const { return path_; }
  /// The name of a new file. The folder is made where it is missing, for this user alone.
  [[nodiscard]] std::filesystem::path newFile() const;
  [[nodiscard]] bool isOwn(const QString& name) const { return name.startsWith(mark_); }

 private:
  QString path_;
  QString mark_;  ///< another one for each window
};

/// What crashes left in the folder, the newest first; the window's own files are none. Files without unsaved
/// work are deleted; damaged ones, and those that a program still works on after `patience`, are left alone.
/// For a background thread. Throws Cancelled.
[[nodiscard]] std::vector<Recoverable> findRecoverable(
    const WorkingFolder& folder, const RunContext& context,
    std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace v4e::ui
