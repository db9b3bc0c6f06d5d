// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace v4e::cli {

/// An error as the command line tells it: its message, and the options that would help.
[[nodiscard]] std::string error_text(const Error& error);

}  // namespace v4e::cli
