// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <ostream>

#include "app/cli/commands.h"
#include "app/cli/peer_options.h"
#include "core/base/error.h"
#include "core/library/model_description.h"
#include "core/library/plan_text.h"
#include "core/nn/device.h"
#include "core/training/distill/distill_run.h"
#include "core/training/distill/lora_training.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/plan/distill_plan.h"
#include "core/training/plan/step_time.h"
#include "core/training/steps/few_step_run.h"

namespace v4e::cli {
namespace {

struct DistillArguments {
  std::string set;
  std::string output;
  std::string model = "nano";
  std::string teacher;
  std::string block_weight = "auto";
  std::string device = "auto";
  std::optional<std::int64_t> steps;  ///< these three: the stage's own unless they are given
  std::optional<std::int64_t> batch_size;
  std::optional<double> shift;
  training::DistillOptions options;
  int few_steps = 0;  ///< 0: the edit itself is taught
  std::optional<double> guidance;
  std::string lora;
  training::FewStepOptions few;
  PeerOptions peers;
  bool plan_only = false;
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

const char* option_of(TrainingRemedy remedy) {
  switch (remedy) {
    case TrainingRemedy::CheckpointBlocks:
      return "--checkpoint-blocks";
    case TrainingRemedy::WeightsAsStored:
      return "--frozen stored";
    case TrainingRemedy::SmallMoments:
      return "--moments 8bit";
    case TrainingRemedy::StreamTeacher:
      return "--stream-teacher";
    case TrainingRemedy::SmallerBatch:
      return "--batch 1";
    case TrainingRemedy::NoTeacher:
      return "--block-weight 0";
  }
  return "";
}

void print(std::ostream& out, const char* name, const training::HeldOutQuality& quality) {
  if (quality.pairs == 0) return;
  out << name << ": " << quality.pairs << " pairs, PSNR to the wanted picture " << quality.untouched
      << " dB untouched, " << quality.before << " dB by the model before, " << quality.after << " dB after\n";
}

training::DistillOptions options_of(DistillArguments& arguments) {
  auto& options = arguments.options;
  options.steps = arguments.steps.value_or(options.steps);
  options.batch_size = arguments.batch_size.value_or(options.batch_size);
  options.shift = arguments.shift.value_or(options.shift);
  options.block.weight = block_weight_from(arguments.block_weight);
  if (!arguments.teacher.empty()) {
    const ModelDescription teacher = choose_model(arguments.teacher);
    options.teacher = training::TeacherModel{.paths = teacher.paths, .name = teacher.name};
  }
  return options;
}

training::FewStepOptions few_step_options_of(const DistillArguments& arguments,
                                             const ModelDescription& model) {
  auto few = arguments.few;
  const auto& shared = arguments.options;
  few.student_steps = arguments.few_steps;
  few.guidance_scale = arguments.guidance.value_or(std::max(1.0, model.default_guidance));
  if (model.few_steps && few.guidance_scale > 1)
    throw Error(ErrorCode::InvalidArgument,
                model.name + " has guidance in it already: give --guidance 1, which makes fewer steps of it");
  few.negative_prompt = model.default_negative_prompt;
  few.steps = arguments.steps.value_or(few.steps);
  few.batch_size = arguments.batch_size.value_or(few.batch_size);
  few.shift = arguments.shift ? *arguments.shift : model.default_shift.value_or(few.shift);
  few.learning_rate = shared.learning_rate;
  few.keep_weight = shared.weights.keep;
  few.seed = shared.seed;
  few.begin_from = arguments.lora;
  few.lora = shared.lora;
  few.checkpoint_blocks = shared.checkpoint_blocks;
  few.frozen = shared.frozen;
  few.moments = shared.moments;
  few.checkpoint_seconds = shared.checkpoint_seconds;
  few.look_seconds = shared.look_seconds;
  return few;
}

void print(std::ostream& out, const char* name, const training::FewStepQuality& quality,
           const training::FewStepOptions& few) {
  if (quality.edits == 0) return;
  out << name << ": " << quality.edits << " edits, PSNR of " << few.student_steps
      << (few.student_steps == 1 ? " step" : " steps") << " without guidance to " << few.teacher_steps
      << " with " << few.guidance_scale << ": " << quality.before << " dB before, " << quality.after
      << " dB after\n";
}

void print_plan(DistillArguments& arguments, const ModelDescription& model, const training::Student& student,
                CommandContext& context) {
  const training::EncodedSet set(arguments.set);
  const auto device = parse_device(arguments.device);
  const auto memory = training::training_memory(device);
  const int processes = arguments.peers.processes;
  TrainingWork work;
  TrainingTime time;
  if (arguments.few_steps > 0) {
    const auto few = few_step_options_of(arguments, model);
    work = training::few_step_work(few, student, set, processes, arguments.peers.sharding);
    time.steps = few.steps;
  } else {
    const auto options = options_of(arguments);
    work = training::distill_work(options, student, set, processes, arguments.peers.sharding);
    time.steps = options.steps;
  }
  const auto rate = training::step_rate(device, memory.value_bytes == 2 ? at::kBFloat16 : at::kFloat,
                                        std::max<std::int64_t>(64, work.model.width));
  // Processes on one machine share its cores, and each has memory of its own.
  ComputeMemory each = memory;
  if (device.is_cpu()) each.free_bytes /= processes;
  const TrainingPlan plan = plan_training(work, each);
  const double sharers = device.is_cpu() ? processes : 1;
  time.step_s = plan.step_operations * sharers / rate;
  time.first_s = plan.first_operations * sharers / rate;
  context.out << training_plan_text(plan, each, time);
  if (processes > 1) context.out << "in each of " << processes << " processes\n";
  if (plan.fits) return;
  context.exit_code = kFailed;
  const auto remedies = training_remedies(work, each);
  context.out << (remedies.empty() ? "nothing makes it fit: choose a smaller model or set" : "it would with");
  for (const TrainingRemedy remedy : remedies) context.out << ' ' << option_of(remedy);
  context.out << '\n';
}

void distill(DistillArguments& arguments, CommandContext& context) {
  training::require_lora_sharding(arguments.peers.sharding);
  if (!arguments.plan_only && run_processes(arguments.peers, context)) return;
  const ModelDescription model = choose_model(arguments.model);
  const training::Student student{.paths = model.paths,
                                  .name = model.name,
                                  .sampling_steps = model.default_steps,
                                  .guidance_scale = model.default_guidance};
  if (arguments.plan_only) return print_plan(arguments, model, student, context);
  RunContext run;
  run.stop = context.stop;
  const auto joined = join_peers(arguments.peers, arguments.device, context.err);
  // From here on a stop ends the current step and saves a checkpoint, which can take longer than the grace of
  // other commands.
  if (context.writing) context.writing->store(true);
  const bool leads = joined.company.leads();
  const auto device = parse_device(joined.device);
  const training::DistillPaths paths{arguments.set, arguments.output};
  const auto say = [&](const std::string& line) {
    if (leads) context.err << line << std::endl;
  };
  const auto tell = [&](const auto& report, std::int64_t steps) {
    context.out << arguments.output << "/lora.safetensors: of step " << report.best_step << " of " << steps
                << '\n';
  };
  if (arguments.few_steps > 0) {
    const auto few = few_step_options_of(arguments, model);
    const auto report = training::distill_few_steps(few, student, paths, device, run, say, joined.company);
    if (!leads) return;
    tell(report, few.steps);
    print(context.out, "val", report.val, few);
    print(context.out, "test", report.test, few);
    return;
  }
  const auto options = options_of(arguments);
  const auto report = training::distill(options, student, paths, device, run, say, joined.company);
  if (!leads) return;
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
      .add_flag("--stream-teacher", arguments.options.stream_teacher,
                "Read the teacher's blocks in each step, one after the other, instead of keeping them: less "
                "memory, more time")
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

void add_few_step_options(CLI::App& command, DistillArguments& arguments) {
  auto& few = arguments.few;
  auto* stage =
      command
          .add_option("--few-steps", arguments.few_steps,
                      "Teach the model to make in so many steps, without guidance, what it makes now in many "
                      "with it (4 is usual); v4e edit --fast and the window know such a LoRA")
          ->check(CLI::Range(1, 64))
          ->excludes("--teacher");
  auto* lora = command
                   .add_option("--lora", arguments.lora,
                               "LoRA that v4e distill made, with which the model edits; the result holds "
                               "it too")
                   ->check(CLI::ExistingFile);
  auto* guidance = command.add_option("--guidance", arguments.guidance,
                                      "Guidance that becomes part of the result; 1: none (default: the "
                                      "model's)");
  auto* steps =
      command
          .add_option("--teacher-steps", few.teacher_steps, "Steps that are imitated, a multiple of the few")
          ->capture_default_str();
  auto* count = command.add_option("--trajectories", few.trajectories, "Edits that are made to learn from")
                    ->capture_default_str();
  auto* own = command
                  .add_option("--own-states", few.own_states,
                              "Share of training steps that begin where the model's own steps lead")
                  ->capture_default_str();
  stage->group("Few steps");
  for (CLI::Option* option : {lora, guidance, steps, count, own}) option->needs(stage)->group("Few steps");
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
      "--teacher has the model learn, block by block, what the maker of the ways thinks of them;\n"
      "--few-steps makes a LoRA with which the model edits in few steps.\n"
      "Example:\n"
      "  v4e dataset encode pairs/ --instruction \"our studio look\" --test 0.2 --val 0.1 --views 8 -o set/\n"
      "  v4e distill set/ -o look/\n"
      "  v4e edit photo.jpg \"our studio look\" --lora look/lora.safetensors -o edited.jpg\n"
      "  v4e distill set/ --few-steps 4 --lora look/lora.safetensors -o quick/ --model ~/models/Wan2.1-I2V");
  command
      ->add_option("set", arguments->set,
                   "Set that v4e dataset encode or v4e rollout made, for the same model")
      ->required();
  command->add_option("-o,--output", arguments->output, "Folder for the LoRA, its report and checkpoints")
      ->required();
  command->add_option("--model", arguments->model, "Model folder or name")->capture_default_str();
  command->add_option("--steps", arguments->steps, "Training steps (default: 500; 1500 for few steps)");
  command->add_option("--batch", arguments->batch_size, "Pairs of a step (default: 4; 32 for few steps)");
  command->add_option("--rank", options.lora.rank, "Rank of the LoRA")->capture_default_str();
  command->add_option("--lr", options.learning_rate,
                      "Learning rate (default: 1e-4, and 1e-3 for models narrower than 1024)");
  command->add_option("--pure-noise", options.pure_noise_share, "Share of examples that begin in noise alone")
      ->capture_default_str();
  command->add_option(
      "--shift", arguments->shift,
      "Of the noise levels of the others (default: 3); of the few steps (default: the model's, "
      "else 5)");
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
  command->add_flag("--checkpoint-blocks", options.checkpoint_blocks,
                    "Compute each block once more on the way back instead of keeping what is in it: less "
                    "memory, more time, the same result");
  static const std::map<std::string, training::FrozenWeights> frozen{
      {"auto", training::FrozenWeights::Auto},
      {"fp32", training::FrozenWeights::Float32},
      {"stored", training::FrozenWeights::AsStored}};
  command
      ->add_option_function<std::string>(
          "--frozen", [&options](const std::string& name) { options.frozen = frozen.at(name); },
          "How the model's own weights, which stay as they are, are kept: fp32, stored (as their files have "
          "them: 16, 8 or 4 bits) or auto (default): stored above 300 million weights")
      ->check(CLI::IsMember(frozen));
  static const std::map<std::string, training::MomentKind> moments{{"fp32", training::MomentKind::Float32},
                                                                   {"8bit", training::MomentKind::Bytes}};
  command
      ->add_option_function<std::string>(
          "--moments", [&options](const std::string& name) { options.moments = moments.at(name); },
          "What the optimiser keeps of each weight's gradients: fp32 (default) or 8bit, a quarter of the "
          "memory")
      ->check(CLI::IsMember(moments));
  command->add_flag(
      "--plan", arguments->plan_only,
      "Train nothing; print what it would take in memory and time, and exit with 1 where that does "
      "not fit");
  add_block_options(*command, *arguments);
  add_few_step_options(*command, *arguments);
  command->add_option("--seed", options.seed, "Seed of the training")->capture_default_str();
  command->add_option("--checkpoint-seconds", options.checkpoint_seconds, "Time between checkpoints")
      ->capture_default_str();
  command->add_option("--look-seconds", options.look_seconds, "Time between looks at \"val\"")
      ->capture_default_str();
  command->add_option("--device", arguments->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  add_peer_options(*command, arguments->peers);
  command->callback([arguments, &context] { distill(*arguments, context); });
}

}  // namespace v4e::cli
