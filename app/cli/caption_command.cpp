// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "app/cli/commands.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/captions/caption_report.h"

namespace v4e::cli {
namespace {

struct CaptionArguments {
  std::string instruction;
  bool json = false;
};

void print_field(std::ostream& out, const char* label, const std::string& value) {
  if (!value.empty()) out << label << value << '\n';
}

void print_step(const EvolutionCaption& caption, std::ostream& out) {
  out << caption.caption << "\n\n";
  out << "kind         " << to_string(caption.kind) << " (" << to_string(caption.family) << " evolution)\n";
  print_field(out, "effect       ", caption.effect);
  print_field(out, "target       ", caption.target);
  print_field(out, "replacement  ", caption.replacement);
  print_field(out, "colour       ", caption.colour);
  out << "confidence   " << caption.confidence << '\n';
  print_field(out, "for large models:\n  ", caption.detailed_caption);
}

void print_reading(const InstructionReading& reading, std::ostream& out) {
  if (!reading.english.empty()) out << "read as \"" << reading.english << "\"\n\n";
  for (std::size_t i = 0; i < reading.steps.size(); ++i) {
    if (reading.steps.size() > 1) out << (i > 0 ? "\n" : "") << "step " << i + 1 << ": ";
    print_step(reading.steps[i], out);
  }
  for (const std::string& note : reading.whole.notes) out << "note: " << note << '\n';
}

}  // namespace

void add_caption_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<CaptionArguments>();
  CLI::App* command = app.add_subcommand("caption", "Show how an instruction is understood");
  command->add_option("INSTRUCTION", arguments->instruction, "What to change, in English, German or Chinese")
      ->required();
  command->add_flag("--json", arguments->json, "Print a JSON object");
  command->footer(
      "Examples:\n  v4e caption \"could you make it snow?\"\n  v4e caption --json \"remove the dog\"");
  command->callback([arguments, &context] {
    const auto rewriter = CaptionRewriter::from_folder(resource_folder() / "captions");
    const InstructionReading reading = rewriter.read(arguments->instruction);
    if (arguments->json) {
      context.out << json_text(reading_report(reading)) << '\n';
    } else {
      print_reading(reading, context.out);
    }
  });
}

}  // namespace v4e::cli
