// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/edit_targets.h"
#include "app/cli/error_text.h"
#include "app/cli/memory_check.h"
#include "app/cli/one_editor.h"
#include "app/cli/progress_line.h"
#include "app/cli/shape_options.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/edit/compare_edits.h"
#include "core/edit/edit_export.h"
#include "core/edit/fast_settings.h"
#include "core/image/colour/shaped_photo.h"
#include "core/image/io/photo_io.h"
#include "core/image/photo_kinds.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReportName = "report.json";
constexpr const char* kVariantGroup = "Variants";

struct CompareArguments {
  std::string photo;
  std::string instruction;
  std::vector<std::string> variants;
  EditSettings settings;  ///< that the variants have in common
  std::optional<double> strength;
  EditorOptions editor;
  ShapeArguments shape;
  std::string output;
  std::optional<int> quality;
  bool overwrite = false;
  bool force = false;
  bool private_prompt = false;
  bool json = false;
};

/// The text of a variant without the word for few steps, and whether it was there.
std::pair<std::string, bool> without_fast(const std::string& text) {
  if (text.starts_with("{")) return {text, false};
  std::string rest;
  bool fast = false;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "fast")
      fast = true;
    else
      rest += (rest.empty() ? "" : ",") + word;
  }
  return {rest, fast};
}

EditVariant read_variant(const std::string& text, const EditSettings& base) {
  const auto [rest, fast] = without_fast(text);
  // Alone it changes nothing yet.
  EditVariant variant = rest.empty() && fast ? EditVariant{text, base} : variant_from_text(rest, base);
  variant.name = text;
  make_absolute(variant.settings.loras);
  if (fast) variant.settings = fast_settings(variant.settings, choose_model(variant.settings.model));
  return variant;
}

std::vector<EditVariant> read_variants(const CompareArguments& arguments) {
  EditSettings base = arguments.settings;
  base.instruction = arguments.instruction;
  if (arguments.strength) base.strength = *arguments.strength;
  std::vector<EditVariant> variants;
  for (const std::string& text : arguments.variants) variants.push_back(read_variant(text, base));
  check_variants(variants);
  return variants;
}

/// The variant's words as a part of a file's name: "b-model-tiny-steps-8".
std::string file_stem(std::size_t place, const std::string& name) {
  std::string stem(1, static_cast<char>('a' + place));
  bool is_word = false;
  for (const char c : name) {
    const bool goes = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (goes && !is_word) stem += '-';
    if (goes) stem += c;
    is_word = goes;
  }
  return stem;
}

fs::path output_folder(const CompareArguments& arguments) {
  const fs::path photo(arguments.photo);
  if (!arguments.output.empty()) return require_folder(arguments.output);
  return require_folder((photo.parent_path() / file_name(photo.stem().string(), "-compared", "")).string());
}

/// Where each variant goes; what is there already is found before the work.
std::vector<ExportPlan> plan_edits(const CompareArguments& arguments, const std::vector<EditVariant>& variants,
                                   const fs::path& folder) {
  std::vector<ExportPlan> plans;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    ExportPlan plan;
    plan.picture = folder / file_name(file_stem(i, variants[i].name), "", output_extension(arguments.photo));
    plan.overwrite = arguments.overwrite;
    plan.include_prompt = !arguments.private_prompt;
    plan.quality = arguments.quality;
    plan.check();
    plans.push_back(std::move(plan));
  }
  std::error_code ignored;
  if (!arguments.overwrite && fs::exists(folder / kReportName, ignored))
    throw Error(ErrorCode::InvalidArgument, (folder / kReportName).string() +
                                                " is there already; choose another folder with --output, or "
                                                "replace it with --overwrite");
  return plans;
}

std::string percent(double share) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(share < 0.0995 ? 1 : 0) << 100 * share << " %";
  return text.str();
}

std::string seconds_text(double seconds) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << seconds << " s";
  return text.str();
}

/// Rows of cells, each column as wide as its widest.
void print_table(const std::vector<std::vector<std::string>>& rows, std::ostream& out) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out << row[i];
      if (i + 1 < row.size()) out << std::string(widths[i] + 2 - row[i].size(), ' ');
    }
    out << '\n';
  }
}

void print_comparison(const nlohmann::json& report, std::ostream& out) {
  std::vector<std::vector<std::string>> rows{{"variant", "time", "changed", "outside", "file"}};
  for (const auto& variant : report.at("variants")) {
    const std::string name = variant.at("name");
    if (variant.contains("error")) {
      rows.push_back({name, "-", "-", "-", "failed"});
      continue;
    }
    const auto& outside = variant.at("outside");
    rows.push_back({name, seconds_text(variant.at("seconds")), percent(variant.at("changed_share")),
                    outside.is_null() ? "-" : percent(outside.at("rms")), variant.at("output")});
  }
  print_table(rows, out);
}

