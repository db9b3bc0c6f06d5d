// SPDX-License-Identifier: GPL-3.0-or-later
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/edit_targets.h"
#include "app/cli/error_text.h"
#include "app/cli/memory_check.h"
#include "app/cli/progress_line.h"
#include "app/cli/shape_options.h"
#include "core/base/text.h"
#include "core/edit/edit_export.h"
#include "core/edit/edit_steps.h"
#include "core/edit/editor.h"
#include "core/edit/look.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct EditArguments {
  std::vector<std::string> photos_and_instruction;
  std::vector<std::string> instructions;  ///< each a step of its own; none: the last of the above is the one
  std::string look;                       ///< file whose steps are done, in place of instructions
  std::vector<double> strengths;          ///< of all steps, or one for each
  EditTargetArguments targets;
  EditSettings settings;
  EditorOptions editor;
  ShapeArguments shape;
  std::optional<int> quality;
  bool force = false;
  bool private_prompt = false;
  bool json = false;
};

/// Says that files are being written for as long as it lives.
class WritingGuard {
 public:
  explicit WritingGuard(std::atomic<bool>* flag) : flag_(flag) {
    if (flag_) *flag_ = true;
  }
  ~WritingGuard() {
    if (flag_) *flag_ = false;
  }
  WritingGuard(const WritingGuard&) = delete;
  WritingGuard& operator=(const WritingGuard&) = delete;

 private:
  std::atomic<bool>* flag_;
};

/// The photos, and what is to be done to them in turn.
struct EditOrder {
  std::vector<fs::path> photos;
  std::vector<EditRequest> steps;
};

/// Error where a number of strengths fits neither one nor all steps.
void set_strengths(const std::vector<double>& strengths, std::vector<EditRequest>& steps) {
  if (strengths.empty()) return;
  if (strengths.size() != 1 && strengths.size() != steps.size())
    throw Error(ErrorCode::InvalidArgument,
                "--strength is given " + std::to_string(strengths.size()) + " times for " +
                    std::to_string(steps.size()) + (steps.size() == 1 ? " instruction" : " instructions") +
                    "; give it once, or once for each instruction in their order");
  for (std::size_t i = 0; i < steps.size(); ++i)
    steps[i].settings.strength = strengths.size() == 1 ? strengths.front() : strengths[i];
}

/// What an option that belongs to one instruction does with several is not clear.
void refuse_common_caption(const EditArguments& arguments, std::size_t steps) {
  if (steps > 1 && !arguments.settings.caption.empty())
    throw Error(ErrorCode::InvalidArgument,
                "--caption belongs to one instruction; leave it out, or do the edits one by one");
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

/// The steps of the look, or else of the instructions, which may stand behind the photos.
std::vector<EditSettings> settings_of_steps(const EditArguments& arguments, std::vector<fs::path>& photos) {
  std::vector<EditSettings> steps;
  if (!arguments.look.empty()) {
    if (!arguments.instructions.empty())
      throw Error(ErrorCode::InvalidArgument,
                  "--look brings its own instructions; leave --instruction out, or do the edits one by one");
    steps = steps_to_do(read_look(arguments.look), arguments.settings);
    check_one_model(steps);
  } else {
    std::vector<std::string> instructions = arguments.instructions;
    if (instructions.empty() && photos.size() > 1) {
      instructions.push_back(photos.back().string());
      photos.pop_back();
    }
    steps.assign(instructions.size(), arguments.settings);
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i].instruction = instructions[i];
  }
  refuse_common_caption(arguments, steps.size());
  return steps;
}

EditOrder make_order(const EditArguments& arguments) {
  EditOrder order;
  order.photos.assign(arguments.photos_and_instruction.begin(), arguments.photos_and_instruction.end());
  for (EditSettings& settings : settings_of_steps(arguments, order.photos)) {
    EditRequest step;
    step.settings = std::move(settings);
    step.force = arguments.force;
    order.steps.push_back(std::move(step));
  }
  if (order.steps.empty() || order.photos.empty())
    throw Error(ErrorCode::InvalidArgument,
                "a photo and an instruction are needed: v4e edit PHOTO \"INSTRUCTION\"");
  set_strengths(arguments.strengths, order.steps);
  return order;
}

