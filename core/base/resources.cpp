// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include <cstdlib>
#include <system_error>

#include "core/base/error.h"

namespace v4e {

std::filesystem::path resource_folder() {
  namespace fs = std::filesystem;
  if (const char* chosen = std::getenv("V4E_RESOURCES")) {
    if (fs::is_directory(chosen)) return chosen;
    throw Error(ErrorCode::FileUnreadable,
                std::string("V4E_RESOURCES names no folder: ") + chosen + "; unset it or correct it");
  }
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const fs::path installed = program / ".." / "share" / "video4edit";
  if (fs::is_directory(installed / "captions")) return installed.lexically_normal();
  for (fs::path folder = program; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::is_directory(folder / "resources" / "captions")) return folder / "resources";
  }
  throw Error(ErrorCode::FileUnreadable,
              "the program's resources are missing beside it; install it again or set V4E_RESOURCES");
}

namespace {

/// The program's folder in that of a variable, or in one of the user's home.
std::filesystem::path user_folder(const char* variable, const char* below_home) {
  namespace fs = std::filesystem;
  if (const char* folder = std::getenv(variable); folder && *folder) return fs::path(folder) / "video4edit";
  if (const char* home = std::getenv("HOME"); home && *home)
    return fs::path(home) / below_home / "video4edit";
  return {};
}

}  // namespace

std::filesystem::path user_data_folder() {
  return user_folder("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path user_cache_folder() {
  return user_folder("XDG_CACHE_HOME", ".cache");
}

}  // namespace v4e
