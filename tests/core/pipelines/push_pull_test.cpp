// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/push_pull.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "core/pipelines/noise.h"

namespace v4e {
namespace {

constexpr std::int64_t kHeight = 45;
constexpr std::int64_t kWidth = 70;

at::Tensor box(std::int64_t top, std::int64_t left, std::int64_t bottom, std::int64_t right) {
  at::Tensor region = at::zeros({1, 1, kHeight, kWidth});
  region.slice(2, top, bottom).slice(3, left, right).fill_(1);
  return region;
}

TEST(PushPull, LeavesWhatIsKnownBitForBit) {
  const at::Tensor photos = draw_noise({2, 3, kHeight, kWidth}, 1);
  const at::Tensor region = box(10, 20, 30, 50);
  const at::Tensor filled = push_pull_fill(photos, region);
  ASSERT_EQ(filled.sizes(), photos.sizes());
  const at::Tensor outside = region.eq(0).expand_as(photos);
  EXPECT_TRUE(at::equal(filled.masked_select(outside), photos.masked_select(outside)));
  EXPECT_TRUE(at::equal(push_pull_fill(photos, at::zeros_like(region)), photos));
}

TEST(PushPull, HasNothingOfWhatStoodThere) {
  at::Tensor photo = draw_noise({1, 3, kHeight, kWidth}, 2);
  const at::Tensor region = box(5, 8, 40, 60);
  const at::Tensor before = push_pull_fill(photo, region);
  photo = at::where(region.gt(0), draw_noise({1, 3, kHeight, kWidth}, 3) * 50, photo);
  EXPECT_TRUE(at::equal(push_pull_fill(photo, region), before));
}

TEST(PushPull, ContinuesWhatIsEven) {
  const at::Tensor photo = at::tensor({0.2F, -0.5F, 0.9F}).view({1, 3, 1, 1}).expand({1, 3, kHeight, kWidth});
  const at::Tensor filled = push_pull_fill(photo, box(0, 0, 40, 65));
  EXPECT_TRUE(at::allclose(filled, photo, 0, 1e-5));
}

TEST(PushPull, StaysBetweenWhatIsAround) {
  const at::Tensor ramp = at::linspace(-1, 1, kWidth).view({1, 1, 1, -1}).expand({1, 3, kHeight, kWidth});
  const at::Tensor filled = push_pull_fill(ramp, box(12, 25, 32, 45));
  EXPECT_LE(filled.max().item<double>(), 1);
  EXPECT_GE(filled.min().item<double>(), -1);
  // An even fill of the middle's grey would be off by 0.145 in the mean.
  const at::Tensor hole = ramp.slice(2, 12, 32).slice(3, 25, 45);
  EXPECT_LT((filled.slice(2, 12, 32).slice(3, 25, 45) - hole).abs().mean().item<double>(), 0.1);
}

TEST(PushPull, ASoftEdgeIsNotKnown) {
  at::Tensor photo = at::zeros({1, 3, kHeight, kWidth});
  at::Tensor region = box(15, 20, 30, 40);
  region.slice(2, 14, 15).slice(3, 20, 40).fill_(0.3);
  photo = at::where(region.gt(0), at::ones_like(photo), photo);
  EXPECT_EQ(push_pull_fill(photo, region).max().item<double>(), 0);
}

TEST(PushPull, WithoutAnythingKnownIsTheMean) {
  const at::Tensor photo = draw_noise({1, 3, kHeight, kWidth}, 4);
  const at::Tensor filled = push_pull_fill(photo, at::ones({1, 1, kHeight, kWidth}));
  EXPECT_TRUE(at::allclose(filled, photo.mean({2, 3}, true).expand_as(photo), 0, 1e-4));
}

}  // namespace
}  // namespace v4e
