// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/training_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace v4e {
namespace {

/// What a block keeps for the way back, in fp32 values: of a token's width, of the hidden width, of the width
/// of what it looks at, and of attention's weights. Fitted to the largest resident sets of the embedded model
/// and of one of 274 million weights, in fp32 on a CPU (tests/benchmark/RESULTS.md).
constexpr double kKeptWidths = 22;
constexpr double kKeptHidden = 7.65;
constexpr double kKeptTextWidths = 2.1;
constexpr double kKeptAttention = 0.9;
/// On the way back of a block, beside what it keeps: its gradients, as a share of that.
constexpr double kGradientShare = 1.2;
/// Of what a block keeps where products are in 16 bits.
constexpr double kNarrowShare = 0.6;
/// LibTorch, the program and what its allocator keeps.
constexpr std::int64_t kTrainingProgramBytes = 236'000'000;
/// Weight and the trained weights while the averaged ones are looked at; averages; gradient.
constexpr int kWholeStateBytes = 8;
constexpr int kSharedStateBytes = 4;
constexpr int kGradientBytes = 4;
constexpr std::int64_t kHeadWidth =
    128;  ///< of Wan; narrower heads are more, of models that are small anyway

ComputeMemory frozen_memory(const TrainingWork& work, const ComputeMemory& memory) {
  ComputeMemory frozen = memory;
  frozen.packed = work.as_stored;
  if (!work.as_stored) frozen.value_bytes = 4;
  return frozen;
}

/// What a block keeps, of all pairs of a step.
double block_bytes(const TrainingWork& work) {
  const auto width = static_cast<double>(work.model.width);
  const auto tokens = static_cast<double>(work.tokens);
  const auto looked_at = static_cast<double>(work.text_tokens);
  const double heads = std::ceil(width / static_cast<double>(kHeadWidth));
  const double values =
      tokens * (kKeptWidths * width + kKeptHidden * static_cast<double>(work.model.hidden_width)) +
      looked_at * kKeptTextWidths * width + kKeptAttention * heads * tokens * (tokens + looked_at);
  return 4 * values * static_cast<double>(work.batch);
}

/// In few steps: the states of all pairs of a step, as they are read and side by side. A trajectory takes
/// less than a step in any case: one pair's pass, of which nothing is kept for a way back.
std::int64_t state_bytes(const TrainingWork& work) {
  if (work.few.steps == 0) return 0;
  constexpr std::int64_t kCopies = 2;
  return kCopies * 4 * (work.few.steps + 1) * work.few.state_values * work.batch;
}

std::int64_t step_bytes(const TrainingWork& work, const ComputeMemory& memory) {
  const double block = block_bytes(work);
  const double kept_of_block = memory.value_bytes == 2 ? kNarrowShare * block : block;
  const auto blocks = static_cast<double>(std::max<std::int64_t>(1, work.model.blocks));
  const double inputs = 4.0 * static_cast<double>(work.tokens * work.model.width * work.batch) * blocks;
  const double kept = work.checkpoint_blocks ? inputs + kept_of_block : blocks * kept_of_block;
  // The states are given back before the way back begins.
  return static_cast<std::int64_t>(kept +
                                   std::max(kGradientShare * block, static_cast<double>(state_bytes(work))));
}

/// Pictures of held-out pairs in floats: those of "val" stay for the next look; at the end come those of one
/// split by the model before and after.
std::int64_t picture_bytes(const TrainingWork& work, bool at_the_end) {
  constexpr std::int64_t kPixelBytes = 3 * 4;
  const auto& few = work.few;
  const int kept = few.val_pictures +
                   (at_the_end ? few.test_pictures + 2 * std::max(few.val_pictures, few.test_pictures) : 0);
  return kPixelBytes * work.look.area_px * kept;
}

bool has_teacher(const TrainingWork& work) {
  return work.teacher.transformer > 0;
}

double forward_operations(const ModelSizes& model, std::int64_t tokens) {
  const auto count = static_cast<double>(tokens);
  return 2 * static_cast<double>(model.transformer) * count +
         4 * static_cast<double>(model.blocks * model.width) * count * count;
}

TrainingWork with(TrainingWork work, TrainingRemedy remedy) {
  switch (remedy) {
    case TrainingRemedy::CheckpointBlocks:
      work.checkpoint_blocks = true;
      break;
    case TrainingRemedy::WeightsAsStored:
      work.as_stored = true;
      break;
    case TrainingRemedy::SmallMoments:
      work.moment_bytes = 2;
      break;
    case TrainingRemedy::StreamTeacher:
      work.teacher_streamed = true;
      break;
    case TrainingRemedy::SmallerBatch:
      work.batch = 1;
      break;
    case TrainingRemedy::NoTeacher:
      work.teacher = {};
      break;
  }
  return work;
}

}  // namespace

