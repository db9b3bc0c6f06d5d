// SPDX-License-Identifier: GPL-3.0-or-later
// The teacher's hidden states as a goal.
#include "core/training/distill/block_loss.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/pipelines/noise.h"
#include "core/training/distill/block_weight.h"
#include "core/training/distill/distill_run.h"
#include "core/training/distill/term_log.h"
#include "core/training/pairs/model_identity.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::training {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Blocks, AreThoseOfTheLastTwoThirds) {
  EXPECT_THAT(default_blocks(40), ElementsAre(12, 16, 20, 24, 28, 32, 36, 39));
  EXPECT_THAT(default_blocks(30), ElementsAre(9, 12, 15, 18, 21, 24, 27, 29));
  EXPECT_THAT(default_blocks(6), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(default_blocks(2), ElementsAre(1));
  EXPECT_THAT(default_blocks(1), ElementsAre(0));
}

TEST(Blocks, WeightsRiseToTwiceTheFirst) {
  const auto all = BlockLossOptions{.weight = 1.0, .blocks = {2, 4, 5}}.resolved(6);
  EXPECT_THAT(all.weights, ElementsAre(testing::DoubleEq(1 / 4.5), testing::DoubleEq(1.5 / 4.5),
                                       testing::DoubleEq(2 / 4.5)));
  EXPECT_THAT((BlockLossOptions{.blocks = {0, 1}, .weights = {3, 1}}.resolved(6).weights),
              ElementsAre(0.75, 0.25));
}

TEST(Blocks, ThatDoNotFitAreRefused) {
  for (const BlockLossOptions& bad :
       {BlockLossOptions{.blocks = {6}}, BlockLossOptions{.blocks = {3, 3}}, BlockLossOptions{.blocks = {-1}},
        BlockLossOptions{.blocks = {3, 2}}, BlockLossOptions{.blocks = {2, 3}, .weights = {1}},
        BlockLossOptions{.blocks = {2}, .weights = {0}}, BlockLossOptions{.weight = -1.0},
        BlockLossOptions{.blocks = {2, 3}, .weights = {2, -1}}})
    EXPECT_THROW(static_cast<void>(bad.resolved(6)), Error);
}

TEST(TokenRanges, AreThoseOfFrames) {
  const auto range = [](BlockTokens tokens, std::int64_t frames, bool has_photo) {
    const TokenRange found = token_range(tokens, frames, 10, has_photo);
    return std::pair(found.begin, found.count);
  };
  EXPECT_EQ(range(BlockTokens::All, 5, true), std::pair(std::int64_t{10}, std::int64_t{40}));
  EXPECT_EQ(range(BlockTokens::Evolution, 5, true), std::pair(std::int64_t{10}, std::int64_t{30}));
  EXPECT_EQ(range(BlockTokens::Tail, 5, true), std::pair(std::int64_t{40}, std::int64_t{10}));
  EXPECT_EQ(range(BlockTokens::All, 1, false), std::pair(std::int64_t{0}, std::int64_t{10}));
  EXPECT_EQ(range(BlockTokens::Evolution, 1, false).second, 0);
  EXPECT_EQ(range(BlockTokens::Evolution, 2, true).second, 0);
}

/// Layer-normalised, (1, 1, 3, 3) is (-1, -1, 1, 1).
TEST(BlockDistance, IsThatOfTheNormalisedStates) {
  const auto student = torch::tensor({1.0, 1.0, 3.0, 3.0, 9.0, 9.0, 9.0, 1.0}).view({1, 2, 4});
  const auto teacher = torch::tensor({10.0, 30.0, 10.0, 30.0, 90.0, 90.0, 90.0, 10.0}).view({1, 2, 4});
  const auto of = [&](TokenRange range, BlockDistance distance) {
    return block_distance(student, teacher, range, distance).item<double>();
  };
  EXPECT_NEAR(of({0, 1}, BlockDistance::Cosine), 1, 1e-5);
  EXPECT_NEAR(of({0, 1}, BlockDistance::Mse), 2, 1e-5);
  EXPECT_NEAR(of({1, 1}, BlockDistance::Cosine), 0, 1e-5) << "neither scale nor offset counts";
  EXPECT_NEAR(of({0, 2}, BlockDistance::Cosine), 0.5, 1e-5);
  EXPECT_NEAR(block_distance(student, -student, {0, 2}, BlockDistance::Cosine).item<double>(), 2, 1e-5);
}

