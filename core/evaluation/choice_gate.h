// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/run_context.h"
#include "core/edit/editor.h"
#include "core/evaluation/edit_marks.h"
#include "core/evaluation/part_gate.h"
#include "core/training/triplets.h"

namespace v4e {

struct ChoiceOptions {
  int tries = 8;  ///< at each example, 2..kMostTries
  GateOptions gate = {.examples = 4};
  /// On pictures that the model was trained on: to choose by, what is then measured on the others.
  bool training_pictures = false;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// Several tries at one example: their marks, and the mean squared error of each against what was wanted.
struct ChoiceExample {
  std::string effect;
  std::vector<EditMarks> marks;
  std::vector<double> errors;

  [[nodiscard]] double chosen_error() const { return errors[best_of(marks)]; }
  [[nodiscard]] double mean_error() const;   ///< of a try by chance
  [[nodiscard]] double least_error() const;  ///< of the best one in truth
  /// Spearman's, between score and truth: 1 the same order, 0 none, -1 the reverse.
  [[nodiscard]] double rank_correlation() const;
};

/// How well rate() tells which of several tries is best, where the right edit is known.
struct ChoiceReport {
  std::string model_name;
  ChoiceOptions options;
  std::vector<ChoiceExample> examples;

  /// Mean over the examples of `effect`, or of all where it is empty.
  [[nodiscard]] double rank_correlation(const std::string& effect = {}) const;
  /// From where to where the mean over all examples goes in 95 % of 10,000 draws of examples, with
  /// replacement.
  [[nodiscard]] std::pair<double, double> rank_interval() const;
  /// What of the way from a try by chance (0) to the best one in truth (1) choosing goes, in mean squared
  /// error.
  [[nodiscard]] double share_of_gain(const std::string& effect = {}) const;
  /// How often the chosen one is the best one; by chance it is one in `tries`.
  [[nodiscard]] double hits() const;
  [[nodiscard]] nlohmann::json to_json() const;
};

/// Edits examples of all effects of whole photos but snow, whose flakes follow the seed. Throws as
/// run_gate().
[[nodiscard]] ChoiceReport run_choice_gate(Editor& editor, const training::TripletMaker& examples,
                                           const ChoiceOptions& options, const RunContext& context,
                                           const std::function<void(const ChoiceExample&)>& done = {});

/// As a Markdown table, with a line on how it was measured.
[[nodiscard]] std::string choice_table(const ChoiceReport& report, const CaptionRewriter& rewriter);

/// Spearman's rank correlation of two rows of one length; equal values share their ranks' mean. 0 where one
/// of them does not vary.
[[nodiscard]] double rank_correlation_of(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace v4e
