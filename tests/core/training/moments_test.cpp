// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/moments.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/pipelines/noise.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kCount = 700;  // two blocks and a part of one

/// Values over five orders of magnitude, as gradients are.
at::Tensor spread(std::uint64_t seed) {
  return draw_noise({kCount}, seed) * torch::pow(10.0, draw_noise({kCount}, seed + 1));
}

void set(Moments& moments, const at::Tensor& first, const at::Tensor& second) {
  moments.update([&](std::int64_t begin, std::int64_t end, at::Tensor& one, at::Tensor& two) {
    one.copy_(first.slice(0, begin, end));
    two.copy_(second.slice(0, begin, end));
  });
}

TEST(Moments, BytesAreNearWhatTheyStandFor) {
  Moments moments(MomentKind::Bytes, kCount, at::kCPU);
  EXPECT_TRUE(moments.first(0, kCount).eq(0).all().item<bool>());
  const auto first = spread(1);
  const auto second = spread(3).square();
  set(moments, first, second);
  EXPECT_LT(moments.stored_bytes(), 2 * kCount * 4 / 3);
  const auto factor = first.slice(0, 0, 256).abs().max();
  const auto error = (moments.first(0, 256) - first.slice(0, 0, 256)).abs();
  // A level is 2 sqrt(|m| max) / 127 wide there.
  const auto width = 2 * (first.slice(0, 0, 256).abs() * factor).sqrt() / 127 + factor / (127 * 127);
  EXPECT_TRUE((error <= width / 2 * 1.01 + 1e-12).all().item<bool>());
  const auto large = second > 0.01 * second.max();
  const auto ratio = (moments.second(0, kCount) / second).index({large});
  EXPECT_LT((ratio - 1).abs().max().item<double>(), 0.03);
  EXPECT_TRUE((moments.second(0, kCount) > 0).all().item<bool>()) << "none above zero becomes zero";
}

TEST(Moments, WhatWasKeptOnceStays) {
  Moments moments(MomentKind::Bytes, kCount, at::kCPU);
  set(moments, spread(5), spread(7).square());
  const auto first = moments.first(0, kCount).clone();
  const auto second = moments.second(0, kCount).clone();
  Moments again(MomentKind::Bytes, kCount, at::kCPU);
  set(again, first, second);
  EXPECT_TRUE(torch::equal(again.first(0, kCount), first));
  EXPECT_TRUE(torch::equal(again.second(0, kCount), second));
  EXPECT_TRUE(torch::equal(again.second(300, 600), second.slice(0, 300, 600)));
}

TEST(Moments, ZerosStayZero) {
  Moments moments(MomentKind::Bytes, kCount, at::kCPU);
  set(moments, torch::zeros({kCount}), torch::zeros({kCount}));
  EXPECT_TRUE(moments.first(0, kCount).eq(0).all().item<bool>());
  EXPECT_TRUE(moments.second(0, kCount).eq(0).all().item<bool>());
}

}  // namespace
}  // namespace v4e::training
