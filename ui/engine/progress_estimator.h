// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include "core/base/run_context.h"

namespace v4e::ui {

/// Seconds that each stage took, as learnt on this machine.
using StageSeconds = std::array<double, 9>;

/// One progress over all stages of an edit, weighted by how long they took before, and the time left.
/// Never goes backwards and reaches 1 only at the end. Times are handed in, so it needs no clock.
class ProgressEstimator {
 public:
  /// `learnt`: from a former run; zeros where nothing is known.
  explicit ProgressEstimator(const StageSeconds& learnt);

  void update(const Progress& progress, double elapsed_s);

  [[nodiscard]] double fraction() const { return fraction_; }
  /// Seconds left, from the pace so far; nothing while too little is known.
  [[nodiscard]] std::optional<double> secondsLeft() const;
  [[nodiscard]] const Progress& latest() const { return latest_; }

  /// Closes the last stage; what to hand to the next run's estimator.
  [[nodiscard]] StageSeconds learnt(double elapsed_s) const;

 private:
  StageSeconds weights_;
  StageSeconds measured_{};
  std::array<bool, 9> seen_{};
  Progress latest_;
  double stage_started_s_ = 0;
  double elapsed_s_ = 0;
  double fraction_ = 0;
};

}  // namespace v4e::ui
