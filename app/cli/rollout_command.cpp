// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/batch_shard.h"
#include "app/cli/commands.h"
#include "app/cli/dataset_options.h"
#include "app/cli/device_option.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/dataset/rollout_dataset.h"
#include "core/dataset/rollout_report.h"
#include "core/edit/editor.h"
#include "core/library/model_description.h"
#include "core/nn/device.h"
#include "core/pipelines/last_picture.h"

namespace v4e::cli {
namespace {

constexpr int kTeacherFrames = 17;

struct RolloutArguments : ReadingArguments {
  RolloutOptions options;
  std::string student = "nano";
  std::string teacher;
  std::string output;
  std::string device = "auto";
  std::string shard = "0/1";
  std::int64_t area_px = 0;
  std::int64_t frames = 0;
  std::optional<std::int64_t> steps;
  std::optional<double> guidance;
  std::optional<double> shift;
  std::optional<std::string> negative;
  bool json = false;
};

/// What the user does not say is the teacher's own.
void complete(RolloutArguments& arguments, const ModelDescription& teacher, LastPicture last_picture) {
  auto& settings = arguments.options.teacher;
  // A model that was taught the way has its own numbers; 17 frames are the least that FLF2V can do with, and
  // 30 of its makers' 50 steps are enough.
  const bool is_large = !teacher.capabilities;
  const bool is_taught = last_picture == LastPicture::Needed;
  settings.num_frames = arguments.frames > 0 ? arguments.frames
                        : is_large           ? kTeacherFrames
                                             : teacher.default_frames;
  settings.steps = arguments.steps.value_or(is_taught ? 30 : teacher.default_steps);
  settings.guidance_scale = arguments.guidance.value_or(is_taught ? 5.5 : teacher.default_guidance);
  if (!arguments.guidance && !is_taught) settings.guidance_scale_2 = teacher.default_guidance_2;
  settings.shift = arguments.shift ? arguments.shift : teacher.default_shift;
  settings.negative_prompt = arguments.negative.value_or(teacher.default_negative_prompt);
  arguments.options.teacher_name = teacher.name;
}

/// The pair's own evolution, else what the editor would tell the model for its instruction.
std::function<std::string(const PairRecord&)> captions_for(const ModelDescription& teacher) {
  const auto rewriter = std::make_shared<CaptionRewriter>(embedded_rewriter());
  return [rewriter, is_short = teacher.wants_short_captions()](const PairRecord& record) {
    if (!record.evolution.empty()) return record.evolution;
    if (record.instructions.empty()) return std::string();
    const auto caption = rewriter->rewrite(record.instructions.front());
    return is_short ? caption.caption : caption.detailed_caption;
  };
}

void tell(const RolloutArguments& arguments, const Dataset& dataset, const EncodeReport& made,
          CommandContext& context) {
  const training::EncodedSet set(arguments.output);
  const RolloutReport report = report_rollouts(set.rollouts());
  std::vector<DatasetProblem> unusable;
  for (const auto& pair : set.rejected()) unusable.push_back({pair.id, pair.text});
  auto json = v4e::to_json(report);
  json["limits"] = v4e::to_json(arguments.options.limits);
  json["pairs"] = made.pairs;
  json["problems"] = to_json(dataset.problems);
  json["unusable"] = to_json(unusable);
  json["rejected"] = nlohmann::json::array();
  for (const auto& rollout : set.rollouts()) {
    if (!rollout.at("failed").empty()) json["rejected"].push_back(rollout);
  }
  const auto text = json_text(json);
  write_json_file(std::filesystem::path(arguments.output) / "report.json", nlohmann::json::parse(text));
  write_report(arguments, json);
  if (made.encoded == 0) context.exit_code = kFailed;
  if (arguments.json) {
    context.out << text << '\n';
    return;
  }
  context.out << arguments.output << ": " << made.encoded << " pictures of " << made.pairs - made.rejected
              << " pairs in " << made.shards << " shards (" << made.shards_there << " were there)\n";
  for (const auto& line : report_lines(report, arguments.options.limits))
    context.out << readable(line) << '\n';
  print(context.out, dataset.problems, "rows that are no pair");
  print(context.out, unusable, "pairs that cannot be used");
}

void roll_out(RolloutArguments& arguments, CommandContext& context) {
  const BatchShard shard = parse_shard(arguments.shard);
  const Dataset dataset = open_dataset(arguments, context);
  const ModelDescription student = choose_model(arguments.student);
  const ModelDescription teacher =
      choose_model(arguments.teacher.empty() ? arguments.student : arguments.teacher);
  ComponentOptions components;
  components.device = parse_device(arguments.device);
  Components learning(student.paths, components);
  components.dtype = parse_dtype("auto", components.device);
  Components teaching(teacher.paths, components);
  complete(arguments, teacher, last_picture_of(teaching));
  RolloutOptions& options = arguments.options;
  options.caption = captions_for(teacher);
  options.encode.model_name = student.name;
  options.encode.prepare.area_px = arguments.area_px > 0 ? arguments.area_px : student.working_area_px;
  options.encode.part = static_cast<std::size_t>(shard.index);
  options.encode.part_count = static_cast<std::size_t>(shard.count);
  context.err << "teacher " << teacher.name << ": " << options.teacher.num_frames << " frames in "
              << options.teacher.steps << " steps, guidance " << options.teacher.guidance_scale << std::endl;
  const EncodeReport made =
      roll_out_dataset(dataset, learning, teaching, arguments.output, options, context_of(context),
                       [&](const std::string& line) { context.err << line << std::endl; });
  if (made.finished) {
    tell(arguments, dataset, made, context);
  } else {
    context.out << "this part is done; the set is finished by the program that ends last\n";
  }
}

void add_teacher_options(CLI::App& command, RolloutArguments& arguments) {
  auto& options = arguments.options;
  command.add_option("--teacher", arguments.teacher,
                     "Model that makes the ways, FLF2V at best (default: the model that is to learn)");
  command.add_option("--frames", arguments.frames,
                     "Frames of a way (default: 17, and the built-in model's 5)");
  command.add_option("--steps", arguments.steps,
                     "Denoising steps (default: 30 with FLF2V, else the model's)");
  command.add_option("--guidance", arguments.guidance,
                     "Guidance scale (default: 5.5 with FLF2V, else the model's)");
  command.add_option("--shift", arguments.shift,
                     "Shift of the noise schedule (FLF2V: 8 at 480p, 16 at 720p)");
  command.add_option("--negative", arguments.negative, "What the teacher is told to avoid");
  command.add_option("--seed", options.teacher.seed, "Seed of the ways")->capture_default_str();
}

void add_limit_options(CLI::App& command, RolloutLimits& limits) {
  const auto add = [&](const char* name, double& value, const char* help) {
    command.add_option(name, value, help)->capture_default_str();
  };
  add("--min-change", limits.identical, "Least difference of photo and edit, 0 to 1");
  add("--min-monotone", limits.monotone, "Least rank correlation of progress and time");
  add("--max-jump", limits.jump, "Largest step of progress between two frames, of ways of 17 frames or more");
  add("--max-late-start", limits.late_start, "Largest share of frames before anything happens");
  add("--max-overshoot", limits.overshoot, "Largest distance to the straight line, in lengths of the edit");
  add("--min-endpoint", limits.endpoint_db, "Least likeness of the teacher's own last frame to the edit, dB");
  add("--max-camera", limits.camera_px,
      "Largest motion outside of the edit between two frames, pixels at 256");
  add("--min-outside", limits.outside_db, "Least likeness to the photo outside of a mask, dB");
}

}  // namespace

void add_rollout_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<RolloutArguments>();
  auto& encode = arguments->options.encode;
  encode.shard_pairs = 16;  // what a killed run loses at most
  auto* command = app.add_subcommand(
      "rollout", "Have a teacher make the way from each photo to its edit, for a student to learn");
  command->footer(
      "A way that is a cut, stands still, goes elsewhere or moves the camera is left out, with the reason "
      "in\n"
      "report.json; its pair still teaches the edit. A run that was stopped, or killed, goes on where it "
      "was;\n"
      "v4e dataset verify checks a set against its checksums, v4e distill learns from it.\n"
      "Example:\n"
      "  v4e rollout pairs/ --instruction \"our studio look\" --test 0.2 -o ways/ \\\n"
      "    --model ~/models/Wan2.1-I2V-14B-480P --teacher ~/models/Wan2.1-FLF2V-14B-720P --shift 8\n"
      "  v4e distill ways/ -o look/ --model ~/models/Wan2.1-I2V-14B-480P");
  add_reading_options(*command, *arguments);
  command->add_option("-o,--output", arguments->output, "Folder of the set")->required();
  command->add_option("--model", arguments->student, "Model that is to learn: folder or name")
      ->capture_default_str();
  add_teacher_options(*command, *arguments);
  add_limit_options(*command, arguments->options.limits);
  command->add_option("--area", arguments->area_px,
                      "Most pixels of a picture (default: the learning model's)");
  command->add_option("--views", encode.views, "Parts of each picture besides all of it, and that: 1 to 64")
      ->capture_default_str();
  command->add_option("--shard-pairs", encode.shard_pairs, "Pairs of one file")->capture_default_str();
  command->add_flag("!--keep-outside", encode.prepare.clean_outside,
                    "Leave the edit as it is outside of its mask, in place of the photo there");
  add_split_options(*command, encode.split);
  command
      ->add_option("--shard", arguments->shard,
                   "I/N: make the I-th of N parts, 0 to N - 1, while other programs make the others; auto: "
                   "as a cluster's launcher says")
      ->capture_default_str();
  add_device_option(*command, arguments->device);
  command->add_flag("--json", arguments->json, "Print the report as JSON");
  command->callback([arguments, &context] { roll_out(*arguments, context); });
}

}  // namespace v4e::cli
