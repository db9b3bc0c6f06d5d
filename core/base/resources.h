// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace v4e {

/// The folder with captions/, models/ … : $V4E_RESOURCES, else the installed one beside the program
/// (../share/video4edit, on macOS ../Resources/video4edit), else the source tree's resources/. Throws Error(FileUnreadable) if none is there.
[[nodiscard]] std::filesystem::path resource_folder();

/// Where the user's own files lie: $XDG_DATA_HOME/video4edit, else ~/.local/share/video4edit, or where other systems
/// have such files (see os/folders.h); empty where that is not known.
[[nodiscard]] std::filesystem::path user_data_folder();

/// Where files lie that can be made again: $XDG_CACHE_HOME/video4edit, else ~/.cache/video4edit; likewise.
[[nodiscard]] std::filesystem::path user_cache_folder();

}  // namespace v4e
