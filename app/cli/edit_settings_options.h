// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/edit/editor.h"

namespace v4e::cli {

/// The options of an edit that `v4e edit` and `v4e batch` share: all of EditSettings except instruction,
/// strength and region.
/// `settings` must outlive the command.
void add_settings_options(CLI::App& command, EditSettings& settings);

/// LoRAs by their whole paths: a queue may go on from elsewhere.
void make_absolute(std::vector<LoraChoice>& loras);

/// --region and --region-feather. `mask_folder`, where not null: gets the name of a folder that is given in
/// place of a region.
void add_region_options(CLI::App& command, EditSettings& settings, std::string* mask_folder = nullptr);

/// --fast: see core/edit/fast_settings.h.
void add_fast_option(CLI::App& command, bool& fast);

/// --finish-2k: see core/edit/finish.h.
void add_finish_option(CLI::App& command, bool& finish);

/// --strength: one, or for steps in a row one after the other.
void add_strength_option(CLI::App& command, std::vector<double>& strengths);

/// --device and --dtype. `options` must outlive the command.
void add_editor_options(CLI::App& command, EditorOptions& options);

/// Heading of these options in the help.
inline constexpr const char* kModelGroup = "Model";

}  // namespace v4e::cli
