// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/edit/editor.h"
#include "core/evaluation/gate_networks.h"
#include "core/evaluation/part_gate.h"
#include "core/training/triplets.h"

namespace v4e {

/// Squared errors of one effect's edits of whole photos, summed over examples.
struct EffectGate {
  std::string effect;
  int examples = 0;
  double error = 0;               ///< edit against target
  double copy_error = 0;          ///< photo against target
  double unseen_error = 0;        ///< as `error`, asked for in words never trained on
  std::vector<std::string> ways;  ///< merge way of each example
  std::string problem;            ///< why no edit came out, of the first example that failed

  /// 0 perfect, 1 as good as leaving the photo alone.
  [[nodiscard]] double ratio() const;
  [[nodiscard]] double gain_db() const;
  /// Share of the error that unseen words add.
  [[nodiscard]] double unseen_cost() const;
  /// Gains at least 5 dB and reaches 19 dB.
  [[nodiscard]] bool passes() const;
};

/// What a model can do, measured on pictures that it has never seen.
struct GateReport {
  std::string model_name;
  GateOptions options;
  std::vector<EffectGate> effects;
  std::vector<PartGate> parts;  ///< edits of a region; run_part_gate()'s
  NetworkReport networks;       ///< what networks of the user's say of all of them
  double seconds = 0;

  /// Ids of the effects that pass: what the model may offer.
  [[nodiscard]] std::vector<std::string> listed() const;
  /// Those of parts that pass: what it may offer where there is a region.
  [[nodiscard]] std::vector<std::string> listed_with_region() const;
  /// Mean ratio over the listed effects; 1 if there is none.
  [[nodiscard]] double ratio() const;
  /// Mean over the listed effects of what unseen words cost.
  [[nodiscard]] double unseen_cost() const;
  /// Something is listed, its mean ratio is at most 0.30, and unseen words cost at most 10 %.
  [[nodiscard]] bool passes() const;
  [[nodiscard]] nlohmann::json to_json() const;
};

/// Edits held-out photos as a whole with `editor`, the way a user does, and compares with what the effect's
/// definition makes of them. The model may be asked for what it does not list. Throws what Editor::edit()
/// throws for the model itself, and Cancelled. `on_answer` hears of each example.
[[nodiscard]] GateReport run_gate(Editor& editor, const training::TripletMaker& examples,
                                  const GateOptions& options, const RunContext& context,
                                  const std::function<void(const EffectGate&)>& done = {},
                                  const AnswerHook& on_answer = {});

}  // namespace v4e
