// SPDX-License-Identifier: GPL-3.0-or-later
// Processes of a training, each a thread here: what they exchange is the same.
#include "core/training/distributed/peers.h"

#include <gmock/gmock.h>
#include <spdlog/sinks/ostream_sink.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <mutex>
#include <sstream>
#include <string>

#include "core/base/log.h"
#include "core/nn/device.h"
#include "core/pipelines/noise.h"
#include "core/training/distributed/example_share.h"
#include "core/training/distributed/gradient_exchange.h"
#include "core/training/seeds.h"
#include "core/training/trainer.h"
#include "tests/core/training/trained_together.h"

namespace v4e::training {
namespace {

using testing::Each;

constexpr std::int64_t kExamples = 8;

/// Two layers that learn a function of their input.
struct SmallTask {
  SmallTask() {
    const torch::NoGradGuard no_grad;
    std::uint64_t seed = 1;
    for (auto& parameter : layers->parameters()) parameter.copy_(draw_noise(parameter.sizes(), seed++) * 0.3);
  }
  at::Tensor loss(std::int64_t step, const ExampleShare& share) {
    const auto x = share.of(draw_noise({kExamples, 5}, mixed_seed(7, static_cast<std::uint64_t>(step))));
    return (layers->forward(x) - x.slice(1, 0, 3).sin()).square().mean();
  }
  torch::nn::Sequential layers{torch::nn::Linear(5, 16), torch::nn::Linear(16, 3)};
};

class PeersTest : public TrainedTogether {
 protected:
  PeersTest() : TrainedTogether("peers", 0.02) {}

  /// Trains up to `steps`; stops there as if the time were over where `stop` is set.
  static Trained train(const TrainerOptions& options, const Company& company, std::int64_t stop = 0) {
    SmallTask task;
    FlatParameters parameters({{"layers", task.layers.ptr().get()}}, company.sharding);
    Trainer trainer(options, parameters, company);
    trainer.resume();
    const ExampleShare share(company, kExamples);
    Trained trained;
    trained.losses = run(trainer, company, stop, [&](std::int64_t step) { return task.loss(step, share); });
    trained.averaged = trainer.averaged().clone();
    trained.values = parameters.values().detach().clone();
    return trained;
  }

