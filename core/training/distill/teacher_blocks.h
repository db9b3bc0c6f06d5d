// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/pipelines/components.h"
#include "core/training/distill/lora_set.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/pairs/noisy_batch.h"

namespace v4e::training {

/// A model that stays as it is while another one learns from it.
struct TeacherModel {
  ComponentPaths paths;
  std::string name;
};

/// What a teacher's blocks make of a batch.
struct TeacherStates {
  at::Tensor pairs = {};  ///< [B'] int64: of the batch, those whose way it made; undefined: none
  std::vector<at::Tensor> hidden = {};  ///< [B', N, D] behind each compared block, without a graph
};

/// Asks the teacher about the same noisy latents as the student, with what it saw itself: the first and,
/// where it takes one, the last picture, and what happens on the way. No guidance: features have none.
class TeacherBlocks {
 public:
  /// `blocks` rising; `streamed`: ComponentOptions::stream_blocks. A teacher that is the student without what
  /// it has learnt is not loaded a second time. Throws Error(CheckpointMismatch) where the set's ways are
  /// another teacher's, Error(InvalidArgument) where its blocks cannot be compared with the student's.
  TeacherBlocks(const TeacherModel& teacher, Components& student, const EncodedSet& set,
                std::vector<std::int64_t> blocks, bool streamed = false);

  [[nodiscard]] bool is_the_student() const { return is_the_student_; }

  /// `noisy` and `sigma` [B] are the student's batch of `pairs`. The LoRA is detached where teacher and
  /// student are one transformer.
  [[nodiscard]] TeacherStates states(const std::vector<EncodedPair>& pairs, const NoisyBatch& noisy,
                                     const at::Tensor& sigma, LoraSet& lora, at::ScalarType dtype,
                                     const RunContext& context);

 private:
  [[nodiscard]] ModelCall call_of(const std::vector<EncodedPair>& pairs,
                                  const std::vector<std::int64_t>& indices, const TeacherStates& states,
                                  const NoisyBatch& noisy, const at::Tensor& sigma) const;

  Components& student_;
  std::unique_ptr<Components> components_;
  std::unique_ptr<Conditioning> conditioning_;
  std::unique_ptr<Scheduler> scheduler_;
  std::vector<std::int64_t> blocks_;
  bool is_the_student_ = false;
};

}  // namespace v4e::training
