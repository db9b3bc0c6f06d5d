// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <stdexcept>

#include "core/nn/linear.h"
#include "core/nn/placeholder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;

struct LowRank : testing::Test {
  LowRank() {
    torch::manual_seed(5);
    initialize_parameters(*linear, 3);
    for (auto& weight : linear->parameters()) weight.requires_grad_(false);
    down = torch::randn({2, 12}).requires_grad_();
    up = torch::randn({20, 2}).requires_grad_();
    x = torch::randn({3, 5, 12});
  }

  Linear linear{LinearConfig{12, 20}};
  at::Tensor down;
  at::Tensor up;
  at::Tensor x;
};

TEST_F(LowRank, AddsWhatTheSumOfTheMatricesWould) {
  const at::NoGradGuard no_grad;
  const at::Tensor merged = torch::linear(x, linear->weight + up.mm(down), linear->bias);
  linear->set_addition({down, up});
  EXPECT_TRUE(close(linear(x), merged, 1e-6));
  EXPECT_TRUE(close(linear->product(x), merged - linear->bias, 1e-6));
  linear->set_addition({});
  EXPECT_TRUE(torch::equal(linear(x), torch::linear(x, linear->weight, linear->bias)));
}

TEST_F(LowRank, HasTheGradientsOfTheSum) {
  const at::Tensor weights = torch::randn({3, 5, 20});
  x.requires_grad_();
  (torch::linear(x, linear->weight + up.mm(down), linear->bias) * weights).sum().backward();
  const at::Tensor of_down = down.grad().clone();
  const at::Tensor of_up = up.grad().clone();
  const at::Tensor of_x = x.grad().clone();
  for (at::Tensor* each : {&down, &up, &x}) each->mutable_grad().zero_();
  linear->set_addition({down, up});
  (linear(x) * weights).sum().backward();
  EXPECT_TRUE(close(down.grad(), of_down, 1e-6));
  EXPECT_TRUE(close(up.grad(), of_up, 1e-6));
  EXPECT_TRUE(close(x.grad(), of_x, 1e-6));
  EXPECT_FALSE(linear->weight.grad().defined());
}

TEST_F(LowRank, CanStopTheWayBack) {
  linear->set_addition({down, up, [] { throw std::runtime_error("stopped"); }});
  const at::Tensor sum = linear(x).sum();
  EXPECT_THROW(sum.backward(), std::runtime_error);
}

TEST_F(LowRank, StandsBesideWeightsOf16Bits) {
  const at::NoGradGuard no_grad;
  linear->weight.set_data(linear->weight.to(at::kBFloat16));
  linear->set_addition({down, up});
  const at::Tensor merged = torch::linear(x, linear->weight.to(at::kFloat) + up.mm(down), linear->bias);
  EXPECT_TRUE(close(linear(x).to(at::kFloat), merged, 2e-2));
}

}  // namespace
}  // namespace v4e
