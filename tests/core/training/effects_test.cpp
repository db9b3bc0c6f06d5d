// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/effects.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/training/filters.h"
#include "core/training/night.h"
#include "core/training/snow.h"

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

/// What the whole effect makes of a photo of even sides, without a region.
at::Tensor edited(const std::string& id, const at::Tensor& photo) {
  Scene scene;
  scene.photo = photo;
  const auto noise = torch::zeros({16, photo.size(1) / 8, photo.size(2) / 8});
  return apply_effect({id, "", false}, scene, noise, at::make_generator<at::CPUGeneratorImpl>(7)).frames[4];
}

at::Tensor plain(double red, double green, double blue) {
  return colour(red, green, blue, torch::zeros({})).expand({3, 64, 64}).clone();
}

TEST(Unfolding, GoesOnWhereTheEditEnds) {
  Scene scene;
  scene.photo = plain(0.8, 0.4, 0.2);
  scene.region = torch::zeros({1, 64, 64});
  scene.region.slice(1, 0, 32).fill_(1);
  const auto way = unfolding({"bw", "", false}, scene, torch::zeros({16, 8, 8}), {});
  // Luma by Rec. 601: 0.299 * 0.8 + 0.587 * 0.4 + 0.114 * 0.2 = 0.4968.
  const auto red = [&](double share, std::int64_t row) { return way.at(share)[0][row][5].item<double>(); };
  EXPECT_NEAR(red(1, 3), 0.4968, 1e-4);
  EXPECT_NEAR(red(0.5, 3), (0.8 + 0.4968) / 2, 1e-4);
  EXPECT_NEAR(red(1.2, 3), 0.4968 - 0.2 * (0.8 - 0.4968), 1e-4);
  EXPECT_NEAR(red(1.2, 40), 0.8, 1e-6);
  EXPECT_TRUE(torch::equal(unfolded(way).frames[2], way.at(0.5)));
}

/// Mean of rows and columns from..to of a picture.
double mean_of(const at::Tensor& picture, std::int64_t top, std::int64_t bottom, std::int64_t left,
               std::int64_t right) {
  return picture.slice(1, top, bottom).slice(2, left, right).mean().item<double>();
}

class EffectsTest : public testing::TestWithParam<std::size_t> {};

