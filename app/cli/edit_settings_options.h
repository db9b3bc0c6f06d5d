// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "core/edit/edit_settings.h"

namespace v4e::cli {

/// The options of an edit that `v4e edit` and `v4e batch` share: all of EditSettings but the instruction.
/// `settings` must outlive the command.
void add_settings_options(CLI::App& command, EditSettings& settings);

}  // namespace v4e::cli
