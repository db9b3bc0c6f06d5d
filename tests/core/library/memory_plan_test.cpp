// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/memory_plan.h"

#include <gtest/gtest.h>

namespace v4e {
namespace {

using Models = std::vector<MemoryCandidate>;

constexpr std::int64_t kGB = 1'000'000'000;

/// A model of which nothing is known but the sum of its weights.
MemoryCandidate model(const std::string& id, std::int64_t weight_bytes, std::int64_t free_bytes) {
  MemoryCandidate candidate;
  candidate.id = id;
  candidate.sizes.transformer = weight_bytes;
  candidate.memory = {.free_bytes = free_bytes, .value_bytes = 1};
  candidate.area_px = 1'000'000;
  candidate.frames = {5, 21, 81};
  candidate.default_frames = 5;
  return candidate;
}

TEST(MemoryPlan, CountsWeightsAndFrames) {
  // 1 MP, 3 floats of 4 bytes a pixel, twice.
  EXPECT_EQ(model("a", 2 * kGB, 0).least_bytes(10), 2 * kGB + 240'000'000);
  EXPECT_EQ(model("a", 0, 0).least_bytes(10), 0) << "unknown";
}

TEST(MemoryPlan, FitsUpToTheLastByteAndWhereNothingIsKnown) {
  const std::int64_t needed = kGB + 5 * 24'000'000;
  EXPECT_TRUE(plan_memory(Models{model("a", kGB, needed)}, "a", 5).fits);
  EXPECT_FALSE(plan_memory(Models{model("a", kGB, needed - 1)}, "a", 5).fits);
  EXPECT_TRUE(plan_memory(Models{model("a", kGB, 0)}, "a", 5).fits);
  EXPECT_TRUE(plan_memory(Models{model("a", 0, 1)}, "a", 5).fits);
  EXPECT_TRUE(plan_memory(Models{}, "a", 5).fits);
}

TEST(MemoryPlan, OffersTheMostFramesThatFit) {
  const MemoryPlan plan = plan_memory(Models{model("a", kGB, kGB + 600'000'000)}, "a", 81);
  EXPECT_FALSE(plan.fits);
  EXPECT_EQ(plan.least_bytes, kGB + 81 * 24'000'000);
  EXPECT_EQ(plan.free_bytes, kGB + 600'000'000);
  ASSERT_EQ(plan.ways.size(), 1u);
  EXPECT_EQ(plan.ways[0].model_id, "a");
  EXPECT_EQ(plan.ways[0].frames, 21);
  EXPECT_EQ(plan.ways[0].least_bytes, kGB + 21 * 24'000'000);
}

TEST(MemoryPlan, OffersTheLargestOtherModelsThatFitAndAreWhole) {
  MemoryCandidate broken = model("broken", 6 * kGB, 8 * kGB);
  broken.ready = false;
  const Models models{model("nano", kGB / 100, 8 * kGB), model("huge", 28 * kGB, 8 * kGB),
                      model("small", 3 * kGB, 8 * kGB),  model("medium", 5 * kGB, 8 * kGB),
                      model("unknown", 0, 8 * kGB),      broken};
  const MemoryPlan plan = plan_memory(models, "huge", 5);
  ASSERT_EQ(plan.ways.size(), 2u);
  EXPECT_EQ(plan.ways[0].model_id, "medium");
  EXPECT_EQ(plan.ways[1].model_id, "small");
  EXPECT_EQ(plan.ways[1].frames, 5);
}

TEST(MemoryPlan, SaysNothingWhereNothingFits) {
  const MemoryPlan plan = plan_memory(Models{model("a", 3 * kGB, kGB), model("b", 2 * kGB, kGB)}, "a", 5);
  EXPECT_FALSE(plan.fits);
  EXPECT_TRUE(plan.ways.empty());
}

TEST(MemoryPlan, AfterAFailureOnlyWhatTakesLessIsAWay) {
  const Models models{model("a", 2 * kGB, 0), model("more", 5 * kGB, 0), model("less", kGB, 0)};
  const std::vector<MemoryWay> ways = smaller_ways(models, "a", 81);
  ASSERT_EQ(ways.size(), 2u);
  EXPECT_EQ(ways[0].model_id, "a");
  EXPECT_EQ(ways[0].frames, 21) << "one step down";
  EXPECT_EQ(ways[1].model_id, "less");
  const std::vector<MemoryWay> last = smaller_ways(models, "a", 5);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].model_id, "less");
  EXPECT_TRUE(smaller_ways(models, "less", 5).empty());
}

TEST(MemoryPlan, AfterAFailureWhatIsKnownNotToFitIsNoWay) {
  const Models models{model("a", 4 * kGB, 2 * kGB), model("b", 3 * kGB, 2 * kGB)};
  EXPECT_TRUE(smaller_ways(models, "a", 81).empty());
}

TEST(MemoryPlan, LargestAreaThatFits) {
  MemoryCandidate one = model("a", kGB, kGB + 5 * 24'000'000);
  EXPECT_EQ(largest_area(one, 5), 900'000);
  EXPECT_EQ(largest_area(one, 10), 500'000);
  one.memory.free_bytes = kGB / 2;
  EXPECT_EQ(largest_area(one, 5), 0);
}

}  // namespace
}  // namespace v4e
