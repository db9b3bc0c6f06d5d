// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace v4e::os {

/// Where a program keeps its user's data, and what of it can be made again: its name in $XDG_DATA_HOME and
/// $XDG_CACHE_HOME, else in ~/.local/share and ~/.cache; on macOS in ~/Library/Application Support and
/// ~/Library/Caches; on Windows in %LOCALAPPDATA%, with a folder "cache" there. Empty where that is not known.
[[nodiscard]] std::filesystem::path data_folder(const char* program);
[[nodiscard]] std::filesystem::path cache_folder(const char* program);

}  // namespace v4e::os
