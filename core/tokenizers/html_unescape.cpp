// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/html_unescape.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "core/tokenizers/unicode.h"
#include "core/base/windows_1252.h"

namespace v4e {
namespace {

struct Entity {
  std::string_view name;  ///< without "&", with ";" where it has one
  std::string_view text;
};
constexpr Entity kEntities[] = {
#include "core/tokenizers/tables/html_entities.inc"
};

/// Names in capitals that are none by the standard, such as "NTILDE;".
constexpr Entity kCapitals[] = {
#include "core/tokenizers/tables/html_capitals.inc"
};

template <std::size_t kSize>
std::optional<std::string_view> find_entity(const Entity (&entities)[kSize], std::string_view name) {
  const auto* found = std::lower_bound(std::begin(entities), std::end(entities), name,
                                       [](const Entity& row, std::string_view key) { return row.name < key; });
  if (found == std::end(entities) || found->name != name) return std::nullopt;
  return found->text;
}

/// What a numeric reference stands for by the HTML standard.
std::string numeric_text(std::uint32_t value) {
  std::string text;
  if (value >= 0x80 && value <= 0x9F) {
    append_utf8(text, windows_1252_character(static_cast<unsigned char>(value)));
  } else if (value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
    append_utf8(text, 0xFFFD);
  } else if (!((value >= 0x01 && value <= 0x08) || value == 0x0B || (value >= 0x0E && value <= 0x1F) ||
               value == 0x7F || (value >= 0xFDD0 && value <= 0xFDEF) || (value & 0xFFFEU) == 0xFFFEU)) {
    append_utf8(text, value);
  }
  return text;
}

/// A reference found at a "&": how many bytes of the input it takes and what replaces them.
struct Match {
  std::size_t length;
  std::string text;
};

std::optional<Match> match_numeric(std::string_view rest, bool needs_semicolon) {
  const bool hexadecimal = rest.size() > 2 && (rest[2] == 'x' || rest[2] == 'X');
  std::size_t end = hexadecimal ? 3 : 2;
  const std::size_t first_digit = end;
  std::uint32_t value = 0;
  for (; end < rest.size(); ++end) {
    const char c = rest[end];
    const int digit = c >= '0' && c <= '9'                  ? c - '0'
                      : hexadecimal && c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : hexadecimal && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                            : -1;
    if (digit < 0) break;
    value = std::min<std::uint32_t>(value * (hexadecimal ? 16 : 10) + static_cast<std::uint32_t>(digit),
                                    0x110000);
  }
  if (end == first_digit) return std::nullopt;
  const bool closed = end < rest.size() && rest[end] == ';';
  if (needs_semicolon && !closed) return std::nullopt;
  return Match{.length = end + (closed ? 1 : 0), .text = numeric_text(value)};
}

std::optional<Match> match_named(std::string_view rest, bool needs_semicolon) {
  constexpr std::size_t kLongestName = 32;
  std::size_t end = 1;
  while (end < rest.size() && end <= kLongestName &&
         std::string_view("\t\n\f <&#;").find(rest[end]) == rest.npos)
    ++end;
  const bool closed = end < rest.size() && rest[end] == ';';
  const std::string_view name = rest.substr(1, end - 1 + (closed ? 1 : 0));
  if (const auto text = find_entity(kEntities, name)) {
    if (!needs_semicolon || closed) return Match{.length = 1 + name.size(), .text = std::string(*text)};
  }
  if (needs_semicolon) {
    const auto text = find_entity(kCapitals, name);
    if (!text) return std::nullopt;
    return Match{.length = 1 + name.size(), .text = std::string(*text)};
  }
  // The longest beginning that is a name: "&notit;" is "¬it;".
  for (std::size_t length = name.size(); length-- > 2;) {
    if (const auto text = find_entity(kEntities, name.substr(0, length))) {
      return Match{.length = 1 + length, .text = std::string(*text)};
    }
  }
  return std::nullopt;
}

std::string unescape(std::string_view text, bool needs_semicolon) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    std::optional<Match> match;
    if (rest[0] == '&' && rest.size() > 1) {
      match = rest[1] == '#' ? match_numeric(rest, needs_semicolon) : match_named(rest, needs_semicolon);
    }
    if (match)
      result += match->text;
    else
      result.push_back(text[i]);
    i += match ? match->length : 1;
  }
  return result;
}

}  // namespace

std::string html_unescape(std::string_view text) {
  return unescape(text, false);
}

std::string html_unescape_closed(std::string_view text) {
  return unescape(text, true);
}

}  // namespace v4e
