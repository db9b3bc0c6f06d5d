// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <torch/types.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/run_context.h"
#include "core/training/trainer.h"
#include "tests/core/training/together.h"

namespace v4e::training {

struct Trained {
  at::Tensor values;
  at::Tensor averaged;
  std::vector<double> losses;
};

/// Trainings by one process or several, in a folder of their own.
class TrainedTogether : public testing::Test {
 protected:
  TrainedTogether(const std::string& name, double learning_rate)
      : folder_(std::filesystem::temp_directory_path() / ("v4e_" + name + "_" + std::to_string(::getpid()))),
        learning_rate_(learning_rate) {}
  void SetUp() override {
    if (!has_peers()) GTEST_SKIP() << "built without Gloo's headers";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] TrainerOptions options(const std::string& name, std::int64_t steps) const {
    TrainerOptions options;
    options.folder = folder_ / name;
    options.steps = steps;
    options.warmup_steps = 3;
    options.learning_rate = learning_rate_;
    options.clip_norm = 0.5;  // clips some steps, so that the norm must be everybody's
    options.ema_decay = 0.9;
    return options;
  }

  /// Runs to the end, or to `stop` as if the time were over. Returns the losses of all processes together.
  template <typename Loss>
  static std::vector<double> run(Trainer& trainer, const Company& company, std::int64_t stop,
                                 const Loss& loss_of) {
    std::stop_source source;
    RunContext context;
    context.stop = source.get_token();
    std::vector<double> losses;
    try {
      trainer.run(
          [&](std::int64_t step) {
            // Asked of the last process alone, it is all processes' stop.
            if (step + 1 == stop && company.rank() == company.world() - 1) source.request_stop();
            const at::Tensor loss = loss_of(step);
            losses.push_back(company.sum(loss.item<double>()) / company.world());
            return loss;
          },
          [](const TrainingStatus&) {}, [](std::int64_t) {}, context);
    } catch (const Cancelled&) {
      EXPECT_EQ(trainer.step(), stop);
    }
    return losses;
  }

  /// train(company) by so many processes; all must have the same, which is returned.
  template <typename Train>
  Trained train_by(int world, Sharding sharding, const Train& train) {
    std::vector<Trained> all(static_cast<std::size_t>(world));
    together(world, folder_, [&](Peers& peers) {
      all[static_cast<std::size_t>(peers.rank())] = train(Company{&peers, sharding});
    });
    for (const Trained& each : all) {
      if (!each.values.defined()) return {};
      EXPECT_TRUE(torch::equal(each.values, all[0].values));
      EXPECT_TRUE(torch::equal(each.averaged, all[0].averaged));
    }
    return all[0];
  }

  static void expect_same(const Trained& a, const Trained& b) {
    ASSERT_TRUE(a.values.defined() && b.values.defined());
    EXPECT_LT((a.values - b.values).abs().max().item<double>(), 2e-6);
    EXPECT_LT((a.averaged - b.averaged).abs().max().item<double>(), 2e-6);
    ASSERT_EQ(a.losses.size(), b.losses.size());
    for (std::size_t i = 0; i < a.losses.size(); ++i)
      EXPECT_NEAR(a.losses[i], b.losses[i], 1e-5 * a.losses[i]);
  }

  std::filesystem::path folder_;

 private:
  double learning_rate_;
};

}  // namespace v4e::training
