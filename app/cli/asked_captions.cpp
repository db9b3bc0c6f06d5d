// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/asked_captions.h"

#include <ostream>

#include "core/chat/chat_error.h"
#include "core/image/io/shown_photo.h"

namespace v4e::cli {
namespace {

/// Waiting for a server that is gone, photo after photo, would take longer than all edits.
constexpr int kMostSilence = 3;

bool is_silence(const ChatError& error) {
  return error.failure() == ChatFailure::Unreachable || error.failure() == ChatFailure::TimedOut;
}

}  // namespace

void add_asked_caption_options(CLI::App& command, AskedCaptionOptions& options) {
  CLI::Option* with = add_caption_source_options(command, options.source);
  with->excludes(command.get_option("--caption"));
  command
      .add_flag("--send-photo", options.sends_photo,
                "Let that model see the photo, 768 pixels at most and without its metadata")
      ->needs(with)
      ->group(with->get_group());
}

AskedCaptions::AskedCaptions(const AskedCaptionOptions& options, CommandContext& context)
    : sends_photo_(options.sends_photo), context_(context), asker_(caption_asker(options.source)) {}

void AskedCaptions::tell_destination() {
  if (std::exchange(is_told_, true)) return;
  const std::string note = destination_note(asker_->address(), sends_photo_);
  if (!note.empty()) context_.err << "note: " << note << std::endl;
}

void AskedCaptions::ask_for(EditSettings& step, const CaptionQuestion& question, bool known_only,
                            Outcome& outcome) {
  const RunContext run{context_.stop, {}};
  try {
    const std::optional<AskedCaption> asked =
        known_only ? asker_->find(question, run) : std::optional(asker_->ask(question, run));
    silent_in_a_row_ = 0;
    if (!asked) return;
    step.caption = asked->caption;
    outcome.report.push_back({{"instruction", step.instruction},
                              {"caption", asked->caption},
                              {"kind", to_string(asked->kind)},
                              {"model", asked->model},
                              {"kept", asked->is_kept}});
  } catch (const ChatError& error) {
    if (is_silence(error)) ++silent_in_a_row_;
    outcome.notes.push_back("the caption for \"" + step.instruction +
                            "\" is the rules' own: " + error.what());
  }
}

AskedCaptions::Outcome AskedCaptions::fill(std::vector<EditSettings>& steps, const ModelDescription& model,
                                           const std::function<Photo()>& photo, bool known_only) {
  Outcome outcome;
  if (!asker_) return outcome;
  if (model.wants_short_captions()) {
    outcome.notes.push_back("no language model was asked: the model \"" + model.name +
                            "\" knows only the captions that it was trained on");
    return outcome;
  }
  if (!known_only) tell_destination();
  CaptionQuestion question;
  for (EditSettings& step : steps) {
    question.instruction = step.instruction;
    question.has_region = !step.region.is_none();
    if (step.caption.empty() && !step.instruction.empty()) {
      if (silent_in_a_row_ >= kMostSilence) {
        outcome.notes.push_back(
            "the caption for \"" + step.instruction +
            "\" is the rules' own: the language model did not answer three times in a row, "
            "and is not asked any more");
      } else {
        if (sends_photo_ && question.jpeg.empty())
          question.jpeg = shown_jpeg(photo(), kShownSidePx, {context_.stop, {}});
        ask_for(step, question, known_only, outcome);
      }
    }
    question.before.push_back(step.instruction.empty() ? step.caption : step.instruction);
  }
  return outcome;
}

}  // namespace v4e::cli