TEST(BlockDistance, GradientsAreThoseOfFiniteDifferencesAndStayInTheRange) {
  const auto options = torch::kDouble;
  const auto teacher = draw_noise({2, 6, 8}, 1).to(options);
  for (const auto distance : {BlockDistance::Cosine, BlockDistance::Mse}) {
    const auto student = draw_noise({2, 6, 8}, 2).to(options).requires_grad_();
    const auto loss = [&](const at::Tensor& hidden) {
      return block_distance(hidden, teacher, {4, 2}, distance).sum();
    };
    loss(student).backward();
    EXPECT_EQ(student.grad().narrow(1, 0, 4).abs().max().item<double>(), 0) << "the other frames' tokens";
    EXPECT_GT(student.grad().narrow(1, 4, 2).abs().min().item<double>(), 0);
    for (const std::int64_t place : {33, 40, 95}) {
      const auto moved = [&](double by) {
        auto other = student.detach().clone();
        other.view({-1})[place] += by;
        return loss(other).item<double>();
      };
      constexpr double kStep = 1e-5;
      EXPECT_NEAR(student.grad().view({-1})[place].item<double>(),
                  (moved(kStep) - moved(-kStep)) / (2 * kStep), 1e-7)
          << place;
    }
  }
}

/// The tiny image-to-video model, one pair of three latent frames, and a teacher that is the same model.
class TeacherBlocksTest : public testing::Test {
 protected:
  TeacherBlocksTest() {
    scheduler_->set_timesteps(4);
    const auto& config = components_.transformer_config();
    for (std::uint64_t i = 0; i < 2; ++i) {
      EncodedPair pair;
      pair.condition = draw_noise({config.in_channels - kChannels, 3, 4, 8}, 10 + i);
      pair.target = draw_noise({kChannels, 3, 4, 8}, 20 + i);
      pair.image_embeds = draw_noise({5, *config.image_dim}, 30 + i);
      pair.evolution_weight = 1;
      pairs_.push_back(pair);
      texts_.push_back(draw_noise({7, config.text_dim}, 40 + i));
    }
    set_folder();
  }
  /// A set of the first pair, whose teacher saw what the student sees.
  void set_folder() {
    EncodedSetWriter writer(
        folder_ / "set",
        {{"extension", {{"teacher", "tiny"}, {"transformer", transformer_identity(components_.paths())}}}});
    EncodedShard shard;
    EncodedShard::Item item;
    item.entry = {.id = "a",
                  .split = "train",
                  .texts = {"warm"},
                  .height = 4,
                  .width = 8,
                  .frames = 3,
                  .evolution_weight = 1};
    item.pair = pairs_[0];
    item.pair.teacher = seen(0);
    shard.items.push_back(item);
    shard.texts["warm"] = texts_[0];
    writer.write(0, "f", shard);
    writer.finish(1);
  }
  [[nodiscard]] TeacherInput seen(std::size_t pair) const {
    return {.condition = pairs_[pair].condition,
            .image_embeds = pairs_[pair].image_embeds.unsqueeze(0),
            .text = texts_[pair]};
  }
  [[nodiscard]] TeacherModel teacher() const { return {components_.paths(), "tiny"}; }
  [[nodiscard]] NoisyBatch noisy() {
    const auto batch =
        stack_pairs(pairs_, texts_, components_.transformer_config().text_len, *conditioning_, at::kCPU);
    return noisy_batch(batch, noise_, sigma_, *conditioning_, *scheduler_);
  }
  /// Of what `lora` makes of the student to what `blocks` are to the teacher.
  [[nodiscard]] at::Tensor distances(TeacherBlocks& teacher, LoraSet& lora,
                                     const std::vector<std::int64_t>& blocks) {
    const auto asked = noisy();
    const auto states = teacher.states(pairs_, asked, sigma_, lora, at::kFloat, {});
    lora.attach();
    std::vector<at::Tensor> own;
    WanDitOptions options;
    options.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
      if (std::ranges::binary_search(blocks, block)) own.push_back(hidden.index_select(0, states.pairs));
    };
    static_cast<void>(call_model(*components_.transformer(), asked.call, options));
    return block_distances(own, states.hidden, token_range(BlockTokens::All, 3, 8, true),
                           BlockDistance::Cosine);
  }

  static constexpr std::int64_t kChannels = 16;
  test::TemporaryFolder folder_;
  Components components_{test::tiny_model(false, "euler"), {}};
  std::unique_ptr<Conditioning> conditioning_ = make_conditioning(
      components_.kind(), components_.vae_config(), components_.transformer_config().patch_size);
  std::unique_ptr<Scheduler> scheduler_ = components_.make_scheduler();
  std::vector<EncodedPair> pairs_;
  std::vector<at::Tensor> texts_;
  at::Tensor noise_ = draw_noise({2, kChannels, 3, 4, 8}, 5);
  at::Tensor sigma_ = torch::tensor({0.5F, 0.95F});
};

