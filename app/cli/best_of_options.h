// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/chat_source.h"
#include "app/cli/command_context.h"
#include "app/cli/progress_line.h"
#include "core/edit/edit_steps.h"
#include "core/evaluation/edit_judge.h"

namespace v4e::cli {

struct BestOfOptions {
  int count = 1;
  ChatSource judge = {.timeout_s = 120};
};

/// --best-of, --judge and what belongs to them. `options` must outlive the command.
void add_best_of_options(CLI::App& command, BestOfOptions& options);

/// Makes edits once, or several times to keep the best.
class EditMaker {
 public:
  /// Says where the pictures go that a judge elsewhere is sent. Throws Error(InvalidArgument) on an address
  /// that is none.
  EditMaker(const BestOfOptions& options, CommandContext& context);

  struct Made {
    SteppedEdit edit;
    nlohmann::json best_of = nullptr;  ///< best_report() of several tries; else null
    std::vector<std::string> notes;
  };
  /// Throws as edit_steps() and edit_best_of().
  [[nodiscard]] Made make(Editor& editor, std::vector<EditRequest> steps, const EditHooks& hooks,
                          ProgressLine& line) const;

 private:
  int count_;
  std::optional<EditJudge> judge_;
};

}  // namespace v4e::cli
