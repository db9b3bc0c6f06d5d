// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace v4e {

/// Whether two instructions are the same but for capitals of ASCII, and spaces and full stops around them.
[[nodiscard]] bool same_instruction(std::string_view one, std::string_view other);

}  // namespace v4e