std::int64_t adapter_weights(const ModelSizes& model, std::int64_t rank) {
  constexpr std::int64_t kProjections = 8;
  return model.blocks * rank * (kProjections * 2 * model.width + 2 * (model.width + model.hidden_width));
}

TrainingPlan plan_training(const TrainingWork& work, const ComputeMemory& memory) {
  TrainingPlan plan;
  const ComputeMemory frozen = frozen_memory(work, memory);
  const bool looks = work.look.area_px > 0;
  plan.weights_bytes = transformer_bytes(work.model, frozen) + (looks ? work.model.vae * 4 : 0);
  if (has_teacher(work)) {
    ComputeMemory stored = memory;
    const std::int64_t all = transformer_bytes(work.teacher, stored);
    constexpr std::int64_t kBlocksAtOnce = 3;
    plan.teacher_bytes =
        work.teacher_streamed && work.teacher.blocks > kBlocksAtOnce
            ? work.teacher.transformer / work.teacher.blocks * kBlocksAtOnce * memory.value_bytes
            : all;
  }
  const int shared = kSharedStateBytes + work.moment_bytes;
  const std::int64_t gradients =
      kGradientBytes * work.adapter_weights / (work.gradients_shared ? work.sharing : 1);
  plan.adapter_bytes =
      work.adapter_weights * kWholeStateBytes + gradients + work.adapter_weights * shared / work.sharing;
  // Merged into weights that are multiplied out, beside those that are not.
  if (work.as_stored) plan.adapter_bytes += work.begun_weights * memory.value_bytes;
  plan.program_bytes = kTrainingProgramBytes;
  if (work.encodes_text) plan.encode_bytes = text_encoder_bytes(work.model, frozen);
  const std::int64_t look = looks ? look_bytes(work.model, work.look, frozen) + picture_bytes(work, true) : 0;
  plan.activation_bytes = std::max(step_bytes(work, memory) + picture_bytes(work, false), look);
  const double forward = forward_operations(work.model, work.tokens);
  // Forward, the gradient of what goes in, and of the adapters a little; blocks that are computed once more.
  plan.step_operations = static_cast<double>(work.batch) * forward * (work.checkpoint_blocks ? 3.2 : 2.2);
  if (has_teacher(work))
    plan.step_operations += static_cast<double>(work.batch) * forward_operations(work.teacher, work.tokens);
  const FewStepWork& few = work.few;
  if (few.steps > 0) {
    // The first of its own steps is as likely as any other, and has none before it.
    const double own_passes = few.own_states * static_cast<double>(few.steps - 1) / 2;
    plan.step_operations += static_cast<double>(work.batch) * forward * own_passes;
    plan.first_operations = static_cast<double>(few.trajectories * few.passes) * forward;
  }
  plan.fits = memory.free_bytes <= 0 || plan.peak_bytes() <= memory.free_bytes;
  return plan;
}

std::vector<TrainingRemedy> training_remedies(const TrainingWork& work, const ComputeMemory& memory) {
  using enum TrainingRemedy;
  constexpr std::array kOrder{WeightsAsStored, CheckpointBlocks, SmallMoments,
                              StreamTeacher,   SmallerBatch,     NoTeacher};
  // What costs nothing of the result first; each alone before they are summed.
  for (const TrainingRemedy remedy : kOrder) {
    if (plan_training(with(work, remedy), memory).fits) return {remedy};
  }
  std::vector<TrainingRemedy> chosen;
  TrainingWork smaller = work;
  for (const TrainingRemedy remedy : kOrder) {
    const TrainingWork next = with(smaller, remedy);
    if (plan_training(next, memory).peak_bytes() >= plan_training(smaller, memory).peak_bytes()) continue;
    smaller = next;
    chosen.push_back(remedy);
    if (plan_training(smaller, memory).fits) return chosen;
  }
  return {};
}

}  // namespace v4e
