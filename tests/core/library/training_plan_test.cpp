// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/training_plan.h"

#include <gtest/gtest.h>

namespace v4e {
namespace {

using enum TrainingRemedy;

/// Wan2.1's I2V 14B at 480p, 5 frames, as the design has it.
TrainingWork large() {
  TrainingWork work;
  work.model.transformer = 16'400'000'000;
  work.model.packed_transformer = {.fp32 = 32'800'000'000, .bf16 = 32'800'000'000};
  work.model.width = 5120;
  work.model.hidden_width = 13824;
  work.model.blocks = 40;
  work.model.vae = 127'000'000;
  work.tokens = 3120;
  work.text_tokens = 769;
  work.adapter_weights = adapter_weights(work.model, 32);
  work.as_stored = true;
  work.checkpoint_blocks = true;
  return work;
}

TEST(TrainingPlan, ALoraOfRank32HasTheWeightsOfTheDesign) {
  EXPECT_NEAR(static_cast<double>(adapter_weights(large().model, 32)), 153e6, 1e6);
}

TEST(TrainingPlan, LargeModelsWeightsAreHalfAsStored) {
  const ComputeMemory memory{.free_bytes = 0, .value_bytes = 4, .on_cpu = true};
  TrainingWork work = large();
  const auto stored = plan_training(work, memory);
  EXPECT_EQ(stored.weights_bytes, 32'800'000'000);
  work.as_stored = false;
  EXPECT_EQ(plan_training(work, memory).weights_bytes, 2 * stored.weights_bytes);
}

TEST(TrainingPlan, CheckpointedBlocksKeepTheirInputAlone) {
  TrainingWork work = large();
  const ComputeMemory memory;
  const auto checkpointed = plan_training(work, memory);
  work.checkpoint_blocks = false;
  const auto kept = plan_training(work, memory);
  EXPECT_GT(kept.activation_bytes, 10 * checkpointed.activation_bytes);
  EXPECT_LT(kept.step_operations, checkpointed.step_operations);
}

TEST(TrainingPlan, SixteenBitsKeepLess) {
  TrainingWork work = large();
  work.checkpoint_blocks = false;
  const auto wide = plan_training(work, {.free_bytes = 0, .value_bytes = 4}).activation_bytes;
  const auto narrow = plan_training(work, {.free_bytes = 0, .value_bytes = 2}).activation_bytes;
  EXPECT_LT(narrow, 0.65 * static_cast<double>(wide));
  EXPECT_GT(narrow, wide / 2);
}

TEST(TrainingPlan, ShardsAndBytesMakeTheOptimiserSmaller) {
  TrainingWork work = large();
  const ComputeMemory memory;
  const auto whole = plan_training(work, memory).adapter_bytes;
  EXPECT_EQ(whole, work.adapter_weights * 24);
  work.moment_bytes = 2;
  EXPECT_EQ(plan_training(work, memory).adapter_bytes, work.adapter_weights * 18);
  work.sharing = 2;
  EXPECT_EQ(plan_training(work, memory).adapter_bytes, work.adapter_weights * 15);
  work.gradients_shared = true;
  EXPECT_EQ(plan_training(work, memory).adapter_bytes, work.adapter_weights * 13);
}

TEST(TrainingPlan, WhatDoesNotFitIsToldWhatWould) {
  TrainingWork work = large();
  work.as_stored = false;
  work.checkpoint_blocks = false;
  work.batch = 4;
  const auto remedies = [&](std::int64_t gib) {
    return training_remedies(work, {.free_bytes = gib << 30, .value_bytes = 4, .on_cpu = true});
  };
  EXPECT_EQ(remedies(120), (std::vector{CheckpointBlocks}));
  EXPECT_EQ(remedies(84), (std::vector{WeightsAsStored, CheckpointBlocks}));
  EXPECT_TRUE(remedies(8).empty());
  work.teacher = work.model;
  const auto with_teacher = remedies(88);
  EXPECT_EQ(with_teacher.back(), StreamTeacher);
}

}  // namespace
}  // namespace v4e
