// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/experiment/claims_model.h"
#include "core/experiment/claims_sets.h"
#include "core/experiment/latent_set.h"
#include "core/training/distill/block_weight.h"

namespace v4e::training {

/// A batch of a set, a function of a seed and a step.
struct ClaimsBatch {
  at::Tensor items;   ///< int64 [B]
  at::Tensor still;   ///< fp32 [B, z, h, w]
  at::Tensor end;     ///< the same
  at::Tensor target;  ///< fp32 [B, z, 2, h, w]
  at::Tensor noise;   ///< the same; an item's own where its content hangs on it
  at::Tensor sigma;   ///< [B]: 1 for six of ten, the others evenly in 0.05..1
  std::vector<std::string> texts;
};

/// `first`: of the first so many items.
[[nodiscard]] ClaimsBatch draw_claims_batch(const ClaimsModel& model, const LatentSet& set,
                                            std::int64_t first, std::int64_t count, std::uint64_t seed,
                                            std::int64_t step);

/// Pre-training on clips: an x0-error over both latent frames and all channels, over how far the clip goes
/// from its photo.
class ClipObjective {
 public:
  /// `teaches_ends`: every clip is given with its end, as the teacher is made; else five in ten with the
  /// photo, four with photo and end, one with nothing.
  ClipObjective(ClaimsModel& model, const LatentSet& set, std::int64_t batch_size, std::uint64_t seed,
                bool teaches_ends)
      : model_(model), set_(set), batch_size_(batch_size), seed_(seed), teaches_ends_(teaches_ends) {}

  [[nodiscard]] at::Tensor loss(std::int64_t step);
  [[nodiscard]] static Given given_at(double uniform);

 private:
  [[nodiscard]] at::Tensor condition_of(const ClaimsBatch& batch, std::int64_t step) const;

  ClaimsModel& model_;
  const LatentSet& set_;
  std::int64_t batch_size_;
  std::uint64_t seed_;
  bool teaches_ends_;
};

/// What a row learns from triplets.
struct TripletLessons {
  const LatentSet& triplets;
  std::int64_t count = 1;  ///< the first so many
  std::int64_t batch_size = 24;
  std::int64_t updates = 1;
  std::uint64_t seed = 1;
  const Ways* ways = nullptr;      ///< a teacher's; null: the edit's frame alone
  ClaimsModel* teacher = nullptr;  ///< whose blocks are compared; null: none
  bool by_captions = false;        ///< asked by what a video model calls the edit, the camera standing still
  double tail_weight = 1;
  double keep_weight = 0;
  std::filesystem::path block_weight_file = {};
};

/// Training on triplets: the error of the edit's frame, and with a teacher's ways that of the way, its blocks
/// and what stays. All errors are over the whole picture.
class TripletObjective {
 public:
  TripletObjective(ClaimsModel& model, TripletLessons lessons);

  /// Measures the block term's weight where the trainer's step is the first that needs it; before loss().
  void weigh_blocks(Trainer& trainer);
  [[nodiscard]] at::Tensor loss(std::int64_t step);
  [[nodiscard]] DistillTerms terms(std::int64_t step, bool with_blocks);

 private:
  [[nodiscard]] ClaimsBatch batch_at(std::int64_t step) const;
  [[nodiscard]] at::Tensor way_weights_of(const ClaimsBatch& batch) const;
  [[nodiscard]] std::vector<at::Tensor> teacher_states(const ClaimsBatch& batch, const NoisyClip& clip);

  ClaimsModel& model_;
  TripletLessons lessons_;
  BlockLossOptions block_;
  std::unique_ptr<BlockWeight> block_weight_;
  DistillWeights weights_;
};

}  // namespace v4e::training
