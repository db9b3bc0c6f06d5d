// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include "app/cli/command_context.h"

namespace v4e::cli {

// Each subcommand is one file with one of these, and one line in main.cpp. The context outlives the app.

void add_batch_command(CLI::App& app, CommandContext& context);
void add_benchmark_command(CLI::App& app, CommandContext& context);
void add_caption_command(CLI::App& app, CommandContext& context);
void add_compare_command(CLI::App& app, CommandContext& context);
void add_convert_command(CLI::App& app, CommandContext& context);
void add_dataset_command(CLI::App& app, CommandContext& context);
void add_devices_command(CLI::App& app, CommandContext& context);
void add_distill_command(CLI::App& app, CommandContext& context);
void add_edit_command(CLI::App& app, CommandContext& context);
void add_evaluate_command(CLI::App& app, CommandContext& context);
void add_experiment_command(CLI::App& app, CommandContext& context);
void add_inspect_command(CLI::App& app, CommandContext& context);
void add_models_command(CLI::App& app, CommandContext& context);
void add_plan_command(CLI::App& app, CommandContext& context);
void add_rollout_command(CLI::App& app, CommandContext& context);
void add_select_command(CLI::App& app, CommandContext& context);
void add_train_command(CLI::App& app, CommandContext& context);
void add_verify_command(CLI::App& app, CommandContext& context);

}  // namespace v4e::cli
