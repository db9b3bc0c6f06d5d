// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// The way from a photo to its edit, all pictures RGB of one size.
struct RolloutFrames {
  Image source;
  Image target;
  Image mask = {};            ///< one channel, 1 or 255: edited; empty where none is known
  std::vector<Image> frames;  ///< as the teacher made them: frame 0 is its photo, the last one its edit
};

/// What is measured of a way, at 256 pixels of the longer side. d(a, b) is the mean distance in Lab,
/// lightness 0 … 1, where the edit changes the photo; D = d(source, target).
struct RolloutScores {
  double change = 0;  ///< D
  std::vector<double>
      progress;              ///< p = 1 - d(frame, target) / D, of each frame, source and target at the ends
  double monotone = 0;       ///< Spearman's rank correlation of progress and time, -1 … 1
  double jump = 0;           ///< the largest step of progress
  double late_start = 0;     ///< share of the frames before progress passes 0.1
  double overshoot = 0;      ///< the largest d(frame, straight line) / D
  double line_distance = 0;  ///< the mean of that: 0 is a cross-fade
  double endpoint_db = 0;    ///< PSNR of the teacher's own last frame to the edit
  double camera_px = 0;         ///< the largest shift between two frames, measured on their structure
  std::optional<double> outside_db =
      {};  ///< least PSNR to the photo outside of a mask; nothing: no such part
};

/// Bounds of the measures; beyond them a way teaches something else than the edit.
struct RolloutLimits {
  double identical = 0.01;  ///< least change
  double monotone = 0.8;    ///< least
  double jump = 0.5;        ///< most, of ways with at least five latent frames (17 frames)
  double late_start = 0.7;  ///< most
  double overshoot = 1.5;   ///< most
  double endpoint_db = 22;  ///< least
  double camera_px = 1.0;   ///< most
  double outside_db = 24;   ///< least
  double fade = 0.05;       ///< a way nearer to the straight line is a cross-fade: it shows no evolution
};

struct RolloutVerdict {
  std::vector<std::string> failed;  ///< names of tests, of rollout_tests()
  bool is_fade = false;             ///< passes, but counts less

  [[nodiscard]] bool passes() const { return failed.empty(); }
};

/// identical, monotone, jump, late start, overshoot, endpoint, camera, outside: as reports have them.
[[nodiscard]] const std::vector<std::string>& rollout_tests();

/// Throws Error(InvalidArgument) where there are fewer than two frames or sizes differ, Cancelled.
[[nodiscard]] RolloutScores measure_rollout(const RolloutFrames& rollout, const RunContext& context = {});

[[nodiscard]] RolloutVerdict judge_rollout(const RolloutScores& scores, const RolloutLimits& limits = {});

[[nodiscard]] nlohmann::json to_json(const RolloutScores& scores);
[[nodiscard]] nlohmann::json to_json(const RolloutLimits& limits);

}  // namespace v4e