TEST_P(EffectsTest, UnfoldsFromPhotoToEdit) {
  const auto& effect = effects()[GetParam()];
  const auto scene = test_scene();
  const auto noise = torch::randn({16, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(3));
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
  const auto noise = torch::randn({16, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(3));
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
  const auto a = torch::randn({16, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(1));
  const auto b = torch::randn({16, 8, 8}, at::make_generator<at::CPUGeneratorImpl>(2));
  const auto first = apply_effect(snow, scene, a, generator).frames;
  EXPECT_TRUE(torch::equal(first, apply_effect(snow, scene, a, generator).frames));
  EXPECT_FALSE(torch::allclose(first, apply_effect(snow, scene, b, generator).frames, 0, 0.05));
}

TEST(Snow, HasFlakesOfSeveralSizes) {
  const auto photo = plain(0.3, 0.3, 0.3);
  const auto bare = Snowfall(torch::full({5, 8, 8}, -3.0), 64, 64).over(photo, 1);
  double before = 0.002;  // of the range; the farthest are just seen
  for (const double size : {-2.0, 0.0, 2.0}) {
    auto noise = torch::zeros({5, 8, 8});  // in the middle of their cells
    noise[0].fill_(3);
    noise[3].fill_(size);
    const double hidden = (Snowfall(noise, 64, 64).over(photo, 1) - bare).mean().item<double>();
    EXPECT_GT(hidden, 1.3 * before) << size;
    before = hidden;
  }
}

TEST(Snow, LiesOnWhatFacesUp) {
  auto photo = plain(0.7, 0.7, 0.7);
  photo.slice(1, 16, 30).slice(2, 20, 44).fill_(0.3);
  const auto cover = snow_cover(photo);
  const double on_top = mean_of(cover, 16, 19, 26, 38);
  EXPECT_GT(on_top, 0.6);
  EXPECT_LT(mean_of(cover, 27, 30, 26, 38), 0.4 * on_top) << "its lower edge";
  EXPECT_LT(mean_of(cover, 21, 26, 17, 23), 0.4 * on_top) << "its side";
}

TEST(Snow, CoversTheGroundAndNotTheSky) {
  auto photo = plain(0.45, 0.6, 0.9);
  photo.slice(1, 32, 64) = colour(0.35, 0.4, 0.2, photo);
  const auto cover = snow_cover(photo);
  EXPECT_GT(mean_of(cover, 54, 64, 0, 64), 0.5);
  EXPECT_LT(mean_of(cover, 0, 24, 0, 64), 0.05);
  EXPECT_LT(mean_of(snow_cover(plain(0.1, 0.3, 0.7)), 54, 64, 0, 64), 0.05) << "a lake";
}

TEST(Night, KeepsLampsLitAndWarm) {
  const auto warm_white = colour(1, 0.85, 0.5, torch::zeros({}));
  auto photo = plain(0.25, 0.25, 0.25);
  photo.slice(1, 40, 46).slice(2, 30, 36) = warm_white;
  const auto edit = edited("night", photo);
  EXPECT_GT(mean_of(edit.slice(0, 0, 1), 41, 45, 31, 35), 0.75);
  EXPECT_GT(mean_of(edit.slice(0, 0, 1), 41, 45, 31, 35), mean_of(edit.slice(0, 2, 3), 41, 45, 31, 35) + 0.2);
  EXPECT_LT(mean_of(edit, 0, 24, 0, 20), 0.12) << "far from the lamp";
  EXPECT_GT(mean_of(edit.slice(0, 0, 1), 36, 39, 31, 35), 1.3 * mean_of(edit.slice(0, 0, 1), 4, 8, 4, 8))
      << "its glow";
  EXPECT_LT(mean_of(edited("night", plain(1, 0.85, 0.5)), 0, 64, 0, 64), 0.45) << "a bright wall is no lamp";
}

TEST(Night, SkyFallsOff) {
  auto photo = plain(0.6, 0.75, 0.95);
  photo.slice(1, 44, 64) = colour(0.4, 0.4, 0.3, photo);
  const auto edit = edited("night", photo);
  const double top = mean_of(edit, 0, 6, 0, 64);
  EXPECT_LT(top, 0.12);
  EXPECT_GT(mean_of(edit, 28, 34, 0, 64), 1.3 * top);
}

TEST(Night, DeepensShadows) {
  auto photo = plain(0.4, 0.4, 0.4);
  photo.slice(2, 0, 32).fill_(0.2);
  const auto edit = edited("night", photo);
  EXPECT_GT(mean_of(edit, 0, 64, 44, 64), 2.2 * mean_of(edit, 0, 64, 0, 20)) << "where it was twice as light";
}

TEST(Brighter, KeepsBlackAndTheContrastOfShadows) {
  const auto ramp = torch::linspace(0, 1, 64).view({1, 1, 64}).expand({3, 64, 64});
  const auto edit = edited("brighter", ramp);
  EXPECT_LT(mean_of(edit, 0, 64, 0, 1), 1e-6);
  EXPECT_GT(mean_of(edit, 0, 64, 63, 64), 0.999);
  EXPECT_GT(mean_of(edit, 0, 64, 31, 33), 0.65);
  const auto steps = edit.slice(2, 1, 64) - edit.slice(2, 0, 63);
  EXPECT_GT(steps.min().item<double>(), 0) << "nothing is clipped";
  EXPECT_GT(steps.slice(2, 0, 20).min().item<double>(), 1.0 / 63) << "darks get no flatter";
}

TEST(Watercolour, LeavesLightsToThePaper) {
  EXPECT_GT(edited("watercolour", plain(0.95, 0.95, 0.95)).min().item<double>(), 0.97);
}

TEST(Cartoon, HasFewerTonesThanThePhoto) {
  const auto ramp = torch::linspace(0.05, 0.95, 64).view({1, 1, 64}).expand({3, 64, 64});
  const auto rise = edited("cartoon", ramp).slice(2, 1, 64) - edited("cartoon", ramp).slice(2, 0, 63);
  // Flat tones with steps between them: most of the way is made in few places.
  const auto sorted = std::get<0>(rise[0][32].abs().sort(0, true));
  EXPECT_GT((sorted.slice(0, 0, 16).sum() / sorted.sum()).item<double>(), 0.5);
}

TEST(BrushStrokes, FlattenTextureAndKeepEdges) {
  auto photo = plain(0.3, 0.3, 0.3);
  photo.slice(2, 32, 64).fill_(0.7);
  const auto rough = photo + 0.03 * torch::randn({3, 64, 64}, at::make_generator<at::CPUGeneratorImpl>(2));
  const auto painted = brush_strokes(rough, 3, 1.5);
  const auto deviation = [](const at::Tensor& picture) {
    return picture.slice(1, 8, 56).slice(2, 8, 24).std().item<double>();
  };
  EXPECT_LT(deviation(painted), 0.5 * deviation(rough));
  EXPECT_GT(mean_of(painted, 8, 56, 34, 35) - mean_of(painted, 8, 56, 29, 30), 0.9 * 0.4);
}

TEST(BrushStrokes, ChangeSmoothlyWithThePicture) {
  const auto photo = test_scene().photo;
  const auto moved = photo + 1e-3 * torch::randn({3, 64, 64}, at::make_generator<at::CPUGeneratorImpl>(2));
  const auto change = brush_strokes(moved, 3, 1.5) - brush_strokes(photo, 3, 1.5);
  EXPECT_LT(change.abs().max().item<double>(), 0.02);
}

}  // namespace
}  // namespace v4e::training
