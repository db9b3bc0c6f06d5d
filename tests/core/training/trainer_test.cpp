// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"
#include "core/pipelines/noise.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <ATen/Parallel.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

/// A line fitted to noise, whose loss depends on the step number alone.
struct TinyTask {
  TinyTask() {
    const torch::NoGradGuard no_grad;
    layer->weight.copy_(draw_noise({2, 3}, 1));
    layer->bias.zero_();
  }
  at::Tensor loss(std::int64_t step) {
    const auto x = draw_noise({8, 3}, mixed_seed(7, static_cast<std::uint64_t>(step)));
    return (layer->forward(x) - x.slice(1, 0, 2) * 2 + 1).square().mean();
  }
  torch::nn::Linear layer{3, 2};
};

class TrainerTest : public testing::Test {
 protected:
  void SetUp() override {
    options_.folder = std::filesystem::temp_directory_path() / ("v4e_trainer_" + std::to_string(::getpid()));
    options_.steps = 60;
    options_.warmup_steps = 5;
    options_.learning_rate = 0.05;
  }
  void TearDown() override { std::filesystem::remove_all(options_.folder); }

  /// Trains until done, or until a stop after `stop_after` steps; returns weights and averaged weights. Notes
  /// at which steps it was to be looked at.
  at::Tensor train(std::int64_t stop_after) {
    TinyTask task;
    FlatParameters parameters({{"layer", task.layer.get()}});
    Trainer trainer(options_, parameters);
    trainer.resume();
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    const auto loss = [&](std::int64_t step) {
      if (step + 1 == stop_after) stop.request_stop();
      return task.loss(step);
    };
    try {
      trainer.run(
          loss, [](const TrainingStatus&) {}, [this](std::int64_t step) { looks_.push_back(step); }, context);
    } catch (const Cancelled&) {
      EXPECT_EQ(trainer.step(), stop_after);
    }
    return torch::cat({parameters.values().detach(), trainer.averaged()});
  }

  TrainerOptions options_;
  std::vector<std::int64_t> looks_;
};

TEST_F(TrainerTest, ResumedEqualsUninterruptedBitForBit) {
  const auto whole = train(0).clone();
  std::filesystem::remove_all(options_.folder);
  static_cast<void>(train(23));
  EXPECT_TRUE(torch::equal(train(0), whole));
}

TEST_F(TrainerTest, KilledItGoesOnBitForBit) {
  const auto whole = train(0).clone();
  std::filesystem::remove_all(options_.folder);
  options_.checkpoint_seconds = 0;  // one after every step
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    at::set_num_threads(1);
    TinyTask task;
    FlatParameters parameters({{"layer", task.layer.get()}});
    const auto die_at_41 = [&](std::int64_t step) {
      if (step == 41) ::raise(SIGKILL);
      return task.loss(step);
    };
    Trainer(options_, parameters)
        .run(
            die_at_41, [](const TrainingStatus&) {}, [](std::int64_t) {}, {});
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(torch::equal(train(0), whole));
}

/// A byte for each moment: the same way, exact resume included.
TEST_F(TrainerTest, MomentsOfBytesTrainAsWell) {
  const auto wide = train(0).clone();
  std::filesystem::remove_all(options_.folder);
  options_.moments = MomentKind::Bytes;
  const auto whole = train(0).clone();
  EXPECT_LT((whole - wide).abs().max().item<double>(), 0.02 * wide.abs().max().item<double>());
  EXPECT_FALSE(torch::equal(whole, wide));
  std::filesystem::remove_all(options_.folder);
  static_cast<void>(train(23));
  EXPECT_TRUE(torch::equal(train(0), whole));
}

TEST_F(TrainerTest, LooksComeByStepsWhereverItWasStopped) {
  options_.sample_steps = 20;
  static_cast<void>(train(33));
  EXPECT_EQ(looks_, (std::vector<std::int64_t>{20}));
  static_cast<void>(train(0));
  EXPECT_EQ(looks_, (std::vector<std::int64_t>{20, 40, 60}));
}

TEST_F(TrainerTest, TheLossFalls) {
  TinyTask before;
  static_cast<void>(train(0));
  TinyTask after;
  FlatParameters parameters({{"layer", after.layer.get()}});
  Trainer trainer(options_, parameters);
  trainer.resume();
  EXPECT_LT(after.loss(1000).item<double>(), 0.2 * before.loss(1000).item<double>());
}

TEST_F(TrainerTest, RefusesAnotherModelsCheckpoint) {
  static_cast<void>(train(0));
  torch::nn::Linear other(5, 5);
  FlatParameters parameters({{"other", other.get()}});
  Trainer trainer(options_, parameters);
  EXPECT_THROW(trainer.resume(), Error);
}

TEST(TrainerOptions, WarmsUpThenFollowsACosine) {
  TrainerOptions options;
  options.steps = 1000;
  options.warmup_steps = 100;
  EXPECT_DOUBLE_EQ(options.rate_at(49), options.learning_rate * 0.5);
  EXPECT_DOUBLE_EQ(options.rate_at(100), options.learning_rate);
  EXPECT_NEAR(options.rate_at(550), options.learning_rate * (1 + options.final_share) / 2, 1e-9);
  EXPECT_NEAR(options.rate_at(1000), options.learning_rate * options.final_share, 1e-12);
}

}  // namespace
}  // namespace v4e::training
