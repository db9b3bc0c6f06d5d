// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

struct ChangeMaskOptions {
  double min_change = 0.02;     ///< of the range; the noise threshold never falls below it …
  double max_threshold = 0.06;  ///< … nor rises above it
  int feather_px = 1;           ///< in working pixels
  /// As MergeRequest::region: a change that reaches its rim goes on beyond it.
  Image region = {};
};

/// What changed, at working size.
struct ChangeMask {
  Image soft;                ///< F32, one channel: 1 changed, 0 not, feathered
  double changed_share = 0;  ///< of the pixels, before feathering
  double spread = 0;         ///< share of an 8 x 8 grid's cells that hold a change
  double tint_share = 0;     ///< pixels with a smooth change which is too faint for the threshold
  double noise = 0;          ///< deviation of the model's noise, of the range
  double threshold = 0;      ///< a change above it counts
};

/// Finds the pixels that changed from frame 0 to frame `index`, against frame 0 and not against the photo, so
/// that the autoencoder's loss is no change. All frames up to `index` vote: a change that grows counts, one
/// that flickers does not. frames: F32 RGB of one size.
[[nodiscard]] ChangeMask find_changes(const std::vector<Image>& frames, std::size_t index,
                                      const ChangeMaskOptions& options = {});

}  // namespace v4e
