// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/edit/look.h"

namespace v4e::cli {

/// What is to be done, as -i, --look and --strength say it.
struct StepArguments {
  std::vector<std::string> instructions;  ///< each a step of its own
  std::string look;                       ///< file whose steps are done, in place of instructions
  std::vector<double> strengths;          ///< of all steps, or one for each
};

/// --look and --strength; -i is of each command's own. `arguments` must outlive the command.
void add_step_options(CLI::App& command, StepArguments& arguments);

/// The same with the look read.
struct StepOrder {
  std::vector<std::string> instructions;
  std::optional<Look> look = {};
  std::string look_name = {};  ///< its file's, without the ending
  std::vector<double> strengths = {};
};

/// Throws as read_look(), and Error(InvalidArgument) where there are instructions, too.
[[nodiscard]] StepOrder read_steps(const StepArguments& arguments);
[[nodiscard]] std::string look_name_of(const std::filesystem::path& file);

/// The steps in turn; `base` fills in what they leave open. None where nothing is asked for. Throws
/// Error(InvalidArgument) where strengths or a caption do not fit the steps, or these need several models.
[[nodiscard]] std::vector<EditSettings> steps_of(const StepOrder& order, const EditSettings& base);

}  // namespace v4e::cli
