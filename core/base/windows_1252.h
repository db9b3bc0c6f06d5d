// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace v4e {

/// The character of a byte in Windows-1252; the five unused bytes are the control characters of Latin-1.
[[nodiscard]] char32_t windows_1252_character(unsigned char byte);
/// The byte of a character, if it has one.
[[nodiscard]] std::optional<unsigned char> windows_1252_byte(char32_t character);

}  // namespace v4e
