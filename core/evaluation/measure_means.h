// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/edit_measures.h"

namespace v4e {

/// Means of measures over edits, each of those edits alone that have it.
class MeasureMeans {
 public:
  void add(const Measures& measures);
  /// Nothing where no edit has it.
  [[nodiscard]] std::optional<double> mean(const std::string& key) const;
  /// {key: {"mean", "items"}} of those kinds that some edit has.
  [[nodiscard]] nlohmann::json to_json(const std::vector<MeasureKind>& kinds) const;

 private:
  struct Sum {
    double value = 0;
    std::size_t items = 0;
  };
  std::map<std::string, Sum> sums_;
};

/// [{"key", "title", "better", "digits", "meaning"}], as reports list what they measure.
[[nodiscard]] nlohmann::json to_json(const std::vector<MeasureKind>& kinds);

}  // namespace v4e
