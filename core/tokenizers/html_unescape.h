// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace v4e {

/// Replaces HTML character references as browsers (and Python's html.unescape) do, also the old names that
/// may lack their semicolon. UTF-8 in and out.
[[nodiscard]] std::string html_unescape(std::string_view text);

/// Only references that end in a semicolon: the cautious form that comes first in prompt cleaning.
[[nodiscard]] std::string html_unescape_closed(std::string_view text);

}  // namespace v4e
