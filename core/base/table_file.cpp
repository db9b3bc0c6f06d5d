// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/table_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/base/windows_1252.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxListBytes = 64u << 20;

using Fields = std::vector<std::string>;

void add_utf8(std::string& text, char32_t c) {
  const auto add = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xc0 | c >> 6);
    add(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    add(0xe0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  } else {
    add(0xf0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3f));
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  }
}

std::string from_utf16(std::string_view bytes, bool big_endian, const std::string& origin) {
  if (bytes.size() % 2 != 0)
    throw Error(ErrorCode::FileMalformed, origin + ": UTF-16 text that ends within a character");
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xd800 && c < 0xdc00 && i + 2 < bytes.size()) {
      const char32_t low = unit(i + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i += 2;
      }
    }
    if (c >= 0xd800 && c < 0xe000) throw Error(ErrorCode::FileMalformed, origin + ": damaged UTF-16 text");
    add_utf8(text, c);
  }
  return text;
}

/// Spreadsheets write UTF-16 with a mark at its start; without one, the zeros of plain letters show it.
std::string to_utf8(const std::string& bytes, const std::string& origin) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return bytes.substr(3);
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(std::string_view(bytes).substr(2), false, origin);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(std::string_view(bytes).substr(2), true, origin);
  if (bytes.size() >= 2 && bytes[1] == '\0') return from_utf16(bytes, false, origin);
  if (bytes.size() >= 2 && bytes[0] == '\0') return from_utf16(bytes, true, origin);
  return bytes;
}

/// What Excel writes as plain CSV in western Europe. File names may really hold such bytes, so it is decided
/// for each field.
std::string from_windows_1252(const std::string& bytes) {
  std::string text;
  for (const char c : bytes) add_utf8(text, windows_1252_character(static_cast<unsigned char>(c)));
  return text;
}

std::vector<Fields> parse(const std::string& text, char separator, const std::string& origin) {
  std::vector<Fields> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& field = rows.back().back();
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == separator) {
      rows.back().emplace_back();
    } else if (c == '\n' || (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
      rows.push_back({""});
    } else if (c != '\r') {
      field += c;
    }
  }
  if (quoted) throw Error(ErrorCode::FileMalformed, origin + ": a quoted field does not end");
  std::erase_if(rows, [](const Fields& row) { return std::ranges::all_of(row, &std::string::empty); });
  return rows;
}

std::string column_name(std::string name) {
  const auto first = name.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  name = name.substr(first, name.find_last_not_of(" \t") - first + 1);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == ' ' || c == '-' ? '_' : c;
  });
  return name;
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

std::vector<TableRow> read_csv(const fs::path& path, const std::string& key) {
  std::string text = to_utf8(read_file(path, kMaxListBytes), path.string());
  std::string separators = ",;\t";
  if (text.size() > 4 && text.starts_with("sep=")) {
    separators = text[4];
    text.erase(0, std::min(text.size(), text.find_first_of("\n")));
  }
  text.erase(0, std::min(text.size(), text.find_first_not_of("\r\n")));
  // The header has no separators but real ones: photo;instruction read by commas is one strange column.
  std::vector<Fields> rows;
  Fields columns;
  for (const char separator : separators) {
    const auto header = parse(std::string(first_line(text)), separator, path.string());
    columns.clear();
    if (!header.empty()) std::ranges::transform(header.front(), std::back_inserter(columns), column_name);
    if (std::ranges::find(columns, key) == columns.end()) continue;
    rows = parse(text, separator, path.string());
    break;
  }
  if (rows.empty())
    throw Error(ErrorCode::FileMalformed,
                path.string() +
                    ": the first line must name the columns, parted by commas, semicolons or tabs, and one "
                    "of them must be \"" +
                    key + "\"");
  std::vector<TableRow> result;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() > columns.size())
      throw Error(ErrorCode::FileMalformed, path.string() + ", row " + std::to_string(i + 1) +
                                                ": more fields than columns; put quotes around fields that "
                                                "hold the separator");
    TableRow row;
    for (std::size_t k = 0; k < rows[i].size(); ++k) {
      const std::string& field = rows[i][k];
      row[columns[k]] = is_utf8(field) || columns[k] == key ? field : from_windows_1252(field);
    }
    const std::string& named = row[key];
    std::error_code ignored;
    if (!is_utf8(named) && !fs::exists(path.parent_path() / named, ignored))
      row[key] = from_windows_1252(named);
    result.push_back(std::move(row));
  }
  return result;
}

std::vector<TableRow> read_json_table(const fs::path& path) {
  const nlohmann::json list = read_json_file(path, kMaxListBytes);
  if (!list.is_array()) throw Error(ErrorCode::FileMalformed, path.string() + ": must be an array");
  std::vector<TableRow> result;
  for (const auto& entry : list) {
    if (!entry.is_object())
      throw Error(ErrorCode::FileMalformed, path.string() + ": its entries must be objects");
    TableRow row;
    for (const auto& [name, value] : entry.items()) {
      if (value.is_null()) continue;
      row[column_name(name)] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    result.push_back(std::move(row));
  }
  return result;
}

}  // namespace v4e
