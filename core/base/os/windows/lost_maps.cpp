// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/lost_maps.h"

namespace v4e::os {

// Windows does not let a mapped file be cut.
void watch_map(const void* /*begin*/, std::size_t /*size_bytes*/, const std::string& /*name*/) {}
void unwatch_map(const void* /*begin*/) {}

unsigned lost_maps() {
  return 0;
}

std::string last_lost_map() {
  return {};
}

}  // namespace v4e::os
