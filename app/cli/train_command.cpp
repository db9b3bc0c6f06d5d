// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <memory>
#include <ostream>

#include "app/cli/commands.h"
#include "app/cli/device_option.h"
#include "app/cli/peer_options.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/library/plan_text.h"
#include "core/nn/device.h"
#include "core/training/plan/state_plan.h"
#include "core/training/training_run.h"

namespace v4e::cli {
namespace {

struct TrainArguments {
  std::string recipe;
  std::string data;
  std::string parts;
  std::string output;
  std::string start;
  std::string device = "auto";
  training::TrainingStage stage = training::TrainingStage::Codec;
  PeerOptions peers;
  bool plan_only = false;
};

void print_plan(const TrainArguments& arguments, CommandContext& context) {
  if (arguments.stage != training::TrainingStage::Transformer)
    throw Error(ErrorCode::Unsupported, "--plan knows the stage transformer alone");
  const auto recipe = training::Recipe::from_file(arguments.recipe);
  const auto& peers = arguments.peers;
  const auto plan = training::plan_state(recipe.dit, &recipe.text_encoder, peers.processes, peers.sharding,
                                         recipe.dit_stage.optimiser.moments);
  context.out << "takes: " << gibibytes(plan.total()) << ", beside what a step makes of its examples\n"
              << "weights " << gibibytes(plan.weights) << ", averages and moments "
              << gibibytes(plan.optimiser) << ", gradients " << gibibytes(plan.gradients) << '\n';
  if (peers.processes > 1) context.out << "in each of " << peers.processes << " processes\n";
}

void train(const TrainArguments& arguments, CommandContext& context) {
  if (arguments.plan_only) return print_plan(arguments, context);
  if (run_processes(arguments.peers, context)) return;
  training::TrainingPaths paths;
  paths.archive = arguments.data;
  paths.parts = arguments.parts;
  paths.captions = resource_folder() / "captions";
  paths.output = arguments.output;
  paths.start = arguments.start;
  RunContext run;
  run.stop = context.stop;
  const auto joined = join_peers(arguments.peers, arguments.device, context.err);
  // From here on a stop ends the current step and saves a checkpoint, which can take longer than the grace of
  // other commands.
  if (context.writing) context.writing->store(true);
  training::run_training(
      arguments.stage, training::Recipe::from_file(arguments.recipe), paths, parse_device(joined.device), run,
      [&](const std::string& line) {
        if (joined.company.leads()) context.out << line << std::endl;
      },
      joined.company);
}

}  // namespace

void add_train_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<TrainArguments>();
  auto* command = app.add_subcommand("train", "Train a small edit model");
  command->footer(
      "Stages, in order: codec (tokenizer and linear path of the VAE), transformer, decoder (not where the\n"
      "recipe's is linear), model (writes OUT/model). A stage that was stopped, or killed, goes on where its "
      "last checkpoint was.\n"
      "Example: v4e train resources/models/nano/recipe.json --data nano-data.safetensors -o nano --stage "
      "codec");
  command->add_option("recipe", arguments->recipe, "Recipe (JSON)")->required()->check(CLI::ExistingFile);
  command->add_option("--data", arguments->data, "Pictures, packed by packaging/training_data/fetch.py")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--parts", arguments->parts,
                   "More photos, with outlines of subjects, packed by packaging/training_data/parts.py")
      ->check(CLI::ExistingFile);
  command->add_option("-o,--output", arguments->output, "Folder for checkpoints, samples and the model")
      ->required();
  command
      ->add_option("--from", arguments->start,
                   "Model folder to begin from: give it to the stages codec and transformer")
      ->check(CLI::ExistingDirectory);
  add_device_option(*command, arguments->device);
  const std::map<std::string, training::TrainingStage> stages{
      {"codec", training::TrainingStage::Codec},
      {"transformer", training::TrainingStage::Transformer},
      {"decoder", training::TrainingStage::Decoder},
      {"model", training::TrainingStage::Model}};
  command->add_option("--stage", arguments->stage, "What to train")
      ->required()
      ->transform(CLI::CheckedTransformer(stages));
  command->add_flag("--plan", arguments->plan_only,
                    "Train nothing; print what weights, optimiser and gradients of the stage transformer "
                    "take in memory");
  add_peer_options(*command, arguments->peers);
  command->callback([arguments, &context] { train(*arguments, context); });
}

}  // namespace v4e::cli
