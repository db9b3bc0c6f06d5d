// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <ostream>

#include "app/cli/commands.h"
#include "core/library/model_description.h"
#include "core/nn/device.h"
#include "core/training/distill/distill_run.h"

namespace v4e::cli {
namespace {

struct DistillArguments {
  std::string set;
  std::string output;
  std::string model = "nano";
  std::string device = "auto";
  training::DistillOptions options;
};

void print(std::ostream& out, const char* name, const training::HeldOutQuality& quality) {
  if (quality.pairs == 0) return;
  out << name << ": " << quality.pairs << " pairs, PSNR to the wanted picture " << quality.untouched
      << " dB untouched, " << quality.before << " dB by the model before, " << quality.after << " dB after\n";
}

void distill(const DistillArguments& arguments, const CommandContext& context) {
  const ModelDescription model = choose_model(arguments.model);
  const training::Student student{.paths = model.paths,
                                  .name = model.name,
                                  .sampling_steps = model.default_steps,
                                  .guidance_scale = model.default_guidance};
  // A stop ends the current step and saves a checkpoint, which can take longer than the grace of other
  // commands.
  if (context.writing) context.writing->store(true);
  RunContext run;
  run.stop = context.stop;
  const auto report = training::distill(arguments.options, student, {arguments.set, arguments.output},
                                        parse_device(arguments.device), run,
                                        [&](const std::string& line) { context.err << line << std::endl; });
  context.out << arguments.output << "/lora.safetensors: of step " << report.best_step << " of "
              << report.steps << '\n';
  print(context.out, "val", report.val);
  print(context.out, "test", report.test);
}

}  // namespace

void add_distill_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<DistillArguments>();
  auto& options = arguments->options;
  auto* command = app.add_subcommand("distill", "Teach a model an edit from pairs, as a LoRA");
  command->footer(
      "Of the pairs to train on the last frame of each clip is learnt, which is the edit; \"val\" chooses "
      "the\n"
      "best weights, \"test\" tells how good they are. A training that was stopped, or killed, goes on "
      "where\n"
      "its last checkpoint was. The LoRA goes into `v4e edit --lora`, with the words that it was taught "
      "with.\n"
      "Example:\n"
      "  v4e dataset encode pairs/ --instruction \"our studio look\" --test 0.2 --val 0.1 --views 8 -o set/\n"
      "  v4e distill set/ -o look/\n"
      "  v4e edit photo.jpg \"our studio look\" --lora look/lora.safetensors -o edited.jpg");
  command
      ->add_option("set", arguments->set,
                   "Set that v4e dataset encode or v4e rollout made, for the same model")
      ->required();
  command->add_option("-o,--output", arguments->output, "Folder for the LoRA, its report and checkpoints")
      ->required();
  command->add_option("--model", arguments->model, "Model folder or name")->capture_default_str();
  command->add_option("--steps", options.steps, "Training steps")->capture_default_str();
  command->add_option("--batch", options.batch_size, "Pairs of a step")->capture_default_str();
  command->add_option("--rank", options.lora.rank, "Rank of the LoRA")->capture_default_str();
  command->add_option("--lr", options.learning_rate,
                      "Learning rate (default: 1e-4, and 1e-3 for models narrower than 1024)");
  command->add_option("--pure-noise", options.pure_noise_share, "Share of examples that begin in noise alone")
      ->capture_default_str();
  command->add_option("--shift", options.shift, "Of the noise levels of the others")->capture_default_str();
  command
      ->add_option("--empty-texts", options.empty_texts,
                   "Share of examples without words, for models that are asked with guidance")
      ->capture_default_str();
  command
      ->add_option("--evolution-weight", options.weights.evolution,
                   "Weight of the frames between photo and edit, of pairs that v4e rollout made")
      ->capture_default_str();
  command->add_option("--keep-weight", options.weights.keep, "Weight of what lies outside of a pair's mask")
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Seed of the training")->capture_default_str();
  command->add_option("--checkpoint-seconds", options.checkpoint_seconds, "Time between checkpoints")
      ->capture_default_str();
  command->add_option("--look-seconds", options.look_seconds, "Time between looks at \"val\"")
      ->capture_default_str();
  command->add_option("--device", arguments->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command->callback([arguments, &context] { distill(*arguments, context); });
}

}  // namespace v4e::cli
