// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <map>
#include <memory>
#include <ostream>

#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/library/model_description.h"
#include "core/nn/device.h"
#include "core/training/distill/distill_run.h"

namespace v4e::cli {
namespace {

struct DistillArguments {
  std::string set;
  std::string output;
  std::string model = "nano";
  std::string teacher;
  std::string block_weight = "auto";
  std::string device = "auto";
  training::DistillOptions options;
};

/// "auto", or a number.
std::optional<double> block_weight_from(const std::string& text) {
  if (text == "auto") return {};
  double weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error != std::errc() || end != text.data() + text.size() || !(weight >= 0 && weight < 1e6))
    throw Error(ErrorCode::InvalidArgument, "--block-weight " + text + ": give a number from 0 on, or auto");
  return weight;
}

void print(std::ostream& out, const char* name, const training::HeldOutQuality& quality) {
  if (quality.pairs == 0) return;
  out << name << ": " << quality.pairs << " pairs, PSNR to the wanted picture " << quality.untouched
      << " dB untouched, " << quality.before << " dB by the model before, " << quality.after << " dB after\n";
}

training::DistillOptions options_of(DistillArguments& arguments) {
  auto& options = arguments.options;
  options.block.weight = block_weight_from(arguments.block_weight);
  if (!arguments.teacher.empty()) {
    const ModelDescription teacher = choose_model(arguments.teacher);
    options.teacher = training::TeacherModel{.paths = teacher.paths, .name = teacher.name};
  }
  return options;
}

void distill(DistillArguments& arguments, const CommandContext& context) {
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
  const auto device = parse_device(arguments.device);
  const training::DistillPaths paths{arguments.set, arguments.output};
  const auto say = [&](const std::string& line) { context.err << line << std::endl; };
  const auto tell = [&](const auto& report, std::int64_t steps) {
    context.out << arguments.output << "/lora.safetensors: of step " << report.best_step << " of " << steps
                << '\n';
  };
  const auto options = options_of(arguments);
  const auto report = training::distill(options, student, paths, device, run, say);
  tell(report, report.steps);
  print(context.out, "val", report.val);
  print(context.out, "test", report.test);
}

void add_block_options(CLI::App& command, DistillArguments& arguments) {
  using training::BlockDistance;
  using training::BlockTokens;
  static const std::map<std::string, BlockTokens> tokens{
      {"all", BlockTokens::All}, {"evolution", BlockTokens::Evolution}, {"tail", BlockTokens::Tail}};
  static const std::map<std::string, BlockDistance> distances{{"cosine", BlockDistance::Cosine},
                                                             {"mse", BlockDistance::Mse}};
  auto& block = arguments.options.block;
  const char* group = "Blocks";
  command
      .add_option("--teacher", arguments.teacher,
                  "Model that made the set's ways (v4e rollout): what it thinks of them, block by block, is "
                  "learnt too (default: none)")
      ->group(group);
  command
      .add_option("--block-weight", arguments.block_weight,
                  "Weight of that: a number, 0 for nothing, or auto: its gradient is made 0.3 of all others'")
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--blocks", block.blocks,
                  "Numbers of the blocks to compare, as 12,16,20 (default: every tenth part from 30 % on, "
                  "and the last)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option("--blocks-weights", block.weights,
                  "A weight for each of them (default: rising, the last counts twice the first)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(group);
  command
      .add_option_function<std::string>(
          "--block-tokens", [&block](const std::string& name) { block.tokens = tokens.at(name); },
          "Of which frames: all behind the photo (default), evolution: between photo and edit, tail: the "
          "edit's")
      ->check(CLI::IsMember(tokens))
      ->group(group);
  command
      .add_option_function<std::string>(
          "--block-distance", [&block](const std::string& name) { block.distance = distances.at(name); },
          "cosine (default) or mse, of layer-normalised states")
      ->check(CLI::IsMember(distances))
      ->group(group);
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
      "--teacher has the model learn, block by block, what the maker of the ways thinks of them.\n"
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
  command->add_option("--tail-weight", options.weights.tail, "Weight of the last frame, which is the edit")
      ->capture_default_str();
  command
      ->add_option("--evolution-weight", options.weights.evolution,
                   "Weight of the frames between photo and edit, of pairs that v4e rollout made")
      ->capture_default_str();
  command
      ->add_option("--source-weight", options.weights.source, "Weight of the first frame, where it is made")
      ->capture_default_str();
  command->add_option("--keep-weight", options.weights.keep, "Weight of what lies outside of a pair's mask")
      ->capture_default_str();
  add_block_options(*command, *arguments);
  command->add_option("--seed", options.seed, "Seed of the training")->capture_default_str();
  command->add_option("--checkpoint-seconds", options.checkpoint_seconds, "Time between checkpoints")
      ->capture_default_str();
  command->add_option("--look-seconds", options.look_seconds, "Time between looks at \"val\"")
      ->capture_default_str();
  command->add_option("--device", arguments->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  command->callback([arguments, &context] { distill(*arguments, context); });
}

}  // namespace v4e::cli
