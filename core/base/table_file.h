// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace v4e {

/// One line of a table: its fields by column, the columns in lower case with "_" for spaces.
using TableRow = std::map<std::string, std::string>;

/// Reads what spreadsheets write as CSV: fields parted by comma, semicolon or tab (RFC 4180 quoting), in
/// UTF-8, UTF-16 or Windows-1252, with or without a byte order mark and Excel's line "sep=;". The first line
/// names the columns and must have one called `key`; lines without any field are left out.
/// Throws Error(FileUnreadable | FileMalformed).
[[nodiscard]] std::vector<TableRow> read_csv(const std::filesystem::path& path, const std::string& key);

/// A .json array of objects whose values are texts, numbers or null, which counts as not there.
[[nodiscard]] std::vector<TableRow> read_json_table(const std::filesystem::path& path);

}  // namespace v4e
