// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace v4e::cli {

/// --model-kind, where shapes and name of a file leave open which model it is; the answer is kept.
void add_kind_option(CLI::App& command, std::string& kind);

}  // namespace v4e::cli
