// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/run_context.h"
#include "core/evaluation/edit_measures.h"
#include "core/image/image.h"

namespace v4e {

/// How an edit comes about along its film: progress p of each frame, 1 - d(frame, last) / d(first, last), as
/// measure_rollout() has it (core/dataset/rollout_filters.h). "evolution_jump": the largest step of p between
/// two frames; "evolution_monotony": Spearman's rank correlation of p and time, -1 … 1;
/// "evolution_progress_25", "_50", "_75": p after that share of the way, between frames by a straight line.
/// Frames RGB, of one size, in their order; `mask`: as in measure_against_photo(), of any size. Nothing for
/// less than three frames, which are no film, and where the ends are as good as equal. Throws
/// Error(InvalidArgument) where sizes differ, Cancelled.
[[nodiscard]] Measures measure_evolution(const std::vector<Image>& frames, const Image& mask = {},
                                         const RunContext& context = {});

}  // namespace v4e
