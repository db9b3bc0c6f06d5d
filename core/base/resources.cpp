// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include <cstdlib>

#include "core/base/error.h"
#include "core/base/os/folders.h"
#include "core/base/os/process.h"

namespace v4e {

std::filesystem::path resource_folder() {
  namespace fs = std::filesystem;
  if (const char* chosen = std::getenv("V4E_RESOURCES")) {
    if (fs::is_directory(chosen)) return chosen;
    throw Error(ErrorCode::FileUnreadable,
                std::string("V4E_RESOURCES names no folder: ") + chosen + "; unset it or correct it");
  }
  const fs::path program = os::program_file().parent_path();
  // The second is where macOS has such files of a program.
  for (const char* place : {"share", "Resources"}) {
    const fs::path installed = program / ".." / place / "video4edit";
    if (fs::is_directory(installed / "captions")) return installed.lexically_normal();
  }
  for (fs::path folder = program; folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::is_directory(folder / "resources" / "captions")) return folder / "resources";
  }
  throw Error(ErrorCode::FileUnreadable,
              "the program's resources are missing beside it; install it again or set V4E_RESOURCES");
}

std::filesystem::path user_data_folder() {
  return os::data_folder("video4edit");
}

std::filesystem::path user_cache_folder() {
  return os::cache_folder("video4edit");
}

}  // namespace v4e
