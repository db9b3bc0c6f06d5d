// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/training_plan.h"

#include <gmock/gmock.h>

#include "core/library/plan_text.h"

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

/// In 4 steps, of edits that are made in 32 steps with guidance; 16 channels of 2 x 60 x 104.
TrainingWork in_few_steps() {
  TrainingWork work = large();
  work.batch = 8;
  work.few = {.steps = 4,
              .own_states = 0.4,
              .trajectories = 1000,
              .passes = 64,
              .state_values = std::int64_t{16} * 2 * 60 * 104};
  return work;
}

TEST(TrainingPlan, FewStepsTakeTheirStatesUntilTheWayBack) {
  TrainingWork work = in_few_steps();
  const ComputeMemory memory;
  const auto few = plan_training(work, memory);
  work.few.state_values = 1'000'000'000;
  const auto many_states = plan_training(work, memory);
  work.few = {};
  const auto plain = plan_training(work, memory);
  EXPECT_EQ(few.peak_bytes(), plain.peak_bytes()) << "gradients take more than 64 MB of states";
  const double inputs = 4.0 * 8 * 3120 * 5120 * 40;
  const double block = (static_cast<double>(plain.activation_bytes) - inputs) / 2.2;
  // Five states of eight pairs in fp32, twice.
  EXPECT_NEAR(static_cast<double>(many_states.activation_bytes), inputs + block + 2.0 * 5 * 8 * 4e9, 1e3);
}

TEST(TrainingPlan, FewStepsTakeTimeBeforeAndForTheirOwnStates) {
  TrainingWork work = in_few_steps();
  const ComputeMemory memory;
  const auto few = plan_training(work, memory);
  work.few = {};
  const auto plain = plan_training(work, memory);
  const double forward = plain.step_operations / 3.2 / 8;
  EXPECT_EQ(plain.first_operations, 0);
  EXPECT_NEAR(few.first_operations / forward, 1000 * 64, 1e-3);
  // 40 % of the steps go 0, 1, 2 or 3 passes first.
  EXPECT_NEAR(few.step_operations / plain.step_operations, (3.2 + 0.4 * 1.5) / 3.2, 1e-9);
  EXPECT_THAT(
      training_plan_text(few, memory, {.step_s = 3, .steps = 1500, .first_s = 5400}),
      testing::HasSubstr("about 3 s a step, 1.2 hours for 1500 steps, after 1.5 hours for the edits"));
  EXPECT_THAT(training_plan_text(plain, memory, {.step_s = 3, .steps = 10}),
              testing::HasSubstr("0.5 minutes for 10 steps\n"));
  EXPECT_THAT(training_plan_text(plain, memory, {.step_s = 214, .steps = 10'000}),
              testing::HasSubstr("about 214 s a step, 594 hours for"));
}

TEST(TrainingPlan, TheTextEncoderIsGivenBackBefore) {
  TrainingWork work = large();
  work.model.text_encoder = 5'700'000'000;
  work.model.image_encoder = 632'000'000;
  work.model.packed_encoders = {.fp32 = 12'664'000'000, .bf16 = 12'664'000'000};
  const ComputeMemory memory{.free_bytes = 0, .value_bytes = 2, .packed = true};
  const auto without = plan_training(work, memory);
  work.encodes_text = true;
  const auto with = plan_training(work, memory);
  EXPECT_EQ(without.encode_bytes, 0);
  EXPECT_NEAR(static_cast<double>(with.encode_bytes), 11.4e9, 1e7);
  EXPECT_EQ(with.peak_bytes(), without.peak_bytes()) << "the transformer takes more";
  work.model.transformer = 1'300'000'000;
  work.model.packed_transformer = {.fp32 = 2'600'000'000, .bf16 = 2'600'000'000};
  work.model.width = 1536;
  work.model.hidden_width = 8960;
  const auto narrow = plan_training(work, memory);
  EXPECT_EQ(narrow.peak_bytes(), narrow.encode_bytes + narrow.program_bytes);
  EXPECT_THAT(training_plan_text(narrow, memory, {}),
              testing::HasSubstr("before that the text encoder 10.6 GiB"));
}

TEST(TrainingPlan, PicturesOfTheGuidedModelAreKept) {
  TrainingWork work = in_few_steps();
  work.look = {400'000, 5};
  const auto none = plan_training(work, {});
  work.few.val_pictures = 32;
  work.few.test_pictures = 20;
  const auto some = plan_training(work, {});
  EXPECT_EQ(some.activation_bytes - none.activation_bytes, std::int64_t{32} * 400'000 * 12)
      << "a step of that size takes more than the last look";
}

TEST(TrainingPlan, ALoraBelowTakesMemoryBesideStoredWeightsAlone) {
  TrainingWork work = in_few_steps();
  const ComputeMemory memory{.free_bytes = 0, .value_bytes = 4, .packed = true};
  const auto without = plan_training(work, memory).adapter_bytes;
  work.begun_weights = 1000;
  EXPECT_EQ(plan_training(work, memory).adapter_bytes - without, 4000);
  work.as_stored = false;
  EXPECT_EQ(plan_training(work, memory).adapter_bytes, without);
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
