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

/// More than any config, index or recipe has; a file of millions of keys is an attack, or another file.
constexpr std::size_t kMaxConfigBytes = 4u << 20;

/// Reads and parses a JSON file of at most `max_bytes`. Throws Error(FileUnreadable | FileMalformed).
[[nodiscard]] nlohmann::json read_json_file(const std::filesystem::path& path,
                                            std::size_t max_bytes = kMaxConfigBytes);

/// Writes indented JSON, whole or not at all. Throws Error(FileUnwritable).
void write_json_file(const std::filesystem::path& path, const nlohmann::json& json);

}  // namespace v4e
