// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace v4e {

/// Length of the UTF-8 character that `text` starts with; 0 where it starts with none (also for surrogates
/// and overlong forms) or is empty.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// The text with each byte that is not UTF-8 as \xNN: file names may hold any bytes, JSON may not.
[[nodiscard]] std::string readable(std::string_view text);

/// JSON as text, its strings and keys made readable(). `indent` as nlohmann::json::dump() has it.
[[nodiscard]] std::string json_text(const nlohmann::json& json, int indent = 2);

/// The text with A to Z as a to z; other characters stay.
[[nodiscard]] std::string lower_case(std::string_view text);

/// What of the text is A to Z, a to z and 0 to 9, in lower case: without what programs put between words.
[[nodiscard]] std::string letters_and_digits(std::string_view text);

/// At most `max_bytes`, cut between characters.
[[nodiscard]] std::string cut_text(std::string text, std::size_t max_bytes);

/// Most bytes that a file's name may have.
constexpr std::size_t kMaxNameBytes = 255;

/// stem + ending + extension, the stem cut so that the name has room on any file system.
[[nodiscard]] std::filesystem::path file_name(const std::string& stem, const std::string& ending,
                                              const std::string& extension);

}  // namespace v4e