TEST_F(TeacherBlocksTest, AStudentThatIsTheTeacherAndSeesTheSameIsAtNoDistance) {
  const torch::NoGradGuard no_grad;
  const EncodedSet set(folder_ / "set");
  TeacherBlocks blocks(teacher(), components_, set, {0, 1});
  EXPECT_TRUE(blocks.is_the_student());
  LoraSet lora(*components_.transformer(), {.rank = 4});
  pairs_[0].teacher = seen(0);
  pairs_[1].teacher = seen(1);
  const auto same = distances(blocks, lora, {0, 1});
  ASSERT_EQ(same.sizes(), (std::vector<std::int64_t>{2, 2}));
  EXPECT_LT(same.abs().max().item<double>(), 1e-6);
  // What the student has learnt is not the teacher's.
  std::uint64_t seed = 20;
  for (auto& parameter : lora.parameters()) parameter.copy_(0.3 * draw_noise(parameter.sizes(), seed++));
  EXPECT_GT(distances(blocks, lora, {0, 1}).min().item<double>(), 1e-4);
  // Nor is what the teacher alone sees the student's.
  for (auto& parameter : lora.parameters()) parameter.zero_();
  pairs_[0].teacher.condition = pairs_[0].condition + 1;
  const auto knowing = distances(blocks, lora, {0, 1});
  EXPECT_GT(knowing[0][0].item<double>(), 1e-4);
  EXPECT_LT(knowing[0][1].item<double>(), 1e-6) << "the second pair's teacher sees what its student does";
}

TEST_F(TeacherBlocksTest, APairWithoutAWayIsNotAskedAbout) {
  const torch::NoGradGuard no_grad;
  const EncodedSet set(folder_ / "set");
  TeacherBlocks blocks(teacher(), components_, set, {1});
  LoraSet lora(*components_.transformer(), {.rank = 4});
  EXPECT_FALSE(blocks.states(pairs_, noisy(), sigma_, lora, at::kFloat, {}).pairs.defined());
  pairs_[1].teacher = seen(1);
  const auto states = blocks.states(pairs_, noisy(), sigma_, lora, at::kFloat, {});
  EXPECT_TRUE(torch::equal(states.pairs, torch::tensor({std::int64_t{1}})));
  ASSERT_EQ(states.hidden.size(), 1u);
  EXPECT_EQ(states.hidden[0].size(0), 1);
}

/// A block that is compared teaches itself and those before it, never one behind it.
TEST_F(TeacherBlocksTest, TheGradientReachesOnlyBlocksUpToTheCompared) {
  const EncodedSet set(folder_ / "set");
  LoraSet lora(*components_.transformer(), {.rank = 4});
  FlatParameters parameters({{"lora", &lora}});
  pairs_[0].teacher = seen(0);
  pairs_[0].teacher.condition = pairs_[0].condition + 1;
  const auto gradient_of = [&](std::int64_t block) {
    TeacherBlocks blocks(teacher(), components_, set, {block});
    parameters.gradients().zero_();
    distances(blocks, lora, {block}).sum().backward();
    std::vector<double> by_block(2, 0);
    const auto names = lora.layers();
    const auto all = lora.named_parameters();
    for (std::size_t layer = 0; layer < names.size(); ++layer) {
      const bool first = names[layer].starts_with("blocks.0.");
      by_block[first ? 0 : 1] += all["up" + std::to_string(layer)].grad().abs().sum().item<double>();
    }
    return by_block;
  };
  const auto of_first = gradient_of(0);
  EXPECT_GT(of_first[0], 0);
  EXPECT_EQ(of_first[1], 0);
  const auto of_last = gradient_of(1);
  EXPECT_GT(of_last[0], 0);
  EXPECT_GT(of_last[1], 0);
}

