// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/region_shapes.h"

#include <gtest/gtest.h>
#include <torch/types.h>

namespace v4e::training {
namespace {

constexpr std::int64_t kSize = 96;

at::Tensor box() {
  auto mask = torch::zeros({1, kSize, kSize});
  mask.slice(1, 30, 60).slice(2, 20, 70).fill_(1);
  return mask;
}

TEST(RegionShapes, GrowAndShrinkByPixels) {
  auto larger = torch::zeros({1, kSize, kSize});
  larger.slice(1, 26, 64).slice(2, 16, 74).fill_(1);
  EXPECT_TRUE(torch::equal(grown(box(), 4), larger));
  auto smaller = torch::zeros({1, kSize, kSize});
  smaller.slice(1, 33, 57).slice(2, 23, 67).fill_(1);
  EXPECT_TRUE(torch::equal(grown(box(), -3), smaller));
  EXPECT_TRUE(torch::equal(grown(box(), 0), box()));
}

TEST(RegionShapes, AreMasksThatCoverAPart) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 200; ++i) {
    const auto region = random_region(i % 2 == 0 ? box() : at::Tensor(), kSize, random);
    ASSERT_EQ(region.sizes(), at::IntArrayRef({1, kSize, kSize}));
    EXPECT_GE(region.min().item<double>(), 0);
    EXPECT_LE(region.max().item<double>(), 1);
    const double share = region.mean().item<double>();
    EXPECT_GT(share, 0.01) << i;
    EXPECT_LT(share, 0.95) << i;
  }
}

TEST(RegionShapes, OfASubjectAreMostlyNearIt) {
  std::mt19937_64 random(4);
  int exact = 0;
  int near = 0;
  constexpr int kDraws = 400;
  for (int i = 0; i < kDraws; ++i) {
    const auto region = random_region(box(), kSize, random);
    exact += torch::equal(region, box()) ? 1 : 0;
    const double both = torch::minimum(region, box()).sum().item<double>();
    near += both > 0.5 * torch::maximum(region, box()).sum().item<double>() ? 1 : 0;
  }
  EXPECT_GT(exact, 0.35 * kDraws);  // four in ten, and boxes of a box
  EXPECT_LT(exact, 0.55 * kDraws);
  EXPECT_GT(near, 0.6 * kDraws);
}

TEST(RegionShapes, DamageIsThin) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 50; ++i) {
    const auto region = marked_damage(kSize, random);
    EXPECT_GT(region.sum().item<double>(), 4);
    EXPECT_EQ(grown(region, -9).max().item<double>(), 0) << "somewhere wider than 18 px";
  }
}

}  // namespace
}  // namespace v4e::training
