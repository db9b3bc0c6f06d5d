// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/best_of_options.h"

#include <ostream>
#include <utility>

#include "core/evaluation/best_edit.h"

namespace v4e::cli {
namespace {

constexpr const char* kGroup = "Best of several tries";

}  // namespace

void add_best_of_options(CLI::App& command, BestOfOptions& options) {
  CLI::Option* best_of =
      command
          .add_option(
              "--best-of", options.count,
              "Make the edit that often, each with the next seed, and keep the one that --judge likes "
              "best. Without a judge what can be measured decides: agreement with the other tries, change "
              "outside the edit, a steady end; with the built-in model that was hardly better than chance")
          ->option_text("N")
          ->check(CLI::Range(2, kMostTries))
          ->group(kGroup);
  CLI::Option* judge =
      command
          .add_option(
              "--judge", options.judge.address,
              "Have the tries judged first by a language model that sees pictures, at an address such as "
              "http://localhost:8080/v1. It is sent photo and edits at 768 pixels at most, and the "
              "instruction; a key is taken from V4E_CHAT_KEY")
          ->option_text("URL")
          ->needs(best_of)
          ->group(kGroup);
  command.add_option("--judge-model", options.judge.model, "Its name (default: the only one there)")
      ->option_text("NAME")
      ->needs(judge)
      ->group(kGroup);
  command
      .add_option("--judge-timeout", options.judge.timeout_s,
                  "Seconds to wait for a judgement; then what is measured decides (default: 120)")
      ->check(CLI::Range(0.1, kMostChatSeconds))
      ->needs(judge)
      ->group(kGroup);
}

EditMaker::EditMaker(const BestOfOptions& options, CommandContext& context) : count_(options.count) {
  if (options.judge.address.empty()) return;
  judge_.emplace(chat_options(options.judge), AnswerCache(answer_folder()));
  if (!judge_->address().is_local)
    context.err << "note: small copies of the photo and its edits are sent to " << judge_->address().host
                << ", which is not this machine" << std::endl;
}

EditMaker::Made EditMaker::make(Editor& editor, std::vector<EditRequest> steps, const EditHooks& hooks,
                                ProgressLine& line) const {
  const int step_count = static_cast<int>(steps.size());
  Made made;
  if (count_ < 2) {
    made.edit =
        edit_steps(editor, std::move(steps), hooks, [&](int step) { line.begin_step(step, step_count); });
  } else {
    BestEdit best = edit_best_of(editor, steps, count_, judge_ ? &*judge_ : nullptr, hooks,
                                 [&](int attempt) { line.begin_try(attempt, count_); });
    made.best_of = best_report(best);
    made.notes = std::move(best.notes);
    made.edit = std::move(best.edit);
  }
  line.begin_step(1, 1);
  return made;
}

}  // namespace v4e::cli
