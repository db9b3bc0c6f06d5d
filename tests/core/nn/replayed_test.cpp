// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/replayed.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "tests/core/fake_device.h"

namespace v4e {
namespace {

class ReplayedTest : public testing::Test {
 protected:
  [[nodiscard]] static at::Tensor numbers(double first) {
    return (at::arange(6, at::kFloat).view({2, 3}) + first).to(test::fake_device());
  }
  at::Tensor call(const at::Tensor& a, const at::Tensor& b) {
    const c10::InferenceMode mode;
    return replayed_(
        [this](const std::vector<at::Tensor>& inputs) {
          ++computed_;
          if (waits_) static_cast<void>(inputs[0].sum().item<float>());
          at::Tensor sum = at::cat({inputs[0] * 2, inputs[1]}, 1);
          sum.select(0, 1).add_(changes_ ? static_cast<double>(computed_) : 1.0);
          return at::matmul(sum, sum.t().contiguous());
        },
        {a, b});
  }
  [[nodiscard]] static at::Tensor expected(double first_a, double first_b) {
    const at::Tensor plain = at::arange(6, at::kFloat).view({2, 3});
    at::Tensor sum = at::cat({(plain + first_a) * 2, plain + first_b}, 1);
    sum.select(0, 1).add_(1.0);
    return at::matmul(sum, sum.t());
  }

  Replayed replayed_;
  int computed_ = 0;
  bool waits_ = false;
  bool changes_ = false;
};

TEST_F(ReplayedTest, FromTheThirdCallOnIsReplayedWithTheValuesOfEachCall) {
  const std::size_t before = test::fake_replays();
  std::vector<at::Tensor> results;
  for (int i = 0; i < 6; ++i) results.push_back(call(numbers(i), numbers(10.0 * i)));
  EXPECT_EQ(computed_, 3) << "plain, plain and recorded";
  EXPECT_EQ(test::fake_replays() - before, 1U + 4U) << "one proves it";
  for (int i = 0; i < 6; ++i)
    EXPECT_TRUE(at::allclose(results[static_cast<std::size_t>(i)].cpu(), expected(i, 10.0 * i))) << i;
}

TEST_F(ReplayedTest, OtherShapesBeginAnew) {
  for (int i = 0; i < 4; ++i) static_cast<void>(call(numbers(i), numbers(i)));
  const at::Tensor wide = at::cat({numbers(1), numbers(2)}, 1);
  const int before = computed_;
  static_cast<void>(call(wide, wide));
  EXPECT_EQ(computed_, before + 1);
  EXPECT_TRUE(at::allclose(call(numbers(3), numbers(4)).cpu(), expected(3, 4)));
}

TEST_F(ReplayedTest, WhatCannotBeRecordedStaysPlain) {
  waits_ = true;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(at::allclose(call(numbers(i), numbers(1)).cpu(), expected(i, 1)));
  EXPECT_EQ(computed_, 6) << "recording was tried once";
}

TEST_F(ReplayedTest, WhatGivesOtherNumbersWhenReplayedStaysPlain) {
  changes_ = true;
  for (int i = 0; i < 3; ++i) static_cast<void>(call(numbers(0), numbers(0)));
  const std::size_t before = test::fake_replays();
  static_cast<void>(call(numbers(0), numbers(0)));
  EXPECT_EQ(test::fake_replays(), before);
  EXPECT_EQ(computed_, 5);
}

TEST_F(ReplayedTest, OnTheCpuAllIsPlain) {
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(at::allclose(call(numbers(i).cpu(), numbers(1).cpu()), expected(i, 1)));
  EXPECT_EQ(computed_, 4);
}

}  // namespace
}  // namespace v4e
