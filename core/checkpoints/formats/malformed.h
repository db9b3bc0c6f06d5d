// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace v4e {

/// Throws FileMalformed: "WHERE: WHAT". `where` is a file, or a tensor in it.
[[noreturn]] inline void malformed(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::FileMalformed, where + ": " + what);
}

}  // namespace v4e
