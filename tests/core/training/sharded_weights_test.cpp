// SPDX-License-Identifier: GPL-3.0-or-later
// Trainings whose processes share the weights of a transformer's blocks; each process is a thread here.
#include "core/training/distributed/sharded_weights.h"

#include <gmock/gmock.h>
#include <torch/types.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "core/checkpoints/formats/safetensors.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/nn/autocast.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/noise.h"
#include "core/training/distributed/example_share.h"
#include "core/training/plan/state_plan.h"
#include "core/training/seeds.h"
#include "core/training/trainer.h"
#include "tests/core/training/counted_memory.h"
#include "tests/core/training/trained_together.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kDitExamples = 8;

WanDit random_dit(std::int64_t heads, std::int64_t blocks) {
  WanDitConfig config;
  config.num_attention_heads = heads;
  config.attention_head_dim = 16;
  config.in_channels = 4;
  config.out_channels = 4;
  config.text_dim = 8;
  config.text_len = 4;
  config.freq_dim = 16;
  config.ffn_dim = 4 * config.width();
  config.num_layers = blocks;
  WanDit dit(config);
  initialize_parameters(*dit, 2);
  const torch::NoGradGuard no_grad;
  auto head = dit->named_parameters()["proj_out.weight"];
  head.copy_(0.1 * draw_noise(head.sizes(), 3));
  return dit;
}

/// A transformer, all of whose weights learn a function of its input.
struct DitTask {
  explicit DitTask(WanDit given) : dit(std::move(given)) {}
  at::Tensor loss(std::int64_t step, const ExampleShare& share, at::ScalarType dtype = at::kFloat) {
    const auto seed = mixed_seed(7, static_cast<std::uint64_t>(step));
    const auto x = share.of(draw_noise({examples, 4, 1, 4, 4}, seed));
    const auto text = share.of(draw_noise({examples, 4, 8}, seed + 1));
    const auto time = torch::full({x.size(0)}, 100.0F + 10.0F * static_cast<float>(step % 80));
    const Autocast narrow(at::kCPU, dtype);
    return (dit->forward(x, time, text) - x.sin()).square().mean();
  }
  FlatParameters parameters(Sharding sharding) {
    return FlatParameters({{"dit", dit.get()}}, sharding, dit->blocks());
  }
  WanDit dit;
  std::int64_t examples = kDitExamples;
};

class ShardedWeightsTest : public TrainedTogether {
 protected:
  ShardedWeightsTest() : TrainedTogether("sharded", 2e-3) {}

  /// Trains up to `steps`; stops there as if the time were over where `stop` is set.
  static Trained train(const TrainerOptions& options, const Company& company, std::int64_t stop = 0) {
    DitTask task(random_dit(1, 3));
    auto parameters = task.parameters(company.sharding);
    Trainer trainer(options, parameters, company);
    if (auto source = trainer.block_source()) task.dit->bring_blocks(std::move(source));
    trainer.resume();
    const ExampleShare share(company, kDitExamples);
    Trained trained;
    trained.losses = run(trainer, company, stop, [&](std::int64_t step) { return task.loss(step, share); });
    // All meet here, and the one that leads has written its file before.
    trained.averaged = trainer.averaged().clone();
    const SafetensorsFile file(options.folder / "state.safetensors");
    trained.values = file.read("values").clone();
    EXPECT_TRUE(torch::equal(trained.averaged, file.read("ema")));
    return trained;
  }

  /// As train(), by so many processes.
  Trained train_together(int world, Sharding sharding, const TrainerOptions& options, std::int64_t stop = 0) {
    return train_by(world, sharding, [&](const Company& company) { return train(options, company, stop); });
  }
};

TEST_F(ShardedWeightsTest, AnyNumberOfProcessesMakesTheSameSteps) {
  const Trained alone = train(options("alone", 30), {});
  EXPECT_LT(alone.losses.back(), 0.8 * alone.losses.front());
  for (const int world : {1, 2, 4}) {
    SCOPED_TRACE(std::to_string(world) + " processes");
    expect_same(train_together(world, Sharding::Weights, options("three" + std::to_string(world), 30)),
                alone);
  }
}

TEST_F(ShardedWeightsTest, AnotherNumberAndAnotherShardingGoOn) {
  const Trained alone = train(options("alone", 40), {});
  const auto moved = options("moved", 40);
  static_cast<void>(train_together(4, Sharding::Weights, moved, 9));
  static_cast<void>(train_together(2, Sharding::Gradients, moved, 17));
  static_cast<void>(train_together(2, Sharding::Weights, moved, 24));
  static_cast<void>(train(moved, {}, 30));
  Trained last = train_together(4, Sharding::Weights, moved);
  last.losses.insert(last.losses.begin(), alone.losses.begin(), alone.losses.begin() + 30);
  expect_same(last, alone);
}

TEST_F(ShardedWeightsTest, MomentsOfBytesLearnAsWell) {
  auto bytes = options("bytes", 40);
  bytes.moments = MomentKind::Bytes;
  const Trained alone = train(bytes, {});
  bytes.folder = folder_ / "shared";
  const Trained shared = train_together(2, Sharding::Weights, bytes);
  ASSERT_EQ(shared.losses.size(), alone.losses.size());
  // Blocks of values that share a factor begin elsewhere.
  for (std::size_t i = 0; i < alone.losses.size(); ++i)
    EXPECT_NEAR(shared.losses[i], alone.losses[i], 0.03 * alone.losses[i]);
}

