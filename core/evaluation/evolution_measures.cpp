// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/evolution_measures.h"

#include <algorithm>
#include <cmath>

#include "core/dataset/rollout_filters.h"

namespace v4e {
namespace {

constexpr std::size_t kFewestFrames = 3;

double progress_after(const std::vector<double>& progress, double share) {
  const double place = share * static_cast<double>(progress.size() - 1);
  const auto before = static_cast<std::size_t>(place);
  const std::size_t after = std::min(before + 1, progress.size() - 1);
  return std::lerp(progress[before], progress[after], place - static_cast<double>(before));
}

}  // namespace

Measures measure_evolution(const std::vector<Image>& frames, const Image& mask, const RunContext& context) {
  if (frames.size() < kFewestFrames) return {};
  const RolloutScores scores = measure_rollout(
      {.source = frames.front(), .target = frames.back(), .mask = mask, .frames = frames}, context);
  // Progress is a share of the change: of next to none it is noise.
  if (scores.change < RolloutLimits{}.identical) return {};
  Measures measures{{"evolution_jump", scores.jump}, {"evolution_monotony", scores.monotone}};
  for (const int percent : {25, 50, 75})
    measures["evolution_progress_" + std::to_string(percent)] =
        progress_after(scores.progress, percent / 100.0);
  return measures;
}

}  // namespace v4e
