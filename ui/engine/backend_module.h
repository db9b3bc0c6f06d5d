// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

#include "ui/engine/engine_backend.h"

namespace v4e::ui {

/// Where the module lies: beside the program in a build, in ../lib/video4edit when installed.
[[nodiscard]] std::filesystem::path backendModulePath();

/// Loads the shared module with LibTorch and makes its backend. Takes a second or more: call it on the
/// engine's thread. Throws Error(FileUnreadable) where the module or one of its libraries is missing.
[[nodiscard]] std::unique_ptr<EngineBackend> loadBackendModule(const std::filesystem::path& path);

}  // namespace v4e::ui
