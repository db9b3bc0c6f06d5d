// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/memory_plan.h"

#include <gtest/gtest.h>

namespace v4e::ui {
namespace {

constexpr std::int64_t kGB = 1'000'000'000;

ModelInfo model(const std::string& id, std::int64_t memory_bytes, std::int64_t free_bytes) {
  ModelInfo info;
  info.id = id;
  info.memory_bytes = memory_bytes;
  info.free_bytes = free_bytes;
  info.working_width = 1000;
  info.working_height = 1000;
  info.ranges.frames = {5, 21, 81};
  info.ranges.default_frames = 5;
  return info;
}

TEST(MemoryPlan, CountsWeightsAndFrames) {
  // 1 MP, 3 floats of 4 bytes a pixel, twice.
  EXPECT_EQ(leastMemoryBytes(model("a", 2 * kGB, 0), 10), 2 * kGB + 240'000'000);
  EXPECT_EQ(leastMemoryBytes(model("a", 0, 0), 10), 0) << "unknown";
}

TEST(MemoryPlan, FitsUpToTheLastByteAndWhereNothingIsKnown) {
  const std::int64_t needed = kGB + 5 * 24'000'000;
  EXPECT_TRUE(planMemory({model("a", kGB, needed)}, "a", 5).fits);
  EXPECT_FALSE(planMemory({model("a", kGB, needed - 1)}, "a", 5).fits);
  EXPECT_TRUE(planMemory({model("a", kGB, 0)}, "a", 5).fits);
  EXPECT_TRUE(planMemory({model("a", 0, 1)}, "a", 5).fits);
  EXPECT_TRUE(planMemory({}, "a", 5).fits);
}

TEST(MemoryPlan, OffersTheMostFramesThatFit) {
  const MemoryPlan plan = planMemory({model("a", kGB, kGB + 600'000'000)}, "a", 81);
  EXPECT_FALSE(plan.fits);
  EXPECT_EQ(plan.least_bytes, kGB + 81 * 24'000'000);
  EXPECT_EQ(plan.free_bytes, kGB + 600'000'000);
  ASSERT_EQ(plan.ways.size(), 1u);
  EXPECT_EQ(plan.ways[0].model_id, "a");
  EXPECT_EQ(plan.ways[0].frames, 21);
  EXPECT_EQ(plan.ways[0].least_bytes, kGB + 21 * 24'000'000);
}

TEST(MemoryPlan, OffersTheLargestOtherModelsThatFitAndAreWhole) {
  ModelInfo broken = model("broken", 6 * kGB, 8 * kGB);
  broken.ready = false;
  const QList<ModelInfo> models{model("nano", kGB / 100, 8 * kGB), model("huge", 28 * kGB, 8 * kGB),
                                model("small", 3 * kGB, 8 * kGB),  model("medium", 5 * kGB, 8 * kGB),
                                model("unknown", 0, 8 * kGB),      broken};
  const MemoryPlan plan = planMemory(models, "huge", 5);
  ASSERT_EQ(plan.ways.size(), 2u);
  EXPECT_EQ(plan.ways[0].model_id, "medium");
  EXPECT_EQ(plan.ways[1].model_id, "small");
  EXPECT_EQ(plan.ways[1].frames, 5);
}

TEST(MemoryPlan, SaysNothingWhereNothingFits) {
  const MemoryPlan plan = planMemory({model("a", 3 * kGB, kGB), model("b", 2 * kGB, kGB)}, "a", 5);
  EXPECT_FALSE(plan.fits);
  EXPECT_TRUE(plan.ways.empty());
}

TEST(MemoryPlan, AfterAFailureOnlyWhatTakesLessIsAWay) {
  const QList<ModelInfo> models{model("a", 2 * kGB, 0), model("more", 5 * kGB, 0), model("less", kGB, 0)};
  const std::vector<MemoryWay> ways = smallerWays(models, "a", 81);
  ASSERT_EQ(ways.size(), 2u);
  EXPECT_EQ(ways[0].model_id, "a");
  EXPECT_EQ(ways[0].frames, 21) << "one step down";
  EXPECT_EQ(ways[1].model_id, "less");
  const std::vector<MemoryWay> last = smallerWays(models, "a", 5);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].model_id, "less");
  EXPECT_TRUE(smallerWays(models, "less", 5).empty());
}

TEST(MemoryPlan, AfterAFailureWhatIsKnownNotToFitIsNoWay) {
  const QList<ModelInfo> models{model("a", 4 * kGB, 2 * kGB), model("b", 3 * kGB, 2 * kGB)};
  EXPECT_TRUE(smallerWays(models, "a", 81).empty());
}

}  // namespace
}  // namespace v4e::ui