TEST_F(TeacherBlocksTest, ATeacherThatDoesNotBelongToTheSetIsRefused) {
  const EncodedSet set(folder_ / "set");
  const auto message = [&](const TeacherModel& other, Components& student) {
    try {
      const TeacherBlocks blocks(other, student, set, {1});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  TeacherModel other = teacher();
  other.paths.transformer = test::golden_path("dit_flf2v/diffusers");
  EXPECT_THAT(message(other, components_), HasSubstr("made by tiny"));
  Components smaller(test::tiny_model(true, "euler"), {});
  EXPECT_THAT(message(teacher(), smaller), HasSubstr("cannot be compared"));
}

/// By hand: two parameters, a block term of gradient (3, 4) and others of gradient (0, 20).
class Two : public torch::nn::Module {
 public:
  Two() { values = register_parameter("values", torch::zeros({2})); }
  at::Tensor values;
};

TEST(BlockWeight, MakesTheGradientsAShareOfTheOthers) {
  const test::TemporaryFolder folder;
  Two two;
  FlatParameters parameters({{"two", &two}});
  Trainer trainer({.folder = folder.path()}, parameters);
  const auto terms = [&](std::int64_t step) {
    DistillTerms made;
    made.tail = two.values[1] * 20;
    if (step % 2 == 0) made.block = (two.values * torch::tensor({3.0F, 4.0F})).sum();
    return made;
  };
  BlockWeight weight({}, 1000, folder / "weight.json");
  EXPECT_FALSE(weight.is_due(99));
  EXPECT_TRUE(weight.is_due(100));
  EXPECT_EQ(weight.at(100), 0);
  DistillWeights weights;
  weights.block = 7;
  weight.measure(101, terms, weights, trainer);
  EXPECT_NEAR(weight.at(101), 0.3 * 20 / 5, 1e-6);
  EXPECT_FALSE(weight.is_due(102));
  EXPECT_EQ(parameters.gradients().abs().max().item<double>(), 0);

  // An earlier run's counts, and not before its time.
  const BlockWeight again({}, 1000, folder / "weight.json");
  EXPECT_EQ(again.at(100), weight.at(101));
  EXPECT_EQ(again.at(99), 0);
  EXPECT_FALSE(again.is_due(100));
  const BlockWeight given({.weight = 2.5}, 1000, folder / "other.json");
  EXPECT_EQ(given.at(0), 2.5);
  EXPECT_FALSE(given.is_due(500));
}

TEST(BlockTerm, IsTheMeanOfAllPairsOfTheBatch) {
  DistillTerms terms;
  terms.tail = torch::tensor(1.0F);
  terms.sigma = torch::tensor({0.05F, 0.97F, 1.0F});
  const auto options = BlockLossOptions{.blocks = {0, 1}, .weights = {1, 3}}.resolved(2);
  add_block_term(terms, torch::tensor({0.4F, 0.8F, 0.2F, 0.4F}).view({2, 2}),
                 torch::tensor({std::int64_t{0}, std::int64_t{2}}), 3, options);
  // (0.25 * 0.4 + 0.75 * 0.2) + (0.25 * 0.8 + 0.75 * 0.4) over three pairs, one of which has no way.
  EXPECT_NEAR(terms.block.item<double>(), 0.75 / 3, 1e-6);
  EXPECT_NEAR(terms.sum({.block = 2}).item<double>(), 1 + 0.5, 1e-6);

  const test::TemporaryFolder folder;
  TermLog log;
  log.add(terms);
  EXPECT_EQ(log.text(), "block 0.3750");
  log.flush(folder / "terms.jsonl", 12);
  const auto line = nlohmann::json::parse(read_file(folder / "terms.jsonl", 4096));
  EXPECT_EQ(line.at("step"), 12);
  EXPECT_NEAR(line.at("block")[0].get<double>(), 0.25, 1e-6);
  EXPECT_TRUE(line.at("block")[1].is_null());
  EXPECT_NEAR(line.at("block")[9].get<double>(), 0.5, 1e-6);
}

}  // namespace
}  // namespace v4e::training
