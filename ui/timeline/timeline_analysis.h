// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/run_context.h"
#include "core/image/drift.h"
#include "core/image/image.h"

namespace v4e::ui {

/// What the timeline says about a track of frames, measured once and off the GUI thread.
struct TimelineAnalysis {
  /// Per frame, 0 (the photo) … 1 (the edit): the way gone, as measured. Never falls.
  std::vector<double> change;
  /// At most three frames worth stopping at, best first.
  std::vector<int> suggested;
  std::vector<FrameDrift> drift;  ///< per frame against frame 0; empty where there is nothing to measure
  std::vector<Image> stabilised;  ///< the frames with the drift taken back, U8 RGB; empty as above
};

/// Share of the way from frame 0 to the last frame, by the root of the mean squared difference to both, made
/// monotone. All frames of one size, U8 RGB. A track that does not change gives equal steps.
[[nodiscard]] std::vector<double> measureChange(const std::vector<Image>& frames);

/// Frames where most of the edit is there and little of the drift that comes after it: the end, the first
/// frame past 90 % and the first past 50 %, where they differ and are not less sharp than their neighbours.
[[nodiscard]] std::vector<int> suggestStops(const std::vector<Image>& frames,
                                            const std::vector<double>& change);

/// All of the above. `known_change` is used where the engine has measured it already. Throws Cancelled.
[[nodiscard]] TimelineAnalysis analyseTrack(const std::vector<Image>& frames,
                                            const std::vector<double>& known_change,
                                            const RunContext& context);

}  // namespace v4e::ui
