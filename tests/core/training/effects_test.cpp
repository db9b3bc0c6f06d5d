// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/effects.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/types.h>

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
                           return effect.id + effect.colour + effect.second_colour;
                         });

TEST_P(EffectsTest, StaysInItsRegion) {
  const auto& effect = effects()[GetParam()];
  auto scene = test_scene();
  scene.region = torch::zeros({1, 64, 64});
  scene.region.slice(1, 8, 30).slice(2, 4, 60).fill_(1);
  const auto noise = torch::randn({8, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(3));
  const auto evolution = apply_effect(effect, scene, noise, at::make_generator<at::CPUGeneratorImpl>(7));
  EXPECT_TRUE(torch::equal(evolution.region, scene.region));
  const auto edited = evolution.frames[4];
  const auto outside = (scene.region == 0).expand_as(edited);
  EXPECT_TRUE(torch::equal(edited.masked_select(outside), evolution.frames[0].masked_select(outside)));
  const auto inside = (scene.region == 1).expand_as(edited);
  EXPECT_TRUE(torch::allclose(edited.masked_select(inside), evolution.whole.masked_select(inside), 0, 1e-6));
}

TEST(Remove, ShowsTheModelNothingOfTheObject) {
  auto scene = test_scene();
  scene.region = scene.subject;
  const Effect remove{"remove", "", true};
  const auto noise = torch::zeros({8, 8, 8});
  const auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const auto first = apply_effect(remove, scene, noise, generator);
  EXPECT_TRUE(torch::equal(first.frames[0], scene.photo)) << "while it is seen in the photo";
  EXPECT_TRUE(torch::allclose(first.frames[4], scene.background, 0, 1e-6));
  scene.photo = scene.photo * (1 - scene.subject);
  EXPECT_TRUE(torch::equal(apply_effect(remove, scene, noise, generator).shown, first.shown));
}

TEST(BackgroundBlur, TakesNoColourFromTheSubject) {
  auto scene = test_scene();
  const Effect blur{"bgblur", "", true};
  const auto noise = torch::zeros({8, 8, 8});
  const auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  const auto first = apply_effect(blur, scene, noise, generator);
  scene.photo = scene.photo * (1 - scene.subject);
  const auto outside = (scene.subject == 0).expand({3, 64, 64});
  const auto other = apply_effect(blur, scene, noise, generator);
  EXPECT_TRUE(torch::allclose(other.frames[4].masked_select(outside), first.frames[4].masked_select(outside),
                              0, 2e-3));
}

TEST(Gradient, RunsFromTheFirstColourToTheSecond) {
  auto scene = test_scene();
  scene.region = torch::ones({1, 64, 64});
  const Effect gradient{"bggradient", "blue", true, "white"};
  const auto edit =
      apply_effect(gradient, scene, torch::zeros({8, 8, 8}), at::make_generator<at::CPUGeneratorImpl>(7))
          .whole;
  const auto expect = [&](std::int64_t row, double red, double green, double blue) {
    EXPECT_TRUE(
        torch::allclose(edit.select(1, row), colour(red, green, blue, edit).squeeze(1).expand({3, 64})));
  };
  expect(0, 0.12, 0.30, 0.85);
  expect(63, 0.97, 0.97, 0.97);
}

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
