// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/prompt_cleaning.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/base/windows_1252.h"
#include "core/tokenizers/html_unescape.h"
#include "core/tokenizers/unicode.h"

namespace v4e {
namespace {

struct Replacement {
  char32_t character;
  char32_t normal;
};
constexpr Replacement kWidths[] = {
#include "core/tokenizers/tables/widths.inc"
};

struct Ligature {
  char32_t character;
  std::u32string_view letters;
};
constexpr Ligature kLigatures[] = {
    {0x0132, U"IJ"},      {0x0133, U"ij"}, {0x0149, U"\u02bcn"}, {0x01C4, U"D\u017d"}, {0x01C5, U"D\u017e"},
    {0x01C6, U"d\u017e"}, {0x01C7, U"LJ"}, {0x01C8, U"Lj"},      {0x01C9, U"lj"},      {0x01CA, U"NJ"},
    {0x01CB, U"Nj"},      {0x01CC, U"nj"}, {0x01F1, U"DZ"},      {0x01F2, U"Dz"},      {0x01F3, U"dz"},
    {0xFB00, U"ff"},      {0xFB01, U"fi"}, {0xFB02, U"fl"},      {0xFB03, U"ffi"},     {0xFB04, U"ffl"},
    {0xFB05, U"\u017ft"}, {0xFB06, U"st"}, {0xFFE3, U" \u0304"},
};

/// Length of the UTF-8 sequence that the characters at `i` spell in Windows-1252, or 0.
std::size_t mojibake_length(const std::u32string& text, std::size_t i, std::string& bytes) {
  const auto lead = windows_1252_byte(text[i]);
  if (!lead || *lead < 0xC2 || *lead > 0xF4) return 0;
  const std::size_t length = *lead < 0xE0 ? 2 : *lead < 0xF0 ? 3 : 4;
  if (i + length > text.size()) return 0;
  bytes.clear();
  for (std::size_t k = 0; k < length; ++k) {
    const auto byte = windows_1252_byte(text[i + k]);
    if (!byte || (k > 0 && (*byte & 0xC0U) != 0x80U)) return 0;
    bytes.push_back(static_cast<char>(*byte));
  }
  const std::u32string decoded = decode_utf8(bytes);
  return decoded.size() == 1 && decoded[0] != 0xFFFD ? length : 0;
}

std::u32string repair_encoding(const std::u32string& text) {
  std::u32string result;
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = mojibake_length(text, i, bytes);
    if (length > 0)
      result += decode_utf8(bytes);
    else
      result.push_back(text[i]);
    i += std::max<std::size_t>(1, length);
  }
  return result;
}

/// One character to what replaces it, in the order of ftfy: C1 controls, ligatures, widths, quotes, breaks.
void append_plain(std::u32string& out, char32_t c) {
  if (c >= 0x80 && c < 0xA0) c = windows_1252_character(static_cast<unsigned char>(c));
  const auto* ligature = std::find_if(std::begin(kLigatures), std::end(kLigatures),
                                      [&](const Ligature& row) { return row.character == c; });
  if (ligature != std::end(kLigatures)) {
    out += ligature->letters;
    return;
  }
  const auto* width =
      std::lower_bound(std::begin(kWidths), std::end(kWidths), c,
                       [](const Replacement& row, char32_t key) { return row.character < key; });
  if (width != std::end(kWidths) && width->character == c) c = width->normal;
  if (c == 0x02BC || (c >= 0x2018 && c <= 0x201B)) c = '\'';
  if (c >= 0x201C && c <= 0x201F) c = '"';
  if (c == 0x2028 || c == 0x2029 || c == 0x85) c = '\n';
  out.push_back(c);
}

/// Removes ESC [ digits and semicolons, letter.
std::u32string remove_terminal_escapes(const std::u32string& text) {
  std::u32string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t end = i;
    if (text[i] == 0x1B && i + 1 < text.size() && text[i + 1] == '[') {
      end = i + 2;
      while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == ';')) ++end;
      const bool letter = end < text.size() && ((text[end] | 0x20U) >= 'a' && (text[end] | 0x20U) <= 'z');
      if (!letter) end = i;
    }
    if (end > i)
      i = end;
    else
      result.push_back(text[i]);
  }
  return result;
}

bool is_control(char32_t c) {
  return c < 0x09 || c == 0x0B || (c >= 0x0E && c < 0x20) || c == 0x7F || (c >= 0x206A && c < 0x2070) ||
         c == 0xFEFF || (c >= 0xFFF9 && c < 0xFFFD);
}

std::u32string fix_once(const std::u32string& text) {
  std::u32string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      plain.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      append_plain(plain, text[i]);
    }
  }
  plain = remove_terminal_escapes(plain);
  std::erase_if(plain, is_control);
  return normalize_nfc(plain);
}

std::string fix_text(std::string_view prompt) {
  std::u32string text = decode_utf8(prompt);
  const bool unescapes = text.find(U'<') == std::u32string::npos;
  // Each fix can uncover another; a few rounds reach the end for all but made-up text.
  constexpr int kMaxRounds = 8;
  for (int round = 0; round < kMaxRounds; ++round) {
    std::u32string next = text;
    if (unescapes) next = decode_utf8(html_unescape_closed(encode_utf8(next)));
    next = fix_once(repair_encoding(next));
    if (next == text) break;
    text = std::move(next);
  }
  return encode_utf8(text);
}

std::string collapse_spaces(std::u32string_view text) {
  std::string result;
  bool pending = false;
  for (const char32_t c : text) {
    if (is_space(c)) {
      pending = !result.empty();
      continue;
    }
    if (pending) result.push_back(' ');
    pending = false;
    append_utf8(result, c);
  }
  return result;
}

}  // namespace

std::string clean_prompt(std::string_view prompt) {
  return collapse_spaces(decode_utf8(html_unescape(html_unescape(fix_text(prompt)))));
}

}  // namespace v4e
