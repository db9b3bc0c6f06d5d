// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "core/training/nano_model.h"
#include "core/training/recipe.h"
#include "core/training/triplets.h"

namespace v4e::training {

/// Mean squared errors in 0..1 on held-out pictures.
struct DecoderErrors {
  double round_trip = 0;  ///< of photo and edit, encoded and decoded
  double edits = 0;       ///< of the transformer's edits, decoded
};

/// Teaches the decoder's convolutions what its linear path leaves out: detail, and the joins between blocks.
/// Half of what it sees in training are the trained transformer's own edits, as that is what it decodes in
/// use: it learns to smooth the seams which those have and clean latents have not.
class VaeObjective {
 public:
  VaeObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe, std::uint64_t seed);

  /// Absolute and squared error of the decoded evolution, its last frame counted double; a scalar with a
  /// graph.
  [[nodiscard]] at::Tensor loss(std::int64_t step);

  [[nodiscard]] DecoderErrors heldout_errors();

 private:
  struct Example {
    at::Tensor clip;     ///< [B, 3, 5, H, W] in -1..1
    at::Tensor latents;  ///< normalised, of the clip
    at::Tensor edited;   ///< the same with the transformer's edit behind the photo
  };
  [[nodiscard]] Example example(std::int64_t size_px, std::int64_t count, bool heldout, std::uint64_t seed);

  NanoModel& model_;
  const TripletMaker& maker_;
  const StageRecipe& recipe_;
  std::uint64_t seed_;
};

}  // namespace v4e::training
