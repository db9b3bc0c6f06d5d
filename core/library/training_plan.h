// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/library/residency.h"

namespace v4e {

/// What a training in few steps (core/training/steps) does besides.
struct FewStepWork {
  std::int64_t steps = 0;         ///< that the model is to need; 0: it is no such training
  double own_states = 0;          ///< share of the training's steps that begin where its own steps lead
  std::int64_t trajectories = 0;  ///< that this process makes before the first step
  std::int64_t passes = 0;        ///< through the transformer, for each of them
  std::int64_t state_values = 0;  ///< of one state of one pair
  int val_pictures = 0;           ///< of the guided model, that edits are compared with
  int test_pictures = 0;
};

/// A LoRA's training, as far as memory and time go.
struct TrainingWork {
  ModelSizes model;                ///< that learns
  ModelSizes teacher = {};         ///< whose blocks are compared; without a transformer: none are
  bool teacher_streamed = false;   ///< read block by block in each step
  bool as_stored = false;          ///< the model's weights stay as their file has them; else fp32
  std::int64_t tokens = 0;         ///< of a pair: of the latent frames that are denoised
  std::int64_t text_tokens = 512;  ///< of text and picture, which each block looks at
  std::int64_t batch = 1;          ///< pairs of a step, in this process
  std::int64_t adapter_weights = 0;
  int moment_bytes = 8;  ///< the optimiser's for a weight: 8, or 2 for bytes
  int sharing = 1;       ///< processes that share moments and averages
  bool gradients_shared = false;
  bool checkpoint_blocks = false;
  bool encodes_text = false;       ///< one that is not in the set, before the training
  std::int64_t begun_weights = 0;  ///< of a LoRA that the model already edits with
  FewStepWork few = {};
  EditShape look = {};  ///< a held-out pair's pictures; none: nothing is looked at
};

/// What it takes at its peak, and how long a step takes.
struct TrainingPlan {
  std::int64_t weights_bytes = 0;  ///< of the model
  std::int64_t teacher_bytes = 0;
  std::int64_t adapter_bytes = 0;     ///< with gradients, averages and moments
  std::int64_t activation_bytes = 0;  ///< of a step, or of a look at a held-out pair where that is more
  std::int64_t program_bytes = 0;
  std::int64_t encode_bytes = 0;  ///< of the text encoder, which is given back before all but the program
  double step_operations = 0;     ///< additions and multiplications of a step
  double first_operations = 0;    ///< of what is made before the first one
  bool fits = true;

  [[nodiscard]] std::int64_t peak_bytes() const {
    return program_bytes +
           std::max(encode_bytes, weights_bytes + teacher_bytes + adapter_bytes + activation_bytes);
  }
};

/// Weights of a LoRA of that rank on what LoraSet adapts: projections of both attentions, feed-forward
/// layers.
[[nodiscard]] std::int64_t adapter_weights(const ModelSizes& model, std::int64_t rank);

[[nodiscard]] TrainingPlan plan_training(const TrainingWork& work, const ComputeMemory& memory);

/// What makes a training smaller.
enum class TrainingRemedy {
  CheckpointBlocks,
  WeightsAsStored,
  SmallMoments,
  StreamTeacher,
  SmallerBatch,
  NoTeacher
};

/// Where `work` does not fit: the first of these, and of their sums in this order, with which it would. Empty
/// where nothing helps.
[[nodiscard]] std::vector<TrainingRemedy> training_remedies(const TrainingWork& work,
                                                            const ComputeMemory& memory);

}  // namespace v4e
