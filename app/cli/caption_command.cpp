// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "app/cli/chat_source.h"
#include "app/cli/commands.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/captions/caption_report.h"
#include "core/chat/chat_error.h"
#ifdef V4E_HAS_EDIT
#include "core/image/io/photo_io.h"
#include "core/image/io/shown_photo.h"
#endif

namespace v4e::cli {
namespace {

struct CaptionArguments {
  std::string instruction;
  bool has_region = false;
  bool json = false;
  ChatSource source;
  std::string photo;  ///< that the language model is shown; empty: none
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

std::string photo_to_show(const CaptionArguments& arguments, [[maybe_unused]] const RunContext& context) {
  if (arguments.photo.empty()) return {};
#ifdef V4E_HAS_EDIT
  return shown_jpeg(read_photo(arguments.photo, {}, context), kShownSidePx, context);
#else
  throw Error(ErrorCode::Unsupported, "this program was built without the reading of photos");
#endif
}

/// Nothing where the rules' caption has to do; `note` tells why.
std::optional<AskedCaption> ask_for_caption(const CaptionArguments& arguments, const CommandContext& context,
                                            std::string& note) {
  const auto asker = caption_asker(arguments.source);
  if (!asker) return std::nullopt;
  const RunContext run{context.stop, {}};
  CaptionQuestion question;
  question.instruction = arguments.instruction;
  question.has_region = arguments.has_region;
  question.jpeg = photo_to_show(arguments, run);
  const std::string destination = destination_note(asker->address(), !question.jpeg.empty());
  if (!destination.empty()) context.err << "note: " << destination << std::endl;
  try {
    return asker->ask(question, run);
  } catch (const ChatError& error) {
    note = std::string("the caption is the rules' own: ") + error.what();
    return std::nullopt;
  }
}

void show_caption(const CaptionArguments& arguments, const CommandContext& context) {
  const auto rewriter = CaptionRewriter::from_folder(resource_folder() / "captions");
  InstructionReading reading = rewriter.read(arguments.instruction, arguments.has_region);
  std::string note;
  const std::optional<AskedCaption> asked = ask_for_caption(arguments, context, note);
  if (!note.empty()) reading.whole.notes.push_back(note);
  if (arguments.json) {
    nlohmann::json report = reading_report(reading);
    if (asked)
      report["asked"] = {{"caption", asked->caption},
                         {"kind", to_string(asked->kind)},
                         {"model", asked->model},
                         {"kept", asked->is_kept}};
    context.out << json_text(report) << '\n';
    return;
  }
  print_reading(reading, context.out);
  if (!asked) return;
  context.out << "\nby " << readable(asked->model) << (asked->is_kept ? ", answered before" : "") << " ("
              << to_string(asked->kind) << "):\n  " << asked->caption << '\n';
}

}  // namespace

void add_caption_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<CaptionArguments>();
  CLI::App* command = app.add_subcommand("caption", "Show how an instruction is understood");
  command->add_option("INSTRUCTION", arguments->instruction, "What to change, in English, German or Chinese")
      ->required();
  command->add_flag("--region", arguments->has_region,
                    "As where a part of the photo is chosen: \"this\" and \"here\" are that part");
  command->add_flag("--json", arguments->json, "Print a JSON object");
  CLI::Option* with = add_caption_source_options(*command, arguments->source);
  command
      ->add_option("--send-photo", arguments->photo,
                   "Let the language model see this photo, 768 pixels at most and without its metadata")
      ->option_text("PHOTO")
      ->needs(with)
      ->group(with->get_group());
  command->footer(
      "Examples:\n"
      "  v4e caption \"could you make it snow?\"\n"
      "  v4e caption --json \"remove the dog\"\n"
      "  v4e caption \"put a red hat on her\" --with http://localhost:8080/v1 --send-photo portrait.jpg");
  command->callback([arguments, &context] { show_caption(*arguments, context); });
}

}  // namespace v4e::cli
