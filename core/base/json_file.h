// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

namespace v4e {

/// Parses untrusted JSON: at most `max_depth` levels, no duplicate keys.
/// `origin` names the source in messages. Throws Error(FileMalformed).
[[nodiscard]] nlohmann::json parse_json(std::string_view text, std::string_view origin, int max_depth = 64);

/// Reads and parses a JSON file of at most `max_bytes`. Throws Error(FileUnreadable | FileMalformed).
[[nodiscard]] nlohmann::json read_json_file(const std::filesystem::path& path,
                                            std::size_t max_bytes = 64u << 20);

}  // namespace v4e
