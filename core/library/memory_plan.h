// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/library/residency.h"

namespace v4e {

/// A model that an edit could be made by, as far as its memory goes.
struct MemoryCandidate {
  std::string id;
  bool ready = true;  ///< whole, and of a kind that can edit
  ModelSizes sizes;
  ComputeMemory memory;
  std::int64_t area_px = 0;  ///< that it works at
  std::vector<int> frames;   ///< numbers of frames to choose from, rising
  int default_frames = 5;

  /// Bytes that an edit takes at the least, with everything given back that can be. 0 where the weights are
  /// unknown.
  [[nodiscard]] std::int64_t least_bytes(int with_frames) const;
};

/// An edit that takes less memory.
struct MemoryWay {
  std::string model_id;
  int frames = 0;
  std::int64_t least_bytes = 0;
};

/// Whether an edit can fit into the memory that is free where its model runs.
struct MemoryPlan {
  bool fits = true;  ///< also where one of the numbers is unknown
  std::int64_t least_bytes = 0;
  std::int64_t free_bytes = 0;
  std::vector<MemoryWay> ways;  ///< where it does not: what would fit, the nearest to what was wanted first
};
[[nodiscard]] MemoryPlan plan_memory(std::span<const MemoryCandidate> models, const std::string& model_id,
                                     int frames);

/// After such an edit ran out of memory: what takes less, the nearest first. What is known not to fit is no
/// way.
[[nodiscard]] std::vector<MemoryWay> smaller_ways(std::span<const MemoryCandidate> models,
                                                  const std::string& model_id, int frames);

/// The largest area in pixels, in steps of a tenth, that fits with so many frames; 0 if none does.
[[nodiscard]] std::int64_t largest_area(const MemoryCandidate& model, int frames);

}  // namespace v4e
