// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace v4e::os {

/// A mapped file that is cut, or whose disk is pulled out, has the system end every program that looks at the
/// bytes which are gone (SIGBUS). In watched maps it finds zeros there instead, from the first such place to
/// the map's end, and is told here. Not on Windows.
void watch_map(const void* begin, std::size_t size_bytes, const std::string& name);
/// Before the map ends.
void unwatch_map(const void* begin);

/// How often bytes were gone since the program's start, and the name of the last such map.
[[nodiscard]] unsigned lost_maps();
[[nodiscard]] std::string last_lost_map();

}  // namespace v4e::os
