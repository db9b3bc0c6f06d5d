// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/folders.h"

#include <cstdlib>

namespace v4e::os {
namespace {

/// The program's folder in that of a variable, or in one of the user's home.
std::filesystem::path user_folder(const char* variable, const char* below_home, const char* program) {
  namespace fs = std::filesystem;
  if (const char* folder = std::getenv(variable); folder && *folder) return fs::path(folder) / program;
  if (const char* home = std::getenv("HOME"); home && *home) return fs::path(home) / below_home / program;
  return {};
}

}  // namespace

std::filesystem::path data_folder(const char* program) {
  return user_folder("XDG_DATA_HOME", ".local/share", program);
}

std::filesystem::path cache_folder(const char* program) {
  return user_folder("XDG_CACHE_HOME", ".cache", program);
}

}  // namespace v4e::os
