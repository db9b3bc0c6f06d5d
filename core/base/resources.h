// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace v4e {

/// The folder with captions/, models/ … : $V4E_RESOURCES, else the installed one beside the program
/// (../share/video4edit), else the source tree's resources/. Throws Error(FileUnreadable) if none is there.
[[nodiscard]] std::filesystem::path resource_folder();

}  // namespace v4e
