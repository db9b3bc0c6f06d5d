// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/asked_captions.h"
#include "app/cli/best_of_options.h"
#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/edit_targets.h"
#include "app/cli/error_text.h"
#include "app/cli/kind_option.h"
#include "app/cli/memory_check.h"
#include "app/cli/progress_line.h"
#include "app/cli/shape_options.h"
#include "app/cli/step_options.h"
#include "core/base/advice.h"
#include "core/base/text.h"
#include "core/edit/edit_export.h"
#include "core/edit/edit_steps.h"
#include "core/edit/editor.h"
#include "core/edit/fast_settings.h"
#include "core/edit/finish.h"
#include "core/edit/lora_uses.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct EditArguments {
  std::vector<std::string> photos_and_instruction;
  AskedCaptionOptions captions;
  BestOfOptions best_of;
  StepArguments steps;  ///< without look and instructions the last of the above is the one
  EditTargetArguments targets;
  EditSettings settings;
  EditorOptions editor;
  ShapeArguments shape;
  std::optional<int> quality;
  bool force = false;
  bool private_prompt = false;
  bool json = false;
  bool fast = false;
  bool finish = false;     ///< at 2K, as a last step
  std::string model_kind;  ///< see known_models.h
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

/// The steps of the look, or else of the instructions, which may stand behind the photos.
std::vector<EditSettings> settings_of_steps(const EditArguments& arguments, std::vector<fs::path>& photos) {
  StepOrder order = read_steps(arguments.steps);
  const bool has_ending = !arguments.settings.ending.empty();
  if (!order.look && order.instructions.empty() && photos.size() > 1) {
    order.instructions.push_back(photos.back().string());
    photos.pop_back();
  }
  if (has_ending && (order.look || order.instructions.size() > 1 || photos.size() > 1))
    throw Error(ErrorCode::InvalidArgument,
                "--to names the finished edit of one photo: give that photo and at most one instruction");
  if (has_ending && order.instructions.empty()) order.instructions.emplace_back();
  return steps_of(order, arguments.settings);
}

EditOrder make_order(const EditArguments& arguments) {
  EditOrder order;
  order.photos.assign(arguments.photos_and_instruction.begin(), arguments.photos_and_instruction.end());
  for (EditSettings& settings : settings_of_steps(arguments, order.photos)) {
    if (!order.steps.empty()) settings.sketch = {};  // it is real by then
    EditRequest step;
    step.settings = std::move(settings);
    step.force = arguments.force;
    order.steps.push_back(std::move(step));
  }
  if (order.steps.empty() || order.photos.empty())
    throw Error(ErrorCode::InvalidArgument,
                "a photo and an instruction are needed: v4e edit PHOTO \"INSTRUCTION\"");
  return order;
}

nlohmann::json step_reports(const SteppedEdit& edit) {
  nlohmann::json reports = nlohmann::json::array();
  for (const ChainedEdit& step : edit.steps) reports.push_back(edit_report(step.whole));
  return reports;
}

/// What is set up once for all photos.
struct EditTools {
  Editor& editor;
  bool is_loaded;  ///< by the photo before
  AskedCaptions& captions;
  const EditMaker& maker;
  ProgressLine& line;
};

/// Asks for the captions of one photo's steps. The photo is `steps.front().photo`.
AskedCaptions::Outcome take_captions(AskedCaptions& captions, const Editor& editor,
                                     std::vector<EditRequest>& steps) {
  std::vector<EditSettings> settings;
  for (const EditRequest& step : steps) settings.push_back(step.settings);
  const auto photo = [&steps] { return *steps.front().photo; };
  AskedCaptions::Outcome outcome = captions.fill(settings, editor.model(), photo);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i].settings.caption = settings[i].caption;
  return outcome;
}

/// The size of the last step follows from the photo's shape; its memory is looked at before anything is
/// loaded.
void size_finish(PixelSize photo, const EditArguments& arguments, const EditTools& tools,
                 EditSettings& finish) {
  finish.working_area_px = finish_area_px(photo);
  if (!arguments.force && !tools.is_loaded)
    check_finish_memory(tools.editor.model(), arguments.editor, *finish.working_area_px);
}

