// SPDX-License-Identifier: GPL-3.0-or-later
// What commands about pairs of photos and their edits have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/command_context.h"
#include "core/dataset/dataset.h"
#include "core/dataset/split.h"

namespace v4e::cli {

struct ReadingArguments {
  std::string path;
  std::vector<std::string> roles;  ///< ROLE=COLUMN
  DatasetOptions reading;
  std::string report;  ///< a file for all that was found; empty: none
};

void add_reading_options(CLI::App& command, ReadingArguments& arguments);
void add_split_options(CLI::App& command, SplitOptions& options);

/// Throws what read_dataset() throws, Error(InvalidArgument) on roles that are none.
[[nodiscard]] Dataset open_dataset(ReadingArguments& arguments, const CommandContext& context);

[[nodiscard]] RunContext context_of(const CommandContext& context);
[[nodiscard]] nlohmann::json to_json(const std::vector<DatasetProblem>& problems);
/// The first of them, under a heading; nothing where there are none.
void print(std::ostream& stream, const std::vector<DatasetProblem>& problems, const char* what);
/// Where a report is asked for.
void write_report(const ReadingArguments& arguments, const nlohmann::json& json);

}  // namespace v4e::cli