  /// As train(), by so many processes.
  Trained train_together(int world, Sharding sharding, const TrainerOptions& options, std::int64_t stop = 0) {
    return train_by(world, sharding, [&](const Company& company) { return train(options, company, stop); });
  }
};

TEST_F(PeersTest, SumsAndGathers) {
  together(3, folder_, [](Peers& peers) {
    const auto numbers = torch::full({4}, peers.rank() + 1.0F);
    peers.sum(numbers);
    EXPECT_TRUE(numbers.eq(6).all().item<bool>());
    const auto part = torch::zeros({2});
    peers.start_sum_of_part(part, torch::arange(6, at::kFloat))->wait();
    EXPECT_TRUE(torch::equal(part, 3 * torch::arange(2 * peers.rank(), 2 * peers.rank() + 2, at::kFloat)));
    const auto all = torch::zeros({6});
    peers.gather(all, part);
    EXPECT_TRUE(torch::equal(all, 3 * torch::arange(6, at::kFloat)));
  });
}

TEST_F(PeersTest, AnyNumberOfProcessesMakesTheSameSteps) {
  const Trained alone = train(options("alone", 50), {});
  EXPECT_LT(alone.losses.back(), 0.5 * alone.losses.front());
  for (const int world : {2, 4}) {
    SCOPED_TRACE(std::to_string(world) + " processes");
    expect_same(train_together(world, Sharding::None, options("dp" + std::to_string(world), 50)), alone);
    expect_same(train_together(world, Sharding::Optimiser, options("one" + std::to_string(world), 50)),
                alone);
    expect_same(train_together(world, Sharding::Gradients, options("two" + std::to_string(world), 50)),
                alone);
  }
}

TEST_F(PeersTest, AStopOfOneStopsAllAndAnotherNumberGoesOn) {
  const Trained alone = train(options("alone", 40), {});
  const auto moved = options("moved", 40);
  static_cast<void>(train_together(4, Sharding::Gradients, moved, 11));
  static_cast<void>(train_together(2, Sharding::Optimiser, moved, 23));
  static_cast<void>(train(moved, {}, 30));
  Trained last = train_together(2, Sharding::None, moved);
  last.losses.insert(last.losses.begin(), alone.losses.begin(), alone.losses.begin() + 30);
  expect_same(last, alone);
}

/// A bucket smaller than a parameter, one that parameters share, and a parameter without a gradient.
TEST_F(PeersTest, GradientsOfBucketsAreTheMeanOfAll) {
  for (const Sharding sharding : {Sharding::None, Sharding::Optimiser, Sharding::Gradients}) {
    together(3, folder_, [sharding](Peers& peers) {
      SmallTask task;
      torch::nn::Linear unused(4, 4);
      FlatParameters parameters({{"layers", task.layers.ptr().get()}, {"unused", unused.get()}}, sharding);
      const ShardPlan plan(parameters.values().numel(), peers.rank(), peers.world(), 20);
      GradientExchange exchange(parameters, peers, sharding, plan);
      const auto x = draw_noise({kExamples, 5}, static_cast<std::uint64_t>(peers.rank()));
      for (int round = 0; round < 2; ++round) {
        exchange.begin();
        task.layers->forward(x).square().mean().backward();
        exchange.finish();
        // What each would have had alone, meaned.
        SmallTask plain;
        torch::nn::Linear other(4, 4);
        FlatParameters flat({{"layers", plain.layers.ptr().get()}, {"unused", other.get()}});
        for (int rank = 0; rank < 3; ++rank)
          plain.layers->forward(draw_noise({kExamples, 5}, static_cast<std::uint64_t>(rank)))
              .square()
              .mean()
              .backward();
        const auto wanted = flat.gradients() / 3;
        EXPECT_GT(wanted.abs().max().item<double>(), 0);
        if (sharding == Sharding::None) {
          EXPECT_TRUE(torch::allclose(exchange.own(), wanted, 1e-5, 1e-7));
        } else {
          for (const auto& piece : plan.pieces())
            EXPECT_TRUE(
                torch::allclose(exchange.own().slice(0, piece.stored, piece.stored + piece.end - piece.begin),
                                wanted.slice(0, piece.begin, piece.end), 1e-5, 1e-7));
        }
        exchange.clear();
      }
    });
  }
}

/// What the log has of it, beside sums that have to be right.
std::string log_of_meeting(const std::filesystem::path& folder,
                           const std::function<at::Device(int rank)>& device_of) {
  std::ostringstream text;
  const auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
  auto& sinks = logger("train").sinks();
  sinks.push_back(sink);
  together(
      2, folder,
      [](Peers& peers) {
        const auto numbers = torch::full({3}, peers.rank() + 1.0F);
        peers.sum(numbers);
        EXPECT_TRUE(numbers.eq(3).all().item<bool>());
      },
      device_of);
  sinks.pop_back();
  return text.str();
}

TEST_F(PeersTest, CardsThatNcclCannotServeGoByMainMemory) {
  // Not there, or one for both, which NCCL refuses.
  const auto log = log_of_meeting(folder_, [](int) { return at::Device(at::kCUDA, 0); });
  EXPECT_THAT(log, testing::HasSubstr("by way of main memory, not by NCCL: "));
}

TEST_F(PeersTest, WhereOneHasNoCardNcclIsNotTried) {
  const auto log = log_of_meeting(
      folder_, [](int rank) { return rank == 0 ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU); });
  EXPECT_THAT(log, testing::Not(testing::HasSubstr("NCCL")));
}

TEST_F(PeersTest, CardsSumAndGatherByNccl) {
  if (list_devices().size() < 3) GTEST_SKIP() << "needs two CUDA devices";  // the CPU is one of them
  const auto card = [](int rank) { return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(rank)); };
  EXPECT_THAT(log_of_meeting(folder_, card), testing::HasSubstr("cards exchange by NCCL"));
  together(
      2, folder_,
      [&card](Peers& peers) {
        const auto numbers = torch::full({4}, peers.rank() + 1.0F, card(peers.rank()));
        peers.sum(numbers);
        EXPECT_TRUE(numbers.eq(3).all().item<bool>());
        const auto all = torch::zeros({8}, card(peers.rank()));
        peers.gather(all, numbers + peers.rank());
        EXPECT_EQ(all.sum().item<float>(), 4 * 3 + 4 * 4);
      },
      card);
}

TEST_F(PeersTest, TheLossOfAnotherIsAnErrorOfItsOwnKind) {
  std::vector<std::string> seen(2);
  together(2, folder_, [&](Peers& peers) {
    const auto numbers = torch::ones({3});
    peers.sum(numbers);
    if (peers.rank() == 1) return;  // and is gone
    try {
      for (int i = 0; i < 3; ++i) peers.sum(numbers);
    } catch (const PeerLost& error) {
      seen[0] = error.what();
    }
  });
  EXPECT_THAT(seen[0], testing::HasSubstr("start all of them again"));
  EXPECT_EQ(seen[0].find('\n'), std::string::npos) << "no stack trace";
}

TEST_F(PeersTest, ABatchThatDoesNotDivideIsRefused) {
  together(3, folder_, [](Peers& peers) {
    EXPECT_THROW(ExampleShare({&peers, Sharding::None}, 8), Error);
    const ExampleShare share({&peers, Sharding::None}, 6);
    EXPECT_TRUE(
        torch::equal(share.of(torch::arange(6)), torch::tensor({peers.rank(), peers.rank() + 3}, at::kLong)));
  });
}

}  // namespace
}  // namespace v4e::training