/// One photo: read, turn and crop, edit, write. Returns the report.
nlohmann::json edit_one(const EditTools& tools, std::vector<EditRequest> steps, const fs::path& photo,
                        ExportPlan plan, const EditArguments& arguments, const CommandContext& context) {
  ProgressLine& line = tools.line;
  const std::string& evolution_size = arguments.targets.evolution_size;
  const auto start = std::chrono::steady_clock::now();
  EditHooks hooks;
  hooks.run = {context.stop, [&line](const Progress& progress) { line.show(progress); }};
  const Photo source = read_photo(photo, {.drawing_side_px = arguments.shape.drawing_side_px}, hooks.run);
  const Geometry geometry = geometry_of(shape_of(arguments.shape), size_of(source.image));
  const auto original = std::make_shared<const Photo>(shaped_photo(source, geometry, hooks.run));
  steps.front().photo = original;
  if (arguments.finish) size_finish(size_of(original->image), arguments, tools, steps.back().settings);
  const AskedCaptions::Outcome asked = take_captions(tools.captions, tools.editor, steps);
  const EditMaker::Made made = tools.maker.make(tools.editor, std::move(steps), hooks, line);
  const SteppedEdit& edit = made.edit;
  EditResult result = edit.whole;
  if (evolution_size != "model") {
    plan.evolution = merged_evolution(tools.editor, edit);
    if (evolution_size != "photo") plan.evolution_side_px = std::stoi(evolution_size);
  }
  if (plan.has_layers()) {
    plan.original = original;
    plan.states = merged_states(tools.editor, edit);
  }
  {
    const WritingGuard writing(context.writing);
    const std::vector<std::string> notes = export_edit(edit.requests.back(), edit.whole, plan, hooks.run);
    result.notes.insert(result.notes.end(), notes.begin(), notes.end());
  }
  result.notes.insert(result.notes.end(), original->notes.begin(), original->notes.end());
  for (const auto* notes : {&asked.notes, &made.notes})
    result.notes.insert(result.notes.end(), notes->begin(), notes->end());
  line.finish();
  nlohmann::json report = edit_report(result);
  if (edit.steps.size() > 1) report["chain"] = step_reports(edit);
  if (!made.best_of.is_null()) report["best_of"] = made.best_of;
  if (!asked.report.empty()) report["asked_captions"] = asked.report;
  report["photo"] = photo.string();
  report["output"] = (!plan.picture.empty() ? plan.picture : !plan.video.empty() ? plan.video : plan.frames).string();
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
bool concerns_one_photo(const Error& error) {
  const ErrorCode code = error.code();
  // What an instruction needs was looked at before: this photo does not have the region.
  const std::vector<Advice> advice = advice_of(error);
  if (std::ranges::find(advice, Advice::ChooseRegion) != advice.end()) return true;
  return code == ErrorCode::FileUnreadable || code == ErrorCode::FileMalformed ||
         code == ErrorCode::FileUnwritable || code == ErrorCode::OutOfMemory;
}

/// Tells of a photo that did not work and goes on; the first such decides the exit code.
nlohmann::json failed_photo(const fs::path& photo, const Error& error, CommandContext& context) {
  context.err << "v4e: " << error_text(error) << '\n';
  if (context.exit_code == kOk) context.exit_code = exit_code_of(error.code());
  return {{"photo", photo.string()}, {"error", error.what()}};
}

/// Makes the steps fast ones, or says where that would be wanted.
void set_speed(const EditArguments& arguments, const ModelDescription& model, std::vector<EditRequest>& steps,
               CommandContext& context) {
  std::set<std::string> notes;
  for (EditRequest& step : steps) {
    if (arguments.fast) step.settings = fast_settings(step.settings, model);
    for (const std::string& note : burning_notes(step.settings, model)) notes.insert(note);
  }
  for (const std::string& note : notes)
    context.err << "note: " << note << (arguments.fast ? "" : "; --fast takes what it was made for") << '\n';
}

/// LoRAs that the edits leave out, unless the last step is for them.
void tell_left_out(const EditArguments& arguments, const ModelDescription& model,
                   const std::vector<EditRequest>& steps, CommandContext& context) {
  if (arguments.finish) return;
  for (const std::string& note : left_out_notes(steps.back().settings, model))
    context.err << "note: " << note << "; --finish-2k does that\n";
}

/// The edit once more at 2K, as its last step.
void add_finish(const ModelDescription& model, std::vector<EditRequest>& steps) {
  const EditSettings& edit = steps.back().settings;
  if (!edit.ending.empty())
    throw Error(ErrorCode::InvalidArgument,
                "--to ends in a picture that is finished already: leave --finish-2k out");
  EditRequest finish;
  // How large it becomes each photo's shape says.
  finish.settings = finish_of(edit, model, {kFinishSide, kFinishSide});
  finish.force = steps.back().force;
  steps.push_back(std::move(finish));
}

void run_edit(const EditArguments& arguments, CommandContext& context) {
  EditOrder order = make_order(arguments);
  const std::vector<fs::path>& photos = order.photos;
  const std::vector<ExportPlan> plans =
      plan_targets(photos, order.steps.back().settings.instruction, arguments.targets);
  Editor editor(choose_model(order.steps.front().settings.model, arguments.model_kind), arguments.editor,
                embedded_rewriter());
  for (const std::string& note : editor.model().notes) context.err << "note: " << note << '\n';
  set_speed(arguments, editor.model(), order.steps, context);
  tell_left_out(arguments, editor.model(), order.steps, context);
  if (arguments.finish) add_finish(editor.model(), order.steps);
  // A wrong instruction is found before anything slow begins.
  for (const EditRequest& step : order.steps) (void)plan_chain(editor, step);
  if (!arguments.force)
    for (const EditRequest& step : order.steps) {
      const EditSettings& settings = step.settings;
      if (!is_finish(settings))
        check_memory(editor.model(), arguments.editor, settings.frames, settings.working_area_px);
    }
  AskedCaptions captions(arguments.captions, context);
  const EditMaker maker(arguments.best_of, context);
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
      reports.push_back(
          edit_one({editor, i > 0, captions, maker, line}, order.steps, photos[i], plan, arguments, context));
      if (!arguments.json) print_result(reports.back(), context);
    } catch (const Error& error) {
      if (photos.size() == 1 || !concerns_one_photo(error)) throw;
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
      .add_flag("--layers", targets.layers,
                "Write the result with layers: photo, states of the evolution (hidden), edit, mask. For .tif, as "
                "Photoshop keeps them; .ora (Krita, GIMP) always has them")
      ->group("Output");
  command
      .add_option("--mask-out", targets.mask, "Also write what was changed: 8 bit, 0 = the original's pixel")
      ->group("Output");
  command
      .add_option(
          "--quality", arguments.quality,
          "Of JPEG, WebP, AVIF, JPEG XL and HEIC, 1 to 100 (default: as a JPEG photo has, at least 95; "
          "AVIF and HEIC 90; WebP and JPEG XL without loss)")
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
  add_asked_caption_options(command, arguments.captions);
  add_best_of_options(command, arguments.best_of);
  add_region_options(command, arguments.settings);
  add_editor_options(command, arguments.editor);
  add_fast_option(command, arguments.fast);
  add_finish_option(command, arguments.finish);
  add_kind_option(command, arguments.model_kind);
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
      ->add_option(
          "photos", arguments->photos_and_instruction,
          "One or more photos (JPEG, PNG, HEIC, camera raw, AVIF … : README lists the kinds), then what to "
          "change")
      ->option_text("PHOTO... \"INSTRUCTION\"");
  command
      ->add_option(
          "-i,--instruction", arguments->steps.instructions,
          "In place of the instruction after the photos; given again, the next step, which is made of "
          "the result of the one before")
      ->allow_extra_args(false);
  command->add_option_function<std::string>(
      "--to",
      [arguments](const std::string& file) {
        arguments->settings.ending = std::filesystem::absolute(file).lexically_normal();
        arguments->targets.ending = arguments->settings.ending;
      },
      "The finished edit of the photo, made anywhere: the model makes the way from one to the other, best with "
      "Wan2.1 FLF2V. The instruction may be left out; it tells what happens on the way");
  command->add_option_function<std::string>(
      "--sketch", [arguments](const std::string& file) { arguments->settings.sketch = sketch_of_file(file); },
      "What is to become real, sketched best in black: a picture of the size that the photo has once it is "
      "turned and cropped, transparent but for the strokes. The instruction says what it is (\"a crown and a "
      "hat\"). Needs ChronoEdit and its paint-brush LoRA, given with --lora; best with its few-step LoRA and "
      "--fast");
  add_step_options(*command, arguments->steps);
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
                  "  v4e edit portrait.jpg \"make it black and white\" --region background\n"
                  "  v4e edit lake.jpg \"add thick fog\" --frames-dir fog --video fog.mp4\n"
                  "  v4e edit photo.jpg --to retouched.jpg --video way.mp4 --evolution-size photo\n"
                  "  v4e edit scan.tif \"restore this old photo\" --rotate 90 --straighten -1.5\n"
                  "  v4e edit me.jpg \"put a red hat on her\" --model ~/models/ChronoEdit-14B-Diffusers "
                  "--with http://localhost:8080/v1 --send-photo\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] { run_edit(*arguments, context); });
}

}  // namespace v4e::cli
