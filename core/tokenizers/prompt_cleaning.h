// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace v4e {

/// Brings a prompt in the form that the text encoders were trained with: broken UTF-8 and doubly encoded text
/// repaired, curly quotes, ligatures, full-width letters and control characters made plain (the part of the
/// Python package ftfy that matters for prompts), NFC, HTML references resolved twice, and each run of white
/// space one space. Any bytes may come in, UTF-8 comes out.
///
/// Differs from ftfy: text decoded in a wrong 8-bit encoding is repaired for Latin-1 and Windows-1252 only,
/// wherever characters form valid UTF-8, without ftfy's statistics of unlikely neighbours.
[[nodiscard]] std::string clean_prompt(std::string_view prompt);

}  // namespace v4e
