// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <vector>

#include "core/edit/edit_request.h"

namespace v4e {

/// Passes progress on and notes how long each stage takes.
class StageClock {
 public:
  explicit StageClock(const RunContext& outer) : outer_(outer), since_(Clock::now()) {}

  RunContext context() {
    return {outer_.stop, [this](const Progress& progress) {
              note(progress.stage);
              if (outer_.on_progress) outer_.on_progress(progress);
            }};
  }

  std::vector<StageTime> finish() {
    note(stage_);
    return times_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void note(Stage next) {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - since_).count();
    if (times_.empty() || times_.back().stage != stage_) times_.push_back({stage_, 0});
    times_.back().seconds += seconds;
    stage_ = next;
    since_ = now;
  }

  RunContext outer_;
  Clock::time_point since_;
  Stage stage_ = Stage::Load;
  std::vector<StageTime> times_;
};

}  // namespace v4e
