// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace v4e::os {

/// A function out of one of these shared libraries, of which the first that this program has loaded is asked, or out
/// of what that one needs; null where none is loaded or knows it. Loads nothing.
[[nodiscard]] void* loaded_function(std::span<const char* const> libraries, const char* name);

}  // namespace v4e::os
