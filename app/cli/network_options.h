// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "core/evaluation/network_measures.h"

namespace v4e::cli {

/// --image-encoder and --lpips: networks of the user's to measure edits by. `files` must outlive the command.
void add_network_options(CLI::App& command, NetworkFiles& files);

}  // namespace v4e::cli
