// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <filesystem>
#include <vector>

#include "core/base/run_context.h"

namespace v4e::ui {

/// A working project that no program works on any more: its program crashed.
struct Recoverable {
  std::filesystem::path file;
  QString name;  ///< of the project, or of the photo
};

/// The name of a new working file in `folder`, which is made where it is missing, for this user alone.
[[nodiscard]] std::filesystem::path newWorkingFile(const QString& folder);

/// What crashes left in `folder`, the newest first. Files without unsaved work are deleted; those that a
/// program works on and damaged ones are left alone. For a background thread, before this program makes
/// working files. Throws Cancelled.
[[nodiscard]] std::vector<Recoverable> findRecoverable(const QString& folder, const RunContext& context);

}  // namespace v4e::ui
