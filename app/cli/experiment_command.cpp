// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <ostream>

#include <ATen/Parallel.h>

#include "app/cli/commands.h"
#include "core/base/resources.h"
#include "core/experiment/claims_report.h"
#include "core/experiment/claims_run.h"

namespace v4e::cli {
namespace {

struct ExperimentArguments {
  std::string settings;
  std::string data;
  std::string parts;
  std::string output;
  int threads = 1;
  bool reports_only = false;
};

void experiment(const ExperimentArguments& arguments, const CommandContext& context) {
  const auto nano = resource_folder() / "models" / "nano";
  const auto settings = training::ClaimsSettings::from_file(arguments.settings, nano / "recipe.json");
  if (arguments.reports_only) {
    training::write_claims_report(settings, arguments.output);
  } else {
    // A stop ends the current step and saves a checkpoint, which can take longer than the grace of other
    // commands.
    if (context.writing) context.writing->store(true);
    at::set_num_threads(arguments.threads);
    RunContext run;
    run.stop = context.stop;
    training::run_claims(settings,
                         {.archive = arguments.data,
                          .parts = arguments.parts,
                          .captions = resource_folder() / "captions",
                          .output = arguments.output},
                         run, [&](const std::string& line) { context.err << line << std::endl; });
  }
  context.out << arguments.output << "/results.json, tables.md\n";
}

}  // namespace

void add_experiment_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<ExperimentArguments>();
  auto* command = app.add_subcommand("experiment", "Measure what the method is worth, at a small scale");
  command->footer(
      "Trains small models with and without video pre-training, on 1, 10 and 100 % of a set of triplets, "
      "with the\n"
      "method and without each of its parts, and measures them on photos that none of them has seen.\n"
      "Several of these commands may work on one folder at the same time; one that was stopped, or killed, "
      "goes on\n"
      "where it was. packaging/experiments/claims.sh starts one for each core.\n"
      "Example:\n"
      "  v4e experiment packaging/experiments/claims.json --data nano-data.safetensors -o claims/");
  command->add_option("settings", arguments->settings, "Settings (JSON)")
      ->required()
      ->check(CLI::ExistingFile);
  auto* data =
      command->add_option("--data", arguments->data, "Pictures, packed by packaging/training_data/fetch.py")
          ->check(CLI::ExistingFile);
  command
      ->add_option("--parts", arguments->parts,
                   "More photos, with outlines of subjects, packed by packaging/training_data/parts.py")
      ->check(CLI::ExistingFile);
  command->add_option("-o,--output", arguments->output, "Folder for all that is made")->required();
  command->add_option("--threads", arguments->threads, "Of this program")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  auto* report = command->add_flag("--report", arguments->reports_only,
                                   "Only write the tables of what is there, finished or not");
  command->callback([arguments, data, report, &context] {
    if (data->count() == 0 && report->count() == 0) throw CLI::RequiredError("--data");
    experiment(*arguments, context);
  });
}

}  // namespace v4e::cli
