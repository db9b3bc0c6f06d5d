// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/library/model_folder.h"
#include "core/pipelines/noise.h"
#include "core/training/distill/distill_loss.h"
#include "core/training/distill/lora_set.h"
#include "core/training/flat_parameters.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::training {
namespace {

/// The tiny image-to-video model with one pair of two latent frames, and its parts by hand.
class DistillTest : public testing::Test {
 protected:
  DistillTest() {
    scheduler_->set_timesteps(4);
    const auto condition_channels = components_.transformer_config().in_channels - kChannels;
    batch_.condition = draw_noise({2, condition_channels, 2, 4, 8}, 1);
    batch_.target = draw_noise({2, kChannels, 2, 4, 8}, 2);
    const auto& config = components_.transformer_config();
    batch_.prompt_embeds = draw_noise({2, config.text_len, config.text_dim}, 3);
    batch_.image_embeds = draw_noise({2, 5, *config.image_dim}, 4);
  }
  [[nodiscard]] NoisyBatch noisy() const {
    return noisy_batch(batch_, noise_, sigma_, *conditioning_, *scheduler_);
  }
  [[nodiscard]] DistillTerms terms(const at::Tensor& output) const {
    return distill_terms(output, batch_, noisy(), noise_, sigma_, Prediction::Velocity, *conditioning_);
  }

