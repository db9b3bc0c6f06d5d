// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/evaluation/measure_means.h"
#include "core/evaluation/network_measures.h"
#include "core/evaluation/question.h"

namespace v4e {

/// What networks say of one effect's edits.
struct NetworkRow {
  std::string effect;
  MeasureMeans edit = {};
  MeasureMeans photo = {};  ///< of the untouched photo, what compares with the right edit: the start to beat
};

/// What networks say of a model's edits.
struct NetworkReport {
  std::vector<MeasureKind> kinds = {};              ///< that some edit has
  std::vector<NetworkRow> rows = {};                ///< of effects, in the order in which they were seen
  std::vector<std::string> not_measured = {};       ///< what a reader might look for, with the reason
  std::map<std::string, std::string> weights = {};  ///< SHA-256 by file name

  /// Adds "networks" (the weights), "kinds" and "not_measured", as v4e benchmark's reports have them, and to
  /// each entry of "effects" and "parts" that was measured its "measures": {"edit", "photo"}.
  void put_into(nlohmann::json& report) const;
};

/// Measures a gate's examples by networks as they come.
class GateNetworks {
 public:
  /// Must be outlived by `networks`.
  explicit GateNetworks(NetworkMeasures& networks) : networks_(networks) {}

  /// Throws as NetworkMeasures::measure(). Does nothing where nothing is measured.
  void add(const AnsweredQuestion& example, const RunContext& context = {});
  /// Of what was added so far.
  [[nodiscard]] NetworkReport report(std::map<std::string, std::string> weights) const;

 private:
  NetworkMeasures& networks_;
  std::vector<NetworkRow> rows_;
};

}  // namespace v4e
