// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/composite_loss.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/pipelines/conditioning/conditioning.h"
#include "core/pipelines/noise.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kStates = 40;

class CompositeLossTest : public testing::Test {
 protected:
  void SetUp() override {
    const fs::path folder = fs::path(V4E_SOURCE_DIR) / "resources/models/nano/vae";
    vae_ = WanVae(WanVaeConfig::from_json(read_json_file(folder / "config.json"), "vae"));
    LoadOptions options;
    options.dtype = at::kFloat;
    load_state(*vae_, *open_checkpoint(folder), options);
    // A smooth picture, another one of it, and a region in the middle.
    photo_ = torch::upsample_bilinear2d(draw_noise({2, 3, 5, 6}, 1), {32, 48}, false).clamp(-1, 1);
    edit_ = (photo_.flip(1) * 0.7 + 0.1).clamp(-1, 1);
    region_ = torch::zeros({2, 1, 32, 48});
    region_.slice(2, 8, 24).slice(3, 16, 40).fill_(1);
  }

  /// Normalised latents of a clip that goes straight from the photo to `edit`.
  at::Tensor latents(const at::Tensor& edit) {
    std::vector<at::Tensor> frames;
    for (int k = 0; k < 5; ++k) frames.push_back(torch::lerp(photo_, edit, k / 4.0));
    return encode_clip(*vae_, torch::stack(frames, 2), {}, {}).slice(2, 1);
  }

  [[nodiscard]] CompositeLoss::Target target(const at::Tensor& edit) {
    return {latents(edit), edit, photo_, region_};
  }

  WanVae vae_{nullptr};
  at::Tensor photo_;
  at::Tensor edit_;
  at::Tensor region_;
};

TEST_F(CompositeLossTest, DecodesAsTheVaeDoes) {
  const auto edit = latents(edit_);
  const auto both = torch::cat({latents(photo_), edit}, 2);
  VaeOptions options;
  options.clamp = false;
  const auto expected = vae_->decode(vae_->denormalize(both), options).select(2, 4);
  EXPECT_TRUE(torch::allclose(CompositeLoss(vae_, kStates).last_frame(edit), expected, 0, 2e-4));
}

TEST_F(CompositeLossTest, WhatIsOutsideDoesNotCount) {
  const CompositeLoss loss(vae_, kStates);
  const auto right = latents(edit_);
  auto outside = edit_.clone();
  outside.slice(2, 0, 8).fill_(0.9);
  outside.slice(3, 40, 48).fill_(-0.9);
  const auto wrong_outside = latents(outside);
  EXPECT_GT((wrong_outside - right).abs().max().item<double>(), 0.1);
  EXPECT_TRUE(torch::allclose(loss(wrong_outside, target(edit_)), loss(right, target(edit_)), 1e-3, 1e-4));
  const auto errors = loss.errors(wrong_outside, target(edit_));
  EXPECT_TRUE(torch::allclose(errors.squared, loss.errors(right, target(edit_)).squared, 1e-3, 1e-3));
  EXPECT_TRUE(torch::equal(errors.area, torch::full({2}, 16.0 * 24)));
}

TEST_F(CompositeLossTest, LeavingThePhotoCostsAboutOneOfEachPart) {
  // Squared and absolute errors of the photo are what they are divided by; mean |d| <= sqrt(mean d²).
  const auto cost = CompositeLoss(vae_, kStates)(latents(photo_), target(edit_));
  EXPECT_GT(cost.min().item<double>(), 0.9);
  EXPECT_LT(cost.max().item<double>(), 1.6 + 0.25);
  const auto done = CompositeLoss(vae_, kStates)(latents(edit_), target(edit_));
  EXPECT_LT(done.max().item<double>(), 0.25 * cost.min().item<double>());
}

TEST_F(CompositeLossTest, NoGradientComesFromOutside) {
  auto made = latents(photo_).detach().requires_grad_();
  CompositeLoss(vae_, kStates)(made, target(edit_)).sum().backward();
  const auto by_cell = made.grad().abs().sum(1)[0][0];  // [4, 6]
  for (std::int64_t y = 0; y < 4; ++y) {
    for (std::int64_t x = 0; x < 6; ++x) {
      const bool inside = y >= 1 && y < 3 && x >= 2 && x < 5;
      EXPECT_EQ(by_cell[y][x].item<double>() > 0, inside) << y << ", " << x;
    }
  }
}

}  // namespace
}  // namespace v4e::training
