// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace v4e::cli {

/// --device. `device` must outlive the command.
void add_device_option(CLI::App& command, std::string& device);

}  // namespace v4e::cli
