// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/training/distributed/shard_plan.h"
#include "core/training/moments.h"
#include "core/training/recipe.h"

namespace v4e::training {

/// What one of so many processes has of a training's weights at once, in bytes; what a step makes of its
/// examples comes on top of it.
struct StatePlan {
  std::int64_t weights = 0;    ///< those of the blocks among them that are brought together
  std::int64_t optimiser = 0;  ///< averages and moments
  std::int64_t gradients = 0;  ///< with what of them is on its way

  [[nodiscard]] std::int64_t total() const { return weights + optimiser + gradients; }
};

/// Of all weights of a transformer and, where there is one, a text encoder beside it.
[[nodiscard]] StatePlan plan_state(const WanDitConfig& dit, const Umt5Config* text_encoder, int processes,
                                   Sharding sharding, MomentKind moments = MomentKind::Float32);

}  // namespace v4e::training
