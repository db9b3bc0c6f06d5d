// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/training/nano_model.h"
#include "core/training/recipe.h"
#include "core/training/triplets.h"

namespace v4e::training {

/// Teaches the decoder's convolutions what its linear path leaves out: detail, and the joins between blocks.
class VaeObjective {
 public:
  VaeObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe, std::uint64_t seed);

  /// Absolute and squared error of the decoded evolution, its last frame counted double; a scalar with a
  /// graph.
  [[nodiscard]] at::Tensor loss(std::int64_t step);

  /// Mean squared error in 0..1 of photo and edit after the round trip, on held-out pictures.
  [[nodiscard]] double heldout_error();

 private:
  [[nodiscard]] at::Tensor video(std::int64_t size_px, std::int64_t count, bool heldout,
                                 std::uint64_t seed) const;

  NanoModel& model_;
  const TripletMaker& maker_;
  const StageRecipe& recipe_;
  std::uint64_t seed_;
};

}  // namespace v4e::training
