// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <cstdint>
#include <string>
#include <vector>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Bytes that an edit takes at the least: all weights in the number format that they are loaded in, and the
/// frames at the model's working size, which the engine holds as floats twice. What lies between its layers
/// comes on top. 0 where the weights are unknown.
[[nodiscard]] std::int64_t leastMemoryBytes(const ModelInfo& model, int frames);

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
[[nodiscard]] MemoryPlan planMemory(const QList<ModelInfo>& models, const std::string& model_id, int frames);

/// After such an edit ran out of memory: what takes less, the nearest first. What is known not to fit is no
/// way.
[[nodiscard]] std::vector<MemoryWay> smallerWays(const QList<ModelInfo>& models, const std::string& model_id,
                                                 int frames);

}  // namespace v4e::ui
