// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "app/cli/network_options.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/evaluation/benchmark/benchmark_run.h"
#include "core/evaluation/best_edit.h"
#include "core/evaluation/choice_gate.h"
#include "core/evaluation/model_card.h"
#include "core/training/sheet.h"

namespace v4e::cli {
namespace {

struct EvaluateArguments {
  std::string model;
  std::string data;
  std::string parts;
  std::string sheet;
  EditorOptions editor;
  GateOptions gate;
  NetworkFiles networks;
  int tries = 0;  ///< 0: the model is measured, not the choice among its edits
  bool training_pictures = false;
  bool write = false;
  bool json = false;
};

/// The first examples of each effect, three to a row.
class PartSheet {
 public:
  void add(const AnsweredQuestion& example) {
    constexpr int kOfEach = 12;
    if (count_[example.effect]++ >= kOfEach) return;
    const PartPictures pictures = part_pictures(example);
    pictures_.insert(pictures_.end(), pictures.begin(), pictures.end());
  }
  void write(const std::filesystem::path& path) const {
    training::write_sheet(path, pictures_, static_cast<int>(3 * std::tuple_size_v<PartPictures>));
  }

 private:
  std::map<std::string, int> count_;
  std::vector<at::Tensor> pictures_;
};

void evaluate_choice(Editor& editor, const training::TripletMaker& maker, const EvaluateArguments& arguments,
                     CommandContext& context) {
  const ChoiceOptions options{
      .tries = arguments.tries, .gate = arguments.gate, .training_pictures = arguments.training_pictures};
  const ChoiceReport report =
      run_choice_gate(editor, maker, options, {context.stop, {}}, [&](const ChoiceExample& example) {
        context.err << editor.rewriter().effect_title(example.effect) << ": rank correlation "
                    << example.rank_correlation() << std::endl;
      });
  if (arguments.json) {
    context.out << json_text(report.to_json()) << '\n';
  } else {
    context.out << choice_table(report, editor.rewriter());
  }
  // By chance it is 0; what may well be that is no choice.
  if (report.rank_interval().first <= 0) context.exit_code = kFailed;
}

/// All of the model's edits, measured; those of regions go to `sheet` too.
GateReport measured(Editor& editor, const training::TrainingData& data, const training::TripletMaker& maker,
                    const EvaluateArguments& arguments, NetworkMeasures& networks, PartSheet& sheet,
                    CommandContext& context) {
  const RunContext run{context.stop, {}};
  const CaptionRewriter& rewriter = editor.rewriter();
  GateNetworks by_networks(networks);
  auto report = run_gate(
      editor, maker, arguments.gate, run,
      [&](const EffectGate& gate) {
        context.err << rewriter.effect_title(gate.effect) << ": error ratio " << gate.ratio() << std::endl;
        if (!gate.problem.empty()) context.err << "  " << gate.problem << std::endl;
      },
      [&](const AnsweredQuestion& example) { by_networks.add(example, run); });
  report.parts = run_part_gate(
      editor, maker, data.place_count(true), arguments.gate, run,
      [&](const PartGate& gate) {
        context.err << rewriter.effect_title(gate.effect) << ": " << gate.psnr_db() << " dB inside"
                    << std::endl;
        if (!gate.problem.empty()) context.err << "  " << gate.problem << std::endl;
      },
      [&](const AnsweredQuestion& example) {
        sheet.add(example);
        by_networks.add(example, run);
      });
  std::map<std::string, std::string> known;
  report.networks = by_networks.report(file_hashes(networks.weight_files(), known, run));
  return report;
}

void evaluate(const EvaluateArguments& arguments, CommandContext& context) {
  arguments.gate.validate();
  NetworkMeasures networks(arguments.networks);  // wrong weights are found before the work
  const training::TrainingData data(arguments.data, arguments.parts);
  const training::Wordings wordings(resource_folder() / "captions");
  const training::TripletMaker maker(data, wordings, training::draw_weights({}));
  const auto rewriter = embedded_rewriter();
  const auto description = choose_model(arguments.model);
  Editor editor(description, arguments.editor, rewriter);
  if (arguments.tries > 0) return evaluate_choice(editor, maker, arguments, context);
  PartSheet sheet;
  const GateReport report = measured(editor, data, maker, arguments, networks, sheet, context);
  if (!arguments.sheet.empty()) sheet.write(arguments.sheet);
  if (arguments.write) write_gate(description.folder, report, rewriter);
  if (arguments.json) {
    context.out << json_text(report.to_json()) << '\n';
  } else {
    context.out << gate_table(report, rewriter);
  }
  if (!report.passes()) context.exit_code = kFailed;
}

}  // namespace

void add_evaluate_command(CLI::App& app, CommandContext& context) {
  const auto arguments = std::make_shared<EvaluateArguments>();
  auto* command = app.add_subcommand("evaluate", "Measure what a trained edit model can do");
  command->footer(
      "Edits photos that the training never saw, in words it saw and words it did not, and compares with "
      "the\n"
      "exact effect; first whole photos, then regions of them. With --write the table goes into the model's "
      "README.md, and what gains at least 5 dB\n"
      "becomes what the model offers. Exits with 1 where that is nothing, or its mean error is over 0.30 of\n"
      "the untouched photo's, or unseen words add over 10 %.\n"
      "With --best-of it measures instead how well the best of several tries is told without knowing the "
      "right\n"
      "edit, as `v4e edit --best-of` has to; exits with 1 where that may be chance.\n"
      "--image-encoder and --lpips add what those networks say of the edits; it decides nothing.\n"
      "Example: v4e evaluate nano --data nano-data.safetensors --write");
  command->add_option("model", arguments->model, "Model folder or name")->required();
  command->add_option("--data", arguments->data, "Pictures, packed by packaging/training_data/fetch.py")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--parts", arguments->parts,
                   "More photos, with outlines of subjects, packed by packaging/training_data/parts.py")
      ->check(CLI::ExistingFile);
  command->add_option("--sheet", arguments->sheet,
                      "Write a PNG of edits of regions: photo, region, edit and what was wanted");
  command->add_option("--examples", arguments->gate.examples, "Examples of each effect")
      ->capture_default_str();
  command->add_option("--size", arguments->gate.size_px, "Side of the photos in pixels")
      ->capture_default_str();
  command->add_option("--seed", arguments->gate.seed, "Seed of the examples")->capture_default_str();
  CLI::Option* tries = command->add_option("--best-of", arguments->tries, "Tries at each example, 2 to 16")
                           ->option_text("N")
                           ->check(CLI::Range(2, kMostTries));
  command
      ->add_flag("--training-pictures", arguments->training_pictures,
                 "On pictures that training saw: to choose by, what is then measured on the others")
      ->needs(tries);
  add_network_options(*command, arguments->networks);
  tries->excludes("--image-encoder")->excludes("--lpips");
  add_editor_options(*command, arguments->editor);
  command->add_flag("--write", arguments->write, "Write the results into the model's folder")
      ->excludes(tries);
  command->add_flag("--json", arguments->json, "Print JSON");
  command->callback([arguments, &context] {
    arguments->networks.device = arguments->editor.device;
    evaluate(*arguments, context);
  });
}

}  // namespace v4e::cli
