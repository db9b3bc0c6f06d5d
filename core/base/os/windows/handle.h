// SPDX-License-Identifier: GPL-3.0-or-later
// For the files of this folder.
#pragma once

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <cstdint>
#include <system_error>

namespace v4e::os {

[[nodiscard]] inline std::error_code last_error() {
  return {static_cast<int>(::GetLastError()), std::system_category()};
}

[[nodiscard]] inline std::error_code error_of(BOOL succeeded) {
  return succeeded ? std::error_code() : last_error();
}

[[nodiscard]] inline std::uint64_t joined(DWORD high, DWORD low) {
  return (static_cast<std::uint64_t>(high) << 32) | low;
}

/// A FILETIME that is a length of time, in milliseconds.
[[nodiscard]] inline double milliseconds_of(const FILETIME& time) {
  return static_cast<double>(joined(time.dwHighDateTime, time.dwLowDateTime)) * 1e-4;
}

}  // namespace v4e::os
