// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/edit/editor.h"
#include "core/training/triplets.h"

namespace v4e {

struct GateOptions {
  int examples = 12;           ///< of each effect; those with several colours share them
  std::int64_t size_px = 256;  ///< of the square photos; the targets are exact at this size
  std::uint64_t seed = 2026;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// Squared errors of one effect's edits, summed over examples, inside the region that the edit is about.
struct EffectGate {
  std::string effect;
  int examples = 0;
  bool local = false;             ///< has a region; the rest of the picture has to stay
  double error = 0;               ///< edit against target
  double copy_error = 0;          ///< photo against target
  double unseen_error = 0;        ///< as `error`, asked for in words never trained on
  double outside_unchanged = 1;   ///< share of the pixels outside the region that are the photo's own
  std::vector<std::string> ways;  ///< merge way of each example
  std::string problem;            ///< why no edit came out, of the first example that failed

  /// 0 perfect, 1 as good as leaving the photo alone.
  [[nodiscard]] double ratio() const;
  [[nodiscard]] double gain_db() const;
  /// Share of the error that unseen words add.
  [[nodiscard]] double unseen_cost() const;
  /// Gains at least 5 dB and reaches 19 dB, and a local edit leaves at least 90 % of the pixels outside
  /// alone.
  [[nodiscard]] bool passes() const;
};

/// What a model can do, measured on pictures that it has never seen.
struct GateReport {
  std::string model_name;
  GateOptions options;
  std::vector<EffectGate> effects;
  double seconds = 0;

  /// Ids of the effects that pass: what the model may offer.
  [[nodiscard]] std::vector<std::string> listed() const;
  /// Mean ratio over the listed effects; 1 if there is none.
  [[nodiscard]] double ratio() const;
  /// Mean over the listed effects of what unseen words cost.
  [[nodiscard]] double unseen_cost() const;
  /// Something is listed, its mean ratio is at most 0.30, and unseen words cost at most 10 %.
  [[nodiscard]] bool passes() const;
  [[nodiscard]] nlohmann::json to_json() const;
};

/// Edits held-out photos with `editor`, the way a user does, and compares with what the effect's definition
/// makes of them. The model may be asked for what it does not list. Throws what Editor::edit() throws for
/// the model itself, and Cancelled.
[[nodiscard]] GateReport run_gate(Editor& editor, const training::TripletMaker& examples,
                                  const GateOptions& options, const RunContext& context,
                                  const std::function<void(const EffectGate&)>& done = {});

}  // namespace v4e
