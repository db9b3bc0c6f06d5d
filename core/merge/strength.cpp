// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/strength.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr double kSameFrame = 1e-6;  // of the way between two frames

}  // namespace

StrengthPlace place_of(double strength, std::size_t frame_count) {
  V4E_ASSERT(frame_count > 0);
  const auto last = static_cast<double>(frame_count - 1);
  const double at = std::clamp(strength, 0.0, 1.0) * last;
  const double nearest = std::round(at);
  if (std::abs(at - nearest) <= kSameFrame) return {static_cast<std::size_t>(nearest), 0};
  const double before = std::floor(at);
  return {static_cast<std::size_t>(before), at - before};
}

double strength_of(std::size_t frame, std::size_t frame_count) {
  if (frame_count < 2) return 1;
  return static_cast<double>(std::min(frame, frame_count - 1)) / static_cast<double>(frame_count - 1);
}

std::size_t nearest_frame(double strength, std::size_t frame_count) {
  const StrengthPlace place = place_of(strength, frame_count);
  return place.frame + (place.share >= 0.5 ? 1 : 0);
}

}  // namespace v4e
