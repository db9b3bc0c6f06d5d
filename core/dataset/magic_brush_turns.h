// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

namespace v4e {

/// All turns in MagicBrush's edit_turns.json, which lists them, or edit_sessions.json, which has them by
/// picture. `path` is for messages. Throws Error(FileMalformed) where `list` is neither.
[[nodiscard]] std::vector<nlohmann::json> magic_brush_turns(const nlohmann::json& list,
                                                            const std::filesystem::path& path);

}  // namespace v4e