  static constexpr std::int64_t kChannels = 16;
  Components components_{test::tiny_model(false, "euler"), {}};
  std::unique_ptr<Conditioning> conditioning_ = make_conditioning(
      components_.kind(), components_.vae_config(), components_.transformer_config().patch_size);
  std::unique_ptr<Scheduler> scheduler_ = components_.make_scheduler();
  PairBatch batch_;
  at::Tensor noise_ = draw_noise({2, kChannels, 2, 4, 8}, 5);
  at::Tensor sigma_ = torch::tensor({0.5F, 0.95F});
};

TEST_F(DistillTest, TheRightVelocityCostsNothing) {
  const auto right = noise_ - batch_.target;
  EXPECT_EQ(terms(right).tail.item<double>(), 0);
  EXPECT_EQ(terms(right).source.item<double>(), 0);
  EXPECT_FALSE(terms(right).keep.defined()) << "no pair has a mask";
  // By hand: 1 too much everywhere is a mean square of 1.
  EXPECT_NEAR(terms(right + 1).tail.item<double>(), 1, 1e-5);
}

TEST_F(DistillTest, EachTermSeesItsOwnFrame) {
  auto output = noise_ - batch_.target;
  output.select(2, 0).add_(3);
  EXPECT_EQ(terms(output).tail.item<double>(), 0);
  EXPECT_NEAR(terms(output).source.item<double>(), 9, 1e-4);
}

TEST_F(DistillTest, TheWayCountsWhereATeacherMadeIt) {
  const auto condition_channels = components_.transformer_config().in_channels - kChannels;
  batch_.condition = draw_noise({2, condition_channels, 4, 4, 8}, 1);
  batch_.target = draw_noise({2, kChannels, 4, 4, 8}, 2);
  noise_ = draw_noise({2, kChannels, 4, 4, 8}, 5);
  batch_.evolution_weights = torch::tensor({1.0F, 0.0F});
  const auto right = noise_ - batch_.target;
  EXPECT_EQ(terms(right).evolution.item<double>(), 0);
  auto output = right.clone();
  output.select(2, 0).add_(5);  // neither the photo's frame nor the edit's
  output.select(2, 3).add_(5);
  EXPECT_EQ(terms(output).evolution.item<double>(), 0);
  output.select(2, 1).add_(2);  // one of two frames of both pairs, of which one counts: 4 / 2 / 2
  EXPECT_NEAR(terms(output).evolution.item<double>(), 1, 1e-4);
  const double tail_and_source = terms(output).tail.item<double>() + 0.1 * terms(output).source.item<double>();
  EXPECT_NEAR(terms(output).sum({}).item<double>(), tail_and_source + 0.5, 1e-3);
}

TEST_F(DistillTest, OutsideOfTheMaskThePhotoIsKept) {
  batch_.mask = torch::zeros({2, 1, 4, 8});
  batch_.mask.slice(3, 0, 4).fill_(1);  // the left half is edited
  batch_.still = batch_.target.select(2, 1).clone();
  const auto right = noise_ - batch_.target;
  EXPECT_NEAR(terms(right).keep.item<double>(), 0, 1e-10);
  auto output = right.clone();
  output.select(2, 1).slice(3, 0, 4).add_(2);  // wrong inside alone
  EXPECT_NEAR(terms(output).keep.item<double>(), 0, 1e-10);
  output.select(2, 1).slice(3, 4, 8).add_(2);  // x0 is off by sigma * 2 in the right half
  // Half of the cells; the second pair's noise is too much to tell: (0.5 * 2)² / 2 / 2 pairs.
  EXPECT_NEAR(terms(output).keep.item<double>(), 0.25, 1e-5);
}

TEST_F(DistillTest, GradientsAreThoseOfFiniteDifferences) {
  batch_.mask = torch::rand({2, 1, 4, 8});
  batch_.still = draw_noise({2, kChannels, 4, 8}, 6);
  const auto output = draw_noise(batch_.target.sizes(), 7).to(torch::kDouble).requires_grad_();
  for (auto* tensor : {&batch_.condition, &batch_.target, &batch_.mask, &batch_.still, &noise_})
    *tensor = tensor->to(torch::kDouble);
  const DistillWeights weights{.tail = 1, .source = 0.3, .keep = 0.7};
  terms(output).sum(weights).backward();
  const auto flat = output.detach().clone();
  for (const std::int64_t place : {3, 700, 1500}) {
    const auto moved = [&](double by) {
      auto other = flat.clone();
      other.view({-1})[place] += by;
      return terms(other).sum(weights).item<double>();
    };
    constexpr double kStep = 1e-4;
    const double expected = (moved(kStep) - moved(-kStep)) / (2 * kStep);
    EXPECT_NEAR(output.grad().view({-1})[place].item<double>(), expected, 1e-7) << place;
  }
}

TEST_F(DistillTest, ALoraChangesNothingBeforeItIsTaughtAndIsUndoneWhenItGoes) {
  const torch::NoGradGuard no_grad;
  WanDit& transformer = components_.transformer();
  const auto call = noisy().call;
  const auto plain = call_model(*transformer, call);
  {
    LoraSet lora(*transformer, {.rank = 4});
    // Two blocks of ten layers.
    EXPECT_EQ(lora.layers().size(), 20u);
    lora.attach();
    EXPECT_TRUE(torch::equal(call_model(*transformer, call), plain));
    for (auto& parameter : lora.parameters()) parameter.add_(0.05);
    lora.attach();
    EXPECT_FALSE(torch::allclose(call_model(*transformer, call), plain));
  }
  EXPECT_TRUE(torch::equal(call_model(*transformer, call), plain));
}

/// What the editor makes of the file is what was trained.
TEST_F(DistillTest, ALoraSavedIsTheLoraLoaded) {
  const torch::NoGradGuard no_grad;
  const test::TemporaryFolder folder;
  const auto call = noisy().call;
  WanDit& transformer = components_.transformer();
  LoraSet lora(*transformer, {.rank = 4});
  std::uint64_t seed = 20;
  for (auto& parameter : lora.parameters()) parameter.copy_(0.1 * draw_noise(parameter.sizes(), seed++));
  lora.attach();
  const auto trained = call_model(*transformer, call);
  lora.save(folder / "lora.safetensors", {});

  Components edited(test::tiny_model(false, "euler"), {});
  edited.set_loras({{folder / "lora.safetensors", 1.0}}, {});
  EXPECT_TRUE(torch::allclose(call_model(*edited.transformer(), call), trained, 1e-5, 1e-6));
  EXPECT_THAT(edited.lora_notes(), testing::IsEmpty());

  LoraSet again(*transformer, {.rank = 4, .seed = 9});
  again.load(folder / "lora.safetensors");
  const auto wanted = lora.parameters();
  const auto read = again.parameters();
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_TRUE(torch::equal(read[i], wanted[i]));
  LoraSet wider(*transformer, {.rank = 5});
  EXPECT_THROW(wider.load(folder / "lora.safetensors"), Error);
}

TEST_F(DistillTest, OnlyTheLoraIsTrained) {
  WanDit& transformer = components_.transformer();
  LoraSet lora(*transformer, {.rank = 4});
  FlatParameters parameters({{"lora", &lora}});
  lora.attach();
  const auto call = noisy().call;
  terms(call_model(*transformer, call)).sum({}).backward();
  // At the start B is zero: the gradient of A is, too, and that of B is not.
  EXPECT_GT(parameters.gradients().abs().sum().item<double>(), 0);
  for (const auto& item : transformer->named_parameters())
    EXPECT_FALSE(item.value().requires_grad()) << item.key();
}

}  // namespace
}  // namespace v4e::training
