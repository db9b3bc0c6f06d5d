// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <set>
#include <string>

#include "core/base/run_context.h"

namespace v4e::cli {

/// Shows where a run is: a bar with stage, step and time left that is drawn over on a terminal, one plain
/// line per stage elsewhere. Of an edit in several steps it tells the step, too.
class ProgressLine {
 public:
  ProgressLine(std::ostream& stream, bool is_terminal);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);
  /// What follows is of that step, of several: "step 2 of 3".
  void begin_step(int step, int steps);
  /// The same of one of several tries at an edit: "try 2 of 4".
  void begin_try(int attempt, int tries);
  /// The same of one of several variants: "variant 2 of 3".
  void begin_variant(int variant, int variants);
  /// Ends the line; what is written next starts on a fresh one. The next run tells all its stages again.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void begin_part(const char* kind, int part, int parts);
  void draw(const Progress& progress);
  [[nodiscard]] std::string time_left(const Progress& progress) const;

  std::ostream& stream_;
  bool is_terminal_;
  bool drawn_ = false;
  bool any_ = false;
  Stage stage_ = Stage::Load;
  std::string of_parts_;  ///< "step 2 of 3, "; nothing where there is one
  std::set<Stage> told_;  ///< plain lines: once for each stage
  Clock::time_point stage_start_;
  Clock::time_point last_drawn_;
};

}  // namespace v4e::cli