/// A bucket for each kind of a block's parameters, and of the others smaller ones.
TEST_F(ShardedWeightsTest, BlocksAreBucketsOfTheirOwn) {
  DitTask task(random_dit(1, 3));
  const auto parameters = task.parameters(Sharding::Weights);
  const auto ranges = parameters.block_ranges();
  ASSERT_EQ(ranges.size(), 6U);
  const ShardPlan plan(parameters.count(), 1, 4, 500, ranges);
  std::int64_t at = 0;
  for (const auto& bucket : plan.buckets()) {
    EXPECT_EQ(bucket.begin, at);
    EXPECT_EQ(plan.bucket_of(bucket.begin), plan.bucket_of(bucket.end - 1));
    at = bucket.end;
  }
  EXPECT_EQ(at, parameters.count());
  for (const auto& range : ranges) {
    const auto& bucket = plan.buckets()[plan.bucket_of(range.begin)];
    EXPECT_EQ(bucket.begin, range.begin);
    EXPECT_EQ(bucket.end, range.end);
  }
}

/// Calls work() in all processes at once; returns the most bytes that each had at a time, beside what was
/// there before.
double peak_of(Peers& peers, const std::function<void()>& work) {
  static std::optional<test::CountingAllocator> counting;
  const auto meet = [&] { peers.sum(torch::zeros({1})); };
  meet();
  if (peers.rank() == 0) counting.emplace();
  meet();
  work();
  meet();
  const auto all = static_cast<double>(counting->peak());
  meet();
  if (peers.rank() == 0) counting.reset();
  meet();
  return all / peers.world();
}

void expect_two_blocks(Peers& peers, const TrainerOptions& options, at::ScalarType dtype) {
  SCOPED_TRACE(c10::toString(dtype));
  DitTask task(random_dit(6, 12));
  task.examples = 2;
  const Company company{&peers, Sharding::Weights};
  auto parameters = task.parameters(company.sharding);
  double block = 0;
  for (const auto& range : parameters.block_ranges())
    block += 4.0 * static_cast<double>(range.end - range.begin) / 12;
  const double others = 4.0 * static_cast<double>(parameters.count()) / block - 12;
  ModelUpdate update(options, parameters, company);
  task.dit->bring_blocks(update.block_source());
  const ExampleShare share(company, task.examples);
  update.apply(task.loss(0, share, dtype), 0);
  const double step = peak_of(peers, [&] { update.apply(task.loss(1, share, dtype), 1); }) / block;
  for (const auto& slot : parameters.slots())
    EXPECT_EQ(is_placeholder(slot.parameter), slot.block.has_value()) << slot.name;
  const torch::NoGradGuard no_grad;
  const double forward = peak_of(peers, [&] { static_cast<void>(task.loss(2, share, dtype)); }) / block;
  // Of twelve blocks two, Gloo's copy of one that is on its way, and what a block computes.
  EXPECT_GT(forward, 1.9);
  EXPECT_LT(forward, 3.5);
  // On the way back the gradients of one that is made and one that is on its way besides, with copies.
  EXPECT_LT(step, 8 + others);
}

TEST_F(ShardedWeightsTest, TwoBlocksAtMostAreInMemory) {
  for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16})
    together(2, folder_, [&](Peers& peers) { expect_two_blocks(peers, options("bytes", 10), dtype); });
}

TEST_F(ShardedWeightsTest, ThePlanIsWhatProcessesTake) {
  for (const Sharding sharding :
       {Sharding::None, Sharding::Optimiser, Sharding::Gradients, Sharding::Weights}) {
    SCOPED_TRACE(static_cast<int>(sharding));
    const auto plan = plan_state(random_dit(6, 12)->config(), nullptr, 2, sharding);
    const auto chosen = options("plan", 10);
    together(2, folder_, [&](Peers& peers) {
      const double measured = peak_of(peers, [&] {
        const Company company{&peers, sharding};
        DitTask task(random_dit(6, 12));
        task.examples = 2;
        auto parameters = task.parameters(sharding);
        ModelUpdate update(chosen, parameters, company);
        if (auto source = update.block_source()) task.dit->bring_blocks(std::move(source));
        update.apply(task.loss(0, ExampleShare(company, task.examples)), 0);
      });
      EXPECT_NEAR(static_cast<double>(plan.total()), measured, 0.1 * measured);
    });
  }
}

TEST_F(ShardedWeightsTest, ALostProcessIsNoticedWhereBlocksAreBrought) {
  std::string seen;
  together(2, folder_, [&](Peers& peers) {
    DitTask task(random_dit(1, 3));
    auto parameters = task.parameters(Sharding::Weights);
    const auto chosen = options("lost", 10);
    const Company company{&peers, Sharding::Weights};
    ModelUpdate update(chosen, parameters, company);
    task.dit->bring_blocks(update.block_source());
    const ExampleShare share(company, kDitExamples);
    update.apply(task.loss(0, share), 0);
    if (peers.rank() == 1) return;  // and is gone
    try {
      update.apply(task.loss(1, share), 1);
    } catch (const PeerLost& error) {
      seen = error.what();
    }
  });
  EXPECT_THAT(seen, testing::HasSubstr("start all of them again"));
}

}  // namespace
}  // namespace v4e::training
