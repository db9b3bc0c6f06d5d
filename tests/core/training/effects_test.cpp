// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/effects.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/training/filters.h"

namespace v4e::training {
namespace {

Scene test_scene() {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(5);
  Scene scene;
  scene.background = at::cat({smooth_noise(64, 64, 9, generator), smooth_noise(64, 64, 20, generator),
                              smooth_noise(64, 64, 30, generator)}) *
                         0.25 +
                     0.5;
  scene.subject = torch::zeros({1, 64, 64});
  scene.subject.slice(1, 16, 40).slice(2, 20, 50).fill_(1);
  scene.photo =
      scene.background + (colour(0.8, 0.3, 0.2, scene.background) - scene.background) * scene.subject;
  scene.subject_name = "box";
  return scene;
}

class EffectsTest : public testing::TestWithParam<std::size_t> {};

TEST_P(EffectsTest, UnfoldsFromPhotoToEdit) {
  const auto& effect = effects()[GetParam()];
  const auto scene = test_scene();
  const auto noise = torch::randn({8, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(3));
  auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const auto evolution = apply_effect(effect, scene, noise, generator);

  ASSERT_EQ(evolution.frames.sizes(), at::IntArrayRef({5, 3, 64, 64}));
  EXPECT_TRUE(evolution.frames.isfinite().all().item<bool>());
  EXPECT_GE(evolution.frames.min().item<double>(), 0);
  EXPECT_LE(evolution.frames.max().item<double>(), 1);
  if (effect.id != "restore" && effect.id != "colourise") {
    EXPECT_TRUE(torch::equal(evolution.frames[0], scene.photo.clamp(0, 1)));
  }
  // Each state is farther from the start than the one before, and the edit differs visibly.
  double before = 0;
  for (int k = 1; k < 5; ++k) {
    const double distance = (evolution.frames[k] - evolution.frames[0]).square().mean().item<double>();
    EXPECT_GT(distance, before * 0.98) << "state " << k;
    before = distance;
  }
  EXPECT_GT(before, 5e-5) << effect.id;
  // Outside its region nothing changes.
  const auto outside = (evolution.frames[4] - evolution.frames[0]).abs() * (evolution.region < 1e-4);
  EXPECT_LT(outside.max().item<double>(), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(All, EffectsTest, testing::Range<std::size_t>(0, effects().size()),
                         [](const auto& parameter) {
                           const auto& effect = effects()[parameter.param];
                           return effect.id + effect.colour;
                         });

TEST(Snow, FlakesFollowTheNoise) {
  const auto scene = test_scene();
  const auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const Effect snow{"snow", "", false};
  const auto a = torch::randn({8, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(1));
  const auto b = torch::randn({8, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(2));
  const auto first = apply_effect(snow, scene, a, generator).frames;
  EXPECT_TRUE(torch::equal(first, apply_effect(snow, scene, a, generator).frames));
  EXPECT_FALSE(torch::allclose(first, apply_effect(snow, scene, b, generator).frames, 0, 0.05));
}

}  // namespace
}  // namespace v4e::training