nlohmann::json step_reports(const SteppedEdit& edit) {
  nlohmann::json reports = nlohmann::json::array();
  for (const ChainedEdit& step : edit.steps) reports.push_back(edit_report(step.whole));
  return reports;
}

/// One photo: read, turn and crop, edit, write. Returns the report.
nlohmann::json edit_one(Editor& editor, std::vector<EditRequest> steps, const fs::path& photo,
                        ExportPlan plan, const EditArguments& arguments, ProgressLine& line,
                        const CommandContext& context) {
  const std::string& evolution_size = arguments.targets.evolution_size;
  const auto start = std::chrono::steady_clock::now();
  EditHooks hooks;
  hooks.run = {context.stop, [&line](const Progress& progress) { line.show(progress); }};
  const Photo source = read_photo(photo, {}, hooks.run);
  const Geometry geometry = geometry_of(arguments.shape, size_of(source.image));
  const auto original = std::make_shared<const Photo>(shaped_photo(source, geometry, hooks.run));
  steps.front().photo = original;
  const SteppedEdit edit = edit_steps(editor, std::move(steps), hooks);
  EditResult result = edit.whole;
  if (evolution_size != "model") {
    plan.evolution = merged_evolution(editor, edit);
    if (evolution_size != "photo") plan.evolution_side_px = std::stoi(evolution_size);
  }
  {
    const WritingGuard writing(context.writing);
    const std::vector<std::string> notes = export_edit(edit.requests.back(), edit.whole, plan, hooks.run);
    result.notes.insert(result.notes.end(), notes.begin(), notes.end());
  }
  result.notes.insert(result.notes.end(), original->notes.begin(), original->notes.end());
  line.finish();
  nlohmann::json report = edit_report(result);
  if (edit.steps.size() > 1) report["chain"] = step_reports(edit);
  report["photo"] = photo.string();
  report["output"] = plan.picture.string();
  if (!geometry.is_identity()) report["geometry"] = to_json(geometry);
  report["size"] = {original->image.width(), original->image.height()};
  report["seconds_total"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

void print_result(const nlohmann::json& report, CommandContext& context) {
  for (const auto& note : report.at("notes")) context.err << "note: " << note.get<std::string>() << '\n';
  context.out << report.at("output").get<std::string>() << std::endl;
}

/// Whether the next photo may well go where this one failed.
bool concerns_one_photo(ErrorCode code) {
  return code == ErrorCode::FileUnreadable || code == ErrorCode::FileMalformed ||
         code == ErrorCode::FileUnwritable || code == ErrorCode::OutOfMemory;
}

/// Tells of a photo that did not work and goes on; the first such decides the exit code.
nlohmann::json failed_photo(const fs::path& photo, const Error& error, CommandContext& context) {
  context.err << "v4e: " << error_text(error) << '\n';
  if (context.exit_code == kOk) context.exit_code = exit_code_of(error.code());
  return {{"photo", photo.string()}, {"error", error.what()}};
}

void run_edit(const EditArguments& arguments, CommandContext& context) {
  const EditOrder order = make_order(arguments);
  const std::vector<fs::path>& photos = order.photos;
  const std::vector<ExportPlan> plans =
      plan_targets(photos, order.steps.back().settings.instruction, arguments.targets);
  Editor editor(choose_model(order.steps.front().settings.model), arguments.editor, embedded_rewriter());
  // A wrong instruction is found before anything slow begins.
  for (const EditRequest& step : order.steps) (void)plan_chain(editor, step);
  if (!arguments.force)
    for (const EditRequest& step : order.steps)
      check_memory(editor.model(), arguments.editor, step.settings.frames, step.settings.working_area_px);
  ProgressLine line(context.err, context.is_terminal);
  nlohmann::json reports = nlohmann::json::array();
  for (std::size_t i = 0; i < photos.size(); ++i) {
    ExportPlan plan = plans[i];
    plan.quality = arguments.quality;
    plan.include_prompt = !arguments.private_prompt;
    if (photos.size() > 1 && !arguments.json) {
      line.finish();
      context.err << photos[i].string() << " (" << i + 1 << '/' << photos.size() << ")\n";
    }
    try {
      reports.push_back(edit_one(editor, order.steps, photos[i], plan, arguments, line, context));
      if (!arguments.json) print_result(reports.back(), context);
    } catch (const Error& error) {
      if (photos.size() == 1 || !concerns_one_photo(error.code())) throw;
      line.finish();
      reports.push_back(failed_photo(photos[i], error, context));
    }
  }
  if (arguments.json) context.out << json_text(reports.size() == 1 ? reports.front() : reports) << '\n';
}

void add_output_options(CLI::App& command, EditArguments& arguments) {
  EditTargetArguments& targets = arguments.targets;
  command
      .add_option("-o,--output", targets.output,
                  "The edited photo; for several photos a folder (default: PHOTO-edited beside each photo)")
      ->group("Output");
  command.add_flag("--overwrite", targets.overwrite, "Replace files that are there already")->group("Output");
  command
      .add_option("--frames-dir", targets.frames, "Also write the evolution as PNG files into this folder")
      ->group("Output");
  command
      .add_option(
          "--evolution-size", targets.evolution_size,
          "Size of --frames-dir and --video: model (default), photo, or the longer side in pixels; the "
          "last two are merged like the edit, frame by frame")
      ->check(CLI::IsMember({"model", "photo"}) | CLI::Range(16, 8192))
      ->group("Output");
  command.add_option("--video", targets.video, "Also write the evolution as a video (.mp4, .webm, .gif)")
      ->group("Output");
  command
      .add_option("--mask-out", targets.mask, "Also write what was changed: 8 bit, 0 = the original's pixel")
      ->group("Output");
  command
      .add_option("--quality", arguments.quality,
                  "Of JPEG and WebP, 1 to 100 (default: as the photo, at least 95)")
      ->check(CLI::Range(1, 100))
      ->group("Output");
  command
      .add_flag("--no-prompt", arguments.private_prompt,
                "Keep instruction and caption out of the result's metadata; model, seed and steps stay in it")
      ->group("Output");
  command.add_flag("--json", arguments.json, "Print a report as JSON")->group("Output");
}

void add_model_options(CLI::App& command, EditArguments& arguments) {
  add_settings_options(command, arguments.settings);
  add_strength_option(command, arguments.strengths);
  add_editor_options(command, arguments.editor);
  command
      .add_flag("--force", arguments.force,
                "Try also what the model has not learnt, and what does not fit into memory")
      ->group(kModelGroup);
}

}  // namespace

void add_edit_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<EditArguments>();
  CLI::App* command = app.add_subcommand("edit", "Edit photos by an instruction");
  command
      ->add_option("photos", arguments->photos_and_instruction,
                   "One or more photos (JPEG, PNG, WebP, TIFF), then what to change")
      ->option_text("PHOTO... \"INSTRUCTION\"");
  command
      ->add_option(
          "-i,--instruction", arguments->instructions,
          "In place of the instruction after the photos; given again, the next step, which is made of "
          "the result of the one before")
      ->allow_extra_args(false);
  command->add_option("--look", arguments->look,
                      "Do the steps of this look (.v4elook, saved by the editor) in place of instructions. "
                      "Other options fill in what it leaves open; --model and --strength replace its own");
  add_output_options(*command, *arguments);
  add_shape_options(*command, arguments->shape);
  add_model_options(*command, *arguments);
  command->footer(
      std::string("Examples:\n"
                  "  v4e edit beach.jpg \"turn day into night\" -o night.jpg\n"
                  "  v4e edit street.png \"remove the car\" -o empty.png --mask-out mask.png\n"
                  "  v4e edit lake.jpg -i \"make it night\" -i \"add fog\" --strength 1 --strength 0.4\n"
                  "  v4e edit lake.jpg --look evening.v4elook -o evening.jpg\n"
                  "  v4e edit *.jpg \"make it black and white\" -o bw/\n"
                  "  v4e edit lake.jpg \"add thick fog\" --frames-dir fog --video fog.mp4\n"
                  "  v4e edit scan.tif \"restore this old photo\" --rotate 90 --straighten -1.5\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] { run_edit(*arguments, context); });
}

}  // namespace v4e::cli
