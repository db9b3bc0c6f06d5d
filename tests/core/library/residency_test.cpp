// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/residency.h"

#include <gmock/gmock.h>

#include "core/library/plan_text.h"

namespace v4e {
namespace {

constexpr std::int64_t kGigabyte = 1'000'000'000;
constexpr std::int64_t kArea480p = 832 * 480;

/// Wan2.1 I2V-14B.
ModelSizes i2v_14b() {
  return {.transformer = 16'400'000'000,
          .text_encoder = 5'680'000'000,
          .image_encoder = 630'000'000,
          .vae = 127'000'000,
          .width = 5120,
          .hidden_width = 13824,
          .token_px = 16,
          .temporal_factor = 4,
          .vae_channels = 96};
}

ResidencyPlan plan(std::int64_t free_bytes, const EditShape& shape, int value_bytes = 2) {
  return plan_residency(i2v_14b(), shape, {.free_bytes = free_bytes, .value_bytes = value_bytes});
}

TEST(Residency, KeepsAllWhereItFitsOrNothingIsKnown) {
  for (const std::int64_t free_bytes : {std::int64_t{0}, 80 * kGigabyte}) {
    const ResidencyPlan all = plan(free_bytes, {kArea480p, 5});
    EXPECT_TRUE(all.fits);
    EXPECT_TRUE(all.keep_encoders);
    EXPECT_FALSE(all.tile_vae);
    EXPECT_GT(all.peak_bytes(), 45 * kGigabyte) << "the weights alone take 45.7 GB";
    EXPECT_LT(all.peak_bytes(), 52 * kGigabyte);
  }
}

TEST(Residency, GivesTheEncodersBackFirst) {
  const ResidencyPlan less = plan(42 * kGigabyte, {kArea480p, 5});
  EXPECT_TRUE(less.fits);
  EXPECT_FALSE(less.keep_encoders);
  EXPECT_FALSE(less.tile_vae) << "tiles change the picture, so they come last";
  EXPECT_GT(less.peak_bytes(), 33 * kGigabyte);
}

TEST(Residency, ThenPicturesGoThroughTheVaeInTiles) {
  const EditShape large{4'000'000, 5};
  const ResidencyPlan tiled = plan(45 * kGigabyte, large);
  EXPECT_TRUE(tiled.fits);
  EXPECT_TRUE(tiled.tile_vae);
  EXPECT_LT(tiled.decode_bytes, plan(0, large).decode_bytes);
}

TEST(Residency, ReadsTheBlocksStepByStepWhereTheyDoNotFit) {
  ModelSizes model = i2v_14b();
  model.blocks = 40;
  const EditShape shape{kArea480p, 5};
  const ComputeMemory small{.free_bytes = 16 * kGigabyte, .value_bytes = 2};
  const ResidencyPlan streamed = plan_residency(model, shape, small);
  EXPECT_TRUE(streamed.fits);
  EXPECT_TRUE(streamed.stream_blocks);
  EXPECT_FALSE(streamed.keep_encoders);
  EXPECT_GT(streamed.encode_bytes, 12 * kGigabyte) << "the text encoder is what takes most then";
  EXPECT_LT(streamed.sample_bytes, 5 * kGigabyte);
  const ComputeMemory plenty{.free_bytes = 42 * kGigabyte, .value_bytes = 2};
  EXPECT_FALSE(plan_residency(model, shape, plenty).stream_blocks) << "it takes longer";
  EXPECT_FALSE(plan_residency(model, shape, {.free_bytes = 4 * kGigabyte, .value_bytes = 2}).fits);
}

/// The text encoder is what a small card cannot hold; main memory does, where there is enough of it.
TEST(Residency, OnASmallCardTextIsEncodedOnTheCpu) {
  ModelSizes model = i2v_14b();
  model.blocks = 40;
  model.in_blocks = model.transformer / 100 * 98;
  const EditShape shape{kArea480p, 5};
  ComputeMemory card{.free_bytes = 8 * kGigabyte, .value_bytes = 2, .main_free_bytes = 30 * kGigabyte};
  const ResidencyPlan plan = plan_residency(model, shape, card);
  EXPECT_TRUE(plan.fits && plan.encoders_on_cpu && plan.stream_blocks && !plan.keep_encoders);
  EXPECT_THAT(plan_text(plan, model, shape, card), testing::HasSubstr("text encoder on the CPU"));
  card.main_free_bytes = 8 * kGigabyte;
  EXPECT_FALSE(plan_residency(model, shape, card).fits) << "main memory has no room for it either";
  card = {.free_bytes = 16 * kGigabyte, .value_bytes = 2, .main_free_bytes = 30 * kGigabyte};
  EXPECT_FALSE(plan_residency(model, shape, card).encoders_on_cpu) << "the card is faster";
  const ComputeMemory cpu{.free_bytes = 8 * kGigabyte, .value_bytes = 2, .on_cpu = true};
  EXPECT_FALSE(plan_residency(model, shape, cpu).encoders_on_cpu) << "they are there already";
}

/// Of 40 blocks two are there, and what stands before and behind them.
TEST(Residency, WhereBlocksAreReadStepByStepTwoAreThere) {
  ModelSizes model{.transformer = 42 * kGigabyte, .blocks = 40, .in_blocks = 40 * kGigabyte};
  const ComputeMemory small{.free_bytes = 10 * kGigabyte, .value_bytes = 2};
  EXPECT_EQ(plan_residency(model, {}, small).sample_bytes, 8 * kGigabyte);
  model.in_blocks = 0;  // unknown: three of 1.05
  EXPECT_EQ(plan_residency(model, {}, small).sample_bytes, 6'300'000'000);
}

/// Keys and values of text and photo stay from step to step, with the prompt and without it.
TEST(Residency, CountsTheKeysThatBlocksKeep) {
  ModelSizes model{.transformer = kGigabyte, .width = 1000, .blocks = 10};
  const ComputeMemory memory{.value_bytes = 2};
  const std::int64_t without = plan_residency(model, {}, memory).sample_bytes;
  model.content_tokens = 500;
  EXPECT_EQ(plan_residency(model, {}, memory).sample_bytes - without, 10 * 500 * 1000 * 2 * 2 * 2);
}

TEST(Residency, SaysWhereNothingFits) {
  for (const std::int64_t gigabytes : {1, 8, 16, 24, 32})
    EXPECT_FALSE(plan(gigabytes * kGigabyte, {kArea480p, 5}).fits);
  EXPECT_FALSE(plan(64 * kGigabyte, {kArea480p, 5}, 4).fits) << "fp32 takes twice as much";
}

/// Both experts stay where there is room; where memory is short only the one that works is there.
TEST(Residency, OfTwoExpertsOneIsGivenBackWhereMemoryIsShort) {
  const ModelSizes two{.transformer = 28 * kGigabyte, .text_encoder = kGigabyte, .experts = 2, .blocks = 80};
  const EditShape shape{kArea480p, 5};
  const ResidencyPlan plenty = plan_residency(two, shape, {.free_bytes = 80 * kGigabyte, .value_bytes = 2});
  EXPECT_TRUE(plenty.fits && plenty.keep_encoders && !plenty.stream_blocks);
  EXPECT_GT(plenty.sample_bytes, 56 * kGigabyte);
  const ResidencyPlan shorter = plan_residency(two, shape, {.free_bytes = 30 * kGigabyte, .value_bytes = 2});
  EXPECT_TRUE(shorter.fits && !shorter.keep_encoders && !shorter.stream_blocks);
  EXPECT_LT(shorter.sample_bytes, 30 * kGigabyte);
  const ResidencyPlan small = plan_residency(two, shape, {.free_bytes = 12 * kGigabyte, .value_bytes = 2});
  EXPECT_TRUE(small.fits && small.stream_blocks);
  EXPECT_THAT(
      plan_text(small, two, shape, {.free_bytes = 12 * kGigabyte, .value_bytes = 2}),
      testing::AllOf(testing::HasSubstr("fits: transformer read block by block"),
                     testing::HasSubstr("of 11.2 GiB"), testing::HasSubstr("go through in each step")));
}

/// A Q4_K file's weights take 4.5 bits each, on the CPU and on a card.
TEST(Residency, WeightsThatStayPackedTakeTheirFilesBytes) {
  ModelSizes model = i2v_14b();
  model.blocks = 40;
  model.packed_transformer = {.fp32 = 11 * kGigabyte, .bf16 = 10 * kGigabyte};
  model.packed_encoders = {.fp32 = 7 * kGigabyte, .bf16 = 6 * kGigabyte};
  const EditShape shape{kArea480p, 5};
  ComputeMemory cpu{.free_bytes = 40 * kGigabyte, .value_bytes = 4, .on_cpu = true};
  EXPECT_EQ(weight_bytes(model, cpu), 18 * kGigabyte + 4 * model.vae);
  const ResidencyPlan packed = plan_residency(model, shape, cpu);
  EXPECT_TRUE(packed.fits && packed.packed && packed.keep_encoders && !packed.stream_blocks);
  EXPECT_GT(packed.sample_bytes, 18 * kGigabyte);
  EXPECT_LT(packed.sample_bytes, 22 * kGigabyte);
  EXPECT_THAT(plan_text(packed, model, shape, cpu), testing::HasSubstr("transformer kept packed"));
  cpu.packed = false;
  EXPECT_EQ(weight_bytes(model, cpu), 4 * model.weights());
  EXPECT_FALSE(plan_residency(model, shape, cpu).keep_encoders) << "90 GB are there in no case";
  const ComputeMemory card{.free_bytes = 16 * kGigabyte, .value_bytes = 2};
  EXPECT_EQ(weight_bytes(model, card), 16 * kGigabyte + 2 * model.vae);
  const ResidencyPlan on_card = plan_residency(model, shape, card);
  EXPECT_TRUE(on_card.fits && on_card.packed && !on_card.stream_blocks);
  EXPECT_GT(on_card.sample_bytes, 10 * kGigabyte);
  const ComputeMemory small_card{.free_bytes = 8 * kGigabyte, .value_bytes = 2};
  const ResidencyPlan streamed = plan_residency(model, shape, small_card);
  EXPECT_TRUE(streamed.fits && streamed.packed && streamed.stream_blocks);
  EXPECT_THAT(plan_text(streamed, model, shape, small_card),
              testing::AllOf(testing::HasSubstr("block by block in every step, packed"),
                             testing::HasSubstr("9.3 GiB of weights go through")));
  cpu = {.free_bytes = 40 * kGigabyte, .value_bytes = 2, .on_cpu = true};
  EXPECT_EQ(weight_bytes(model, cpu), 16 * kGigabyte + 2 * model.vae);
  model.packed_transformer = {};  // unknown
  EXPECT_EQ(weight_bytes(model, cpu), 6 * kGigabyte + 2 * (model.transformer + model.vae));
}

TEST(Residency, MoreMemoryNeverGivesAWorsePlan) {
  for (const int frames : {1, 5, 81}) {
    for (const std::int64_t area : {kArea480p, std::int64_t{1280 * 720}, std::int64_t{4'000'000}}) {
      bool fitted = false;
      bool kept = false;
      bool whole = false;
      for (std::int64_t free_bytes = kGigabyte; free_bytes < 200 * kGigabyte; free_bytes += kGigabyte) {
        const ResidencyPlan step = plan(free_bytes, {area, frames});
        EXPECT_TRUE(step.fits || !fitted);
        EXPECT_TRUE(!step.fits || step.peak_bytes() <= free_bytes);
        EXPECT_TRUE(!step.fits || step.keep_encoders || !kept);
        EXPECT_TRUE(!step.fits || !step.tile_vae || !whole);
        fitted |= step.fits;
        kept |= step.fits && step.keep_encoders;
        whole |= step.fits && !step.tile_vae;
      }
      EXPECT_TRUE(kept && whole);
    }
  }
}

TEST(Residency, ActivationsGrowWithTokensAndFrames) {
  // checkpoints.md's reckoning for 14B in bf16: 1.1 GB at 720p with 5 frames, 7.4 GB with 81.
  const std::int64_t weights = plan(0, {0, 1}).sample_bytes;
  const std::int64_t few = plan(0, {1280 * 720, 5}).sample_bytes - weights;
  const std::int64_t many = plan(0, {1280 * 720, 81}).sample_bytes - weights;
  EXPECT_GT(few, 8 * kGigabyte / 10);
  EXPECT_LT(few, 2 * kGigabyte);
  EXPECT_NEAR(static_cast<double>(many) / static_cast<double>(few), 21.0 / 2.0, 0.1);
}

}  // namespace
}  // namespace v4e
