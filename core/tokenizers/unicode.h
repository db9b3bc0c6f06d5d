// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace v4e {

/// Decodes UTF-8; each byte that is not part of a valid sequence becomes U+FFFD.
[[nodiscard]] std::u32string decode_utf8(std::string_view text);
/// Surrogates and values past U+10FFFF become U+FFFD.
[[nodiscard]] std::string encode_utf8(std::u32string_view text);
void append_utf8(std::string& text, char32_t character);

/// Unicode normalisation form C.
[[nodiscard]] std::u32string normalize_nfc(std::u32string_view text);

/// Whether its general category is a letter (L…) or a number (N…).
[[nodiscard]] bool is_letter(char32_t character);
[[nodiscard]] bool is_number(char32_t character);
/// The simple lower-case form, one character for one.
[[nodiscard]] char32_t lower_case(char32_t character);

/// What Python's `\s` matches in text.
[[nodiscard]] bool is_space(char32_t character);

}  // namespace v4e
