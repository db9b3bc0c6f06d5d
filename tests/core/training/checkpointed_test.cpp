// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks that are computed twice instead of being kept.
#include "core/nn/checkpointed.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/nn/autocast.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/noise.h"
#include "core/training/distill/lora_set.h"
#include "core/training/flat_parameters.h"
#include "tests/core/training/counted_memory.h"

namespace v4e::training {
namespace {

/// Of eight blocks, whose head says something.
WanDit deep_model() {
  WanDitConfig config;
  config.num_attention_heads = 2;
  config.attention_head_dim = 32;
  config.in_channels = 8;
  config.out_channels = 4;
  config.text_dim = 16;
  config.text_len = 8;
  config.freq_dim = 32;
  config.ffn_dim = 128;
  config.num_layers = 8;
  WanDit model(config);
  initialize_parameters(*model, 2);
  const torch::NoGradGuard no_grad;
  model->named_parameters()["proj_out.weight"].copy_(0.1 * draw_noise({16, 64}, 3));
  return model;
}

class CheckpointedTest : public testing::Test {
 protected:
  /// Output, and the LoRA's gradient of a loss of output and the states behind two blocks.
  struct Result {
    at::Tensor output;
    at::Tensor gradient;
  };
  Result run(bool checkpoint, const RunContext* context = nullptr) {
    LoraSet lora(*model_, {.rank = 4});
    FlatParameters parameters({{"lora", &lora}});
    {
      const torch::NoGradGuard no_grad;
      parameters.values().copy_(0.1 * draw_noise(parameters.values().sizes(), 9));
    }
    lora.attach(context);
    WanDitOptions options;
    options.checkpoint_blocks = checkpoint;
    at::Tensor states = torch::zeros({});
    options.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
      if (block == 2 || block == 7) states = states + hidden.square().mean();
    };
    Result result;
    {
      const Autocast narrow(at::kCPU, dtype_);
      result.output = model_->forward(latents_, torch::tensor({300.0F, 700.0F}), text_, {}, options);
    }
    (result.output.square().mean() + states).backward();
    result.gradient = parameters.gradients().clone();
    return result;
  }

  WanDit model_ = deep_model();
  at::Tensor latents_ = draw_noise({2, 8, 2, 16, 16}, 4);
  at::Tensor text_ = draw_noise({2, 8, 16}, 5);
  at::ScalarType dtype_ = at::kFloat;
};

TEST_F(CheckpointedTest, GivesTheSameResultAndGradients) {
  const Result plain = run(false);
  const Result again = run(true);
  EXPECT_TRUE(torch::equal(plain.output, again.output));
  const double norm = plain.gradient.norm().item<double>();
  ASSERT_GT(norm, 0);
  EXPECT_LT((again.gradient - plain.gradient).norm().item<double>(), 1e-6 * norm);
}

TEST_F(CheckpointedTest, InHalfPrecisionToo) {
  dtype_ = at::kBFloat16;
  const Result plain = run(false);
  const Result again = run(true);
  EXPECT_TRUE(torch::equal(plain.output, again.output)) << "the second time in autocast's dtype, too";
  const double norm = plain.gradient.norm().item<double>();
  EXPECT_LT((again.gradient - plain.gradient).norm().item<double>(), 1e-3 * norm);
}

/// All weights of the model itself, whose inputs to a block need gradients of their own.
TEST_F(CheckpointedTest, TeachesAWholeModelTheSame) {
  const auto gradients = [&](bool checkpoint) {
    for (auto& parameter : model_->parameters()) parameter.requires_grad_(true).mutable_grad() = at::Tensor();
    WanDitOptions options;
    options.checkpoint_blocks = checkpoint;
    model_->forward(latents_, torch::tensor({300.0F, 700.0F}), text_, {}, options).square().mean().backward();
    std::vector<at::Tensor> all;
    for (const auto& parameter : model_->parameters()) all.push_back(parameter.grad().flatten().clone());
    return torch::cat(all);
  };
  const auto plain = gradients(false);
  EXPECT_LT((gradients(true) - plain).norm().item<double>(), 1e-6 * plain.norm().item<double>());
}

TEST_F(CheckpointedTest, TakesAFractionOfTheMemory) {
  const auto plain = test::peak_bytes_of([&] { static_cast<void>(run(false)); });
  const auto again = test::peak_bytes_of([&] { static_cast<void>(run(true)); });
  EXPECT_LT(static_cast<double>(again), 0.5 * static_cast<double>(plain)) << plain << " and " << again;
}

TEST_F(CheckpointedTest, AStopOnTheWayBackComesOut) {
  std::stop_source stop;
  const RunContext context{stop.get_token(), {}};
  stop.request_stop();
  // Nothing on the way there looks for it: what stops is the gradient of a layer within a block.
  EXPECT_THROW(static_cast<void>(run(true, &context)), Cancelled);
}

TEST(Checkpointed, WithoutGradientsIsTheWorkItself) {
  const torch::NoGradGuard no_grad;
  int times = 0;
  const auto twice = [&times](const std::vector<at::Tensor>& inputs) {
    ++times;
    return inputs[0] * 2;
  };
  const auto result = checkpointed(twice, {torch::ones({3})});
  EXPECT_EQ(result.sum().item<double>(), 6);
  EXPECT_FALSE(result.requires_grad());
  EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace v4e::training
