// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/step_options.h"

#include "app/cli/edit_settings_options.h"
#include "core/base/error.h"

namespace v4e::cli {
namespace {

/// Error where a number of strengths fits neither one nor all steps.
void set_strengths(const std::vector<double>& strengths, std::vector<EditSettings>& steps) {
  if (strengths.empty()) return;
  if (strengths.size() != 1 && strengths.size() != steps.size())
    throw Error(ErrorCode::InvalidArgument,
                "--strength is given " + std::to_string(strengths.size()) + " times for " +
                    std::to_string(steps.size()) + (steps.size() == 1 ? " instruction" : " instructions") +
                    "; give it once, or once for each instruction in their order");
  for (std::size_t i = 0; i < steps.size(); ++i)
    steps[i].strength = strengths.size() == 1 ? strengths.front() : strengths[i];
}

/// All steps are done by one model.
void check_one_model(const std::vector<EditSettings>& steps) {
  for (const EditSettings& step : steps) {
    if (step.model != steps.front().model)
      throw Error(ErrorCode::InvalidArgument, "the look's steps name different models (\"" +
                                                  steps.front().model + "\", \"" + step.model +
                                                  "\"); choose one for all of them with --model");
  }
}

}  // namespace

void add_step_options(CLI::App& command, StepArguments& arguments) {
  command.add_option("--look", arguments.look,
                     "Do the steps of this look (.v4elook, saved by the editor) in place of instructions. "
                     "Other options fill in what it leaves open; --model and --strength replace its own");
  add_strength_option(command, arguments.strengths);
}

std::string look_name_of(const std::filesystem::path& file) {
  return file.stem().string();
}

StepOrder read_steps(const StepArguments& arguments) {
  StepOrder order{.instructions = arguments.instructions, .strengths = arguments.strengths};
  if (arguments.look.empty()) return order;
  if (!arguments.instructions.empty())
    throw Error(ErrorCode::InvalidArgument,
                "--look brings its own instructions; leave --instruction out, or do the edits one by one");
  order.look = read_look(arguments.look);
  order.look_name = look_name_of(arguments.look);
  return order;
}

std::vector<EditSettings> steps_of(const StepOrder& order, const EditSettings& base) {
  std::vector<EditSettings> steps;
  if (order.look) {
    steps = steps_to_do(*order.look, base);
    check_one_model(steps);
  } else {
    steps.assign(order.instructions.size(), base);
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i].instruction = order.instructions[i];
  }
  // What an option that belongs to one instruction does with several is not clear.
  if (steps.size() > 1 && !base.caption.empty())
    throw Error(ErrorCode::InvalidArgument,
                "--caption belongs to one instruction; leave it out, or do the edits one by one");
  set_strengths(order.strengths, steps);
  return steps;
}

}  // namespace v4e::cli