void write_edits(const ComparedEdits& compared, const std::vector<ExportPlan>& plans, nlohmann::json& report,
                 CommandContext& context) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const ComparedEdit& one = compared.edits[i];
    if (!one.edit) {
      context.err << "v4e: " << one.variant.name << ": " << error_text(*one.failure) << '\n';
      if (context.exit_code == kOk) context.exit_code = exit_code_of(one.failure->code());
      continue;
    }
    const EditResult& whole = one.edit->chain.whole;
    std::vector<std::string> notes = export_edit(one.edit->request, whole, plans[i], {context.stop, {}});
    notes.insert(notes.begin(), whole.notes.begin(), whole.notes.end());
    for (const std::string& note : notes) context.err << "note: " << one.variant.name << ": " << note << '\n';
    report["variants"][i]["output"] = plans[i].picture.string();
  }
}

void run_compare(const CompareArguments& arguments, CommandContext& context) {
  const std::vector<EditVariant> variants = read_variants(arguments);
  const fs::path folder = output_folder(arguments);
  const std::vector<ExportPlan> plans = plan_edits(arguments, variants, folder);
  if (!arguments.force) {
    for (const EditVariant& variant : variants)
      check_memory(choose_model(variant.settings.model), arguments.editor, variant.settings.frames,
                   variant.settings.working_area_px);
  }
  ProgressLine line(context.err, context.is_terminal);
  EditHooks hooks;
  hooks.run = {context.stop, [&line](const Progress& progress) { line.show(progress); }};
  const Photo source = read_photo(arguments.photo, {.drawing_side_px = arguments.shape.drawing_side_px}, hooks.run);
  EditRequest request;
  request.photo = std::make_shared<const Photo>(
      shaped_photo(source, geometry_of(shape_of(arguments.shape), size_of(source.image)), hooks.run));
  request.force = arguments.force;
  OneEditor editor(arguments.editor);
  int begun = 0;
  const ComparedEdits compared =
      compare_edits([&editor](const std::string& model) -> Editor& { return editor.open(model); }, request, variants,
                    hooks, [&](std::size_t) { line.begin_variant(++begun, static_cast<int>(variants.size())); });
  line.finish();
  nlohmann::json report = comparison_report(compared);
  report["photo"] = arguments.photo;
  report["instruction"] = arguments.instruction;
  write_edits(compared, plans, report, context);
  write_json_file(folder / kReportName, report);
  if (arguments.json)
    context.out << json_text(report) << '\n';
  else
    print_comparison(report, context.out);
}

void add_compare_output(CLI::App& command, CompareArguments& arguments) {
  command
      .add_option("-o,--output", arguments.output,
                  "Folder for the edits and report.json (default: PHOTO-compared beside the photo)")
      ->option_text("FOLDER")
      ->group("Output");
  command.add_flag("--overwrite", arguments.overwrite, "Replace files that are there already")->group("Output");
  command
      .add_option("--quality", arguments.quality, "Of kinds with a quality, 1 to 100 (default: as v4e edit has it)")
      ->check(CLI::Range(1, 100))
      ->group("Output");
  command
      .add_flag("--no-prompt", arguments.private_prompt, "Keep instruction and caption out of the results' metadata")
      ->group("Output");
  command.add_flag("--json", arguments.json, "Print the report as JSON")->group("Output");
}

}  // namespace

void add_compare_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command =
      app.add_subcommand("compare", "Make one edit in several ways, with what each changed outside of it");
  command->add_option("PHOTO", arguments->photo, "The photo")->required();
  command->add_option("INSTRUCTION", arguments->instruction, "What to change")->required();
  command
      ->add_option("--variant", arguments->variants,
                   "What one of two to four variants has otherwise: NAME=VALUE[,NAME=VALUE...], or a JSON object. "
                   "Names are those of the columns of v4e batch's lists (steps, guidance, frames, seed, shift, "
                   "sampler, strength, amount, refine, model ...); lora=FILE[:STRENGTH][:high|low] can be given "
                   "several times, lora= takes all away, and the word fast stands for --fast of v4e edit")
      ->option_text("NAME=VALUE[,...]")
      ->required()
      ->allow_extra_args(false)
      ->group(kVariantGroup);
  add_compare_output(*command, *arguments);
  add_shape_options(*command, arguments->shape);
  add_settings_options(*command, arguments->settings);
  add_region_options(*command, arguments->settings);
  command
      ->add_option("--strength", arguments->strength, "How far to go from the photo, 0, to the whole edit, 1 (default)")
      ->check(CLI::Range(0.0, 1.0))
      ->group(kModelGroup);
  add_editor_options(*command, arguments->editor);
  command
      ->add_flag("--force", arguments->force,
                 "Try also what a model has not learnt, and what does not fit into memory")
      ->group(kModelGroup);
  command->footer(
      std::string("All variants have the same photo, instruction, caption, region and, unless a variant says "
                  "otherwise, seed. \"changed\" is the share of the photo's pixels that the finished edit changed. "
                  "\"outside\" is how far the model's last frame is from its first one where no variant changes "
                  "the photo: root mean square of full scale; - where they change all of it.\n\n"
                  "Examples:\n"
                  "  v4e compare lake.jpg \"make it snow\" --variant steps=2 --variant steps=8 -o snow/\n"
                  "  v4e compare me.jpg \"put a red hat on her\" --model ~/models/Wan2.2-I2V-A14B \\\n"
                  "    --variant steps=40 --variant lora=lightx2v.safetensors,fast\n\n") +
      kExitCodesHelp);
  command->callback([arguments, &context] { run_compare(*arguments, context); });
}

}  // namespace v4e::cli
