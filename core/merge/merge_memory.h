// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "core/merge/merge.h"
#include "core/merge/merge_way.h"

namespace v4e {

/// What merges of the same frames into the same photo have in common, at whatever strength, part or size: the
/// photo shrunk, the frames free of drift, and what was found about the last few of them. For one thread.
class MergeMemory {
 public:
  /// Forgets what was found for another photo or other frames.
  void prepare_for(const MergeRequest& request);

  /// Of all frames up to `last`.
  [[nodiscard]] std::vector<FrameDrift> drift(std::size_t last, const RunContext& context);
  /// Up to `frame`, 1 or more.
  [[nodiscard]] std::shared_ptr<const Evolution> evolution(std::size_t frame, const RunContext& context);
  /// The photo at that scale, below 1.
  [[nodiscard]] const Image& smaller_photo(double scale);
  /// The finished edit likewise; empty where there is none.
  [[nodiscard]] const Image& smaller_ending(double scale);

 private:
  void steady_until(std::size_t last, const RunContext& context);

  // Of the request that it was found for. Held, so that nothing else can come to lie at their place.
  Image source_;
  WorkingMap map_;
  Image region_;
  std::vector<Image> frames_;
  DriftOptions options_;

  Image smaller_;
  double smaller_scale_ = 0;  ///< 0: none is made yet
  Image ending_;
  Image smaller_ending_;
  double smaller_ending_scale_ = 0;
  Image photo_;               ///< at working size without borders; empty: not made yet
  DriftResult steady_;        ///< of the frames so far
  std::deque<std::pair<std::size_t, std::shared_ptr<const Evolution>>> studied_;
};

}  // namespace v4e
