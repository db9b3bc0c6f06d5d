// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/dataset/rollout_filters.h"

namespace v4e {

/// What a test said of a set's ways.
struct RolloutTestReport {
  std::string name;
  std::size_t measured = 0;
  std::size_t passed = 0;
  double least = 0;  ///< of the values, likewise median and most
  double median = 0;
  double most = 0;
  std::vector<std::size_t> histogram;  ///< of ten equal steps from least to most
};

struct RolloutKindReport {
  std::string kind;  ///< of edit, in the data set's words
  std::size_t ways = 0;
  std::size_t passed = 0;
};

struct RolloutReport {
  std::size_t ways = 0;
  std::size_t passed = 0;
  std::size_t fades = 0;                 ///< of those that passed
  std::vector<RolloutTestReport> tests;  ///< in the order of rollout_tests()
  std::vector<RolloutKindReport> kinds;  ///< by name
};

/// Sums up what the shards of a set hold of its ways (EncodedSet::rollouts()). Throws Error(FileMalformed)
/// where that is something else.
[[nodiscard]] RolloutReport report_rollouts(const std::vector<nlohmann::json>& rollouts);

[[nodiscard]] nlohmann::json to_json(const RolloutReport& report);

/// A line for all, one for each test and, where there are several, for each kind.
[[nodiscard]] std::vector<std::string> report_lines(const RolloutReport& report, const RolloutLimits& limits);

}  // namespace v4e
