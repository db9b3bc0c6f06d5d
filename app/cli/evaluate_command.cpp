// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <ostream>

#include "app/cli/commands.h"
#include "app/cli/edit_settings_options.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/evaluation/model_card.h"

namespace v4e::cli {
namespace {

struct EvaluateArguments {
  std::string model;
  std::string data;
  EditorOptions editor;
  GateOptions gate;
  bool write = false;
  bool json = false;
};

void evaluate(const EvaluateArguments& arguments, CommandContext& context) {
  arguments.gate.validate();
  const training::TrainingData data(arguments.data);
  const training::Wordings wordings(resource_folder() / "captions");
  const training::TripletMaker maker(data, wordings, training::draw_weights({}));
  const auto rewriter = embedded_rewriter();
  const auto description = choose_model(arguments.model);
  Editor editor(description, arguments.editor, rewriter);
  RunContext run;
  run.stop = context.stop;
  const auto report = run_gate(editor, maker, arguments.gate, run, [&](const EffectGate& gate) {
    context.err << rewriter.effect_title(gate.effect) << ": error ratio " << gate.ratio() << std::endl;
    if (!gate.problem.empty()) context.err << "  " << gate.problem << std::endl;
  });
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
      "exact effect. With --write the table goes into the model's README.md, and what gains at least 5 dB\n"
      "becomes what the model offers. Exits with 1 where that is nothing, or its mean error is over 0.30 of\n"
      "the untouched photo's, or unseen words add over 10 %.\n"
      "Example: v4e evaluate nano --data nano-data.safetensors --write");
  command->add_option("model", arguments->model, "Model folder or name")->required();
  command->add_option("--data", arguments->data, "Pictures, packed by packaging/training_data/fetch.py")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--examples", arguments->gate.examples, "Examples of each effect")
      ->capture_default_str();
  command->add_option("--size", arguments->gate.size_px, "Side of the photos in pixels")
      ->capture_default_str();
  command->add_option("--seed", arguments->gate.seed, "Seed of the examples")->capture_default_str();
  add_editor_options(*command, arguments->editor);
  command->add_flag("--write", arguments->write, "Write the results into the model's folder");
  command->add_flag("--json", arguments->json, "Print JSON");
  command->callback([arguments, &context] { evaluate(*arguments, context); });
}

}  // namespace v4e::cli
