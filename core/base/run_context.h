// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/base/stop_token.h"

namespace v4e {

/// Phases of an edit, in the order in which they run.
enum class Stage { Load, Caption, EncodeText, EncodeImage, Denoise, Decode, Merge, Export, Train };

/// Name of a stage for messages and JSON, e.g. "denoise".
[[nodiscard]] std::string_view to_string(Stage stage);

struct Progress {
  Stage stage = Stage::Load;
  int step = 0;   ///< finished steps of this stage, 0 … total
  int total = 1;  ///< >= 1
};

/// What a long-running function gets from its caller: a way to be stopped and to report progress.
/// Cheap to copy; an empty one never stops and reports nowhere.
struct RunContext {
  std::stop_token stop;
  std::function<void(const Progress&)> on_progress;

  /// Throws Cancelled if a stop was asked for.
  void check() const {
    if (stop.stop_requested()) throw Cancelled();
  }
  /// check(), then reports.
  void tick(const Progress& progress) const {
    check();
    if (on_progress) on_progress(progress);
  }
};

}  // namespace v4e
