// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace v4e {

/// The strength of an edit is a place on the way from the photo (0) to the last frame (1); frame i of n
/// stands at i / (n - 1). Between two frames the strength is real: their full-size merges are blended.
struct StrengthPlace {
  std::size_t frame = 0;  ///< at or before it
  double share = 0;       ///< of the next frame; 0: exactly on `frame`
};

/// Where a strength falls on a row of frames, at least one. A strength that misses a frame by rounding alone
/// is on it.
[[nodiscard]] StrengthPlace place_of(double strength, std::size_t frame_count);

/// The strength at a frame; a single frame is the edit itself, at 1.
[[nodiscard]] double strength_of(std::size_t frame, std::size_t frame_count);

/// The frame that is nearest to a strength.
[[nodiscard]] std::size_t nearest_frame(double strength, std::size_t frame_count);

}  // namespace v4e
