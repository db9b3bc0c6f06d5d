// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace v4e {

/// Base64 as RFC 4648 section 4 has it: padded, without line breaks.
[[nodiscard]] std::string to_base64(std::string_view bytes);

/// Nothing where the text is empty or no such Base64.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace v4e
