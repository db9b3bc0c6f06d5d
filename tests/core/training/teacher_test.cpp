// SPDX-License-Identifier: GPL-3.0-or-later
// The way between two pictures, by models that were taught to end in one and by others.
#include "core/training/rollout/teacher.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/library/model_folder.h"
#include "core/pipelines/held_end.h"
#include "core/pipelines/noise.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::training {
namespace {

ComponentPaths teacher_paths(const std::string& name) {
  if (name == "nano")
    return read_model_folder(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano").paths;
  ComponentPaths paths = test::tiny_model(name == "first_latent", "euler");
  if (name == "flf2v") paths.transformer = test::golden_path("dit_flf2v/diffusers");
  if (name == "fun_inp") paths.part_masks = true;
  if (name == "t2v")
    paths.expand_timesteps = false, paths.transformer = test::golden_path("dit_t2v/diffusers");
  return paths;
}

PairPictures way_pictures() {
  const auto photo = resize_like_pillow(read_reference_picture(test::golden_path("images/image0.png")), 32,
                                        64, ResizeFilter::Bicubic);
  const auto tint = torch::tensor({0.4, 0.5, 0.8});
  return {.source = photo, .target = (photo.to(torch::kFloat) * tint).to(torch::kUInt8)};
}

TeacherOptions options_of(const std::string& name) {
  return {.num_frames = name == "nano" ? 5 : 9, .steps = 3, .guidance_scale = 1};
}

class TeacherTest : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] bool is_nano() const { return GetParam() == std::string("nano"); }

  Components components_{teacher_paths(GetParam()), {}};
  Teacher teacher_{components_, options_of(GetParam())};
  const PairPictures pictures_ = way_pictures();
};

TEST_P(TeacherTest, AWayBeginsAtThePhotoAndEndsAtTheEdit) {
  const torch::NoGradGuard no_grad;
  const auto made = teacher_.roll_out(pictures_, "day slowly turns into night", "p1");
  const auto frames = options_of(GetParam()).num_frames;
  EXPECT_EQ(made.frames.sizes(), (std::vector<std::int64_t>{frames, 3, 32, 64}));
  ASSERT_EQ(made.latents.size(1), 1 + (frames - 1) / 4);
  WanVae& vae = components_.vae();
  const auto photo = to_vae_input(pictures_.source, 32, 64);
  const auto edit = to_vae_input(pictures_.target, 32, 64);
  EXPECT_TRUE(torch::equal(made.latents.narrow(1, 0, 1), encode_clip(*vae, photo.unsqueeze(2), {}, {})[0]));
  const auto end = closing_latent(*vae, photo, edit, {}, {})[0].select(1, 0);
  const auto last = made.latents.select(1, made.latents.size(1) - 1);
  if (!is_nano()) {
    EXPECT_TRUE(torch::equal(last, end));
    return;
  }
  // The built-in model makes one latent frame, most of whose channels are its last pixel frame.
  const auto states = last_frame_channels(*vae);
  EXPECT_EQ(states.sum().item<int>(), 40);
  EXPECT_TRUE(torch::equal(last.index({states}), end.index({states})));
  EXPECT_FALSE(torch::equal(last.index({~states}), end.index({~states}))) << "the way is its own";
  const auto wanted = pictures_.target.permute({2, 0, 1}).to(torch::kFloat) / 255;
  EXPECT_LT((made.frames[frames - 1] - wanted).square().mean().item<double>(), 2e-3);
}

TEST_P(TeacherTest, TheNoiseIsThePairsOwn) {
  const torch::NoGradGuard no_grad;
  const auto first = teacher_.roll_out(pictures_, "snow", "p1");
  EXPECT_TRUE(torch::equal(first.latents, teacher_.roll_out(pictures_, "snow", "p1").latents));
  EXPECT_FALSE(torch::equal(first.latents, teacher_.roll_out(pictures_, "snow", "p2").latents));
}

/// What the teacher's blocks are asked with again is what it made the way with.
TEST_P(TeacherTest, WhatItSawIsKept) {
  const torch::NoGradGuard no_grad;
  const auto input = teacher_.roll_out(pictures_, "day slowly turns into night", "p1").input;
  VideoPipeline pipeline(components_);
  const auto text = pipeline.encode_prompt("day slowly turns into night")[0];
  EXPECT_TRUE(torch::equal(padded_text(input.text, text.size(0)), text));
  const std::string name = GetParam();
  ASSERT_EQ(input.condition.dim(), 4);
  if (is_nano() || name == "first_latent") {
    EXPECT_FALSE(input.image_embeds.defined());
    return;
  }
  EXPECT_EQ(input.image_embeds.size(0), name == "flf2v" ? 2 : 1);
  // The masks of the last of three latent frames: the last picture is known to those that take one.
  const bool sees_the_edit = name == "flf2v" || name == "fun_inp";
  EXPECT_EQ(input.condition[3][2].min().item<float>(), sees_the_edit ? 1 : 0);
  EXPECT_EQ(input.condition[0][0].min().item<float>(), 1) << "the photo is";
}

INSTANTIATE_TEST_SUITE_P(Models, TeacherTest,
                         testing::Values("nano", "flf2v", "fun_inp", "i2v", "first_latent"),
                         [](const auto& tested) { return std::string(tested.param); });

/// What kept the end was there at each noise level, and what was taught to end there got it as a condition.
TEST(HeldEnd, StandsInTheLastLatentFrameOfEveryStep) {
  const c10::InferenceMode mode;
  for (const char* name : {"i2v", "first_latent"}) {
    Components components(teacher_paths(name), {});
    VideoPipeline pipeline(components);
    VideoRequest request = test::small_request();
    request.image = way_pictures().source;
    request.last_image = way_pictures().target;
    request.num_frames = 9;
    const auto photo = to_vae_input(request.image, 32, 64);
    const auto end =
        closing_latent(*components.vae(), photo, to_vae_input(request.last_image, 32, 64), {}, {});
    const auto noise = pipeline.prepare_noise(request);
    const auto scheduler = components.make_scheduler();
    scheduler->set_timesteps(request.num_inference_steps);
    int steps = 0;
    request.on_step = [&](const StepReport& step) {
      const double sigma = scheduler->sigmas()[static_cast<std::size_t>(step.step_index) + 1];
      const auto expected = (1 - sigma) * end + sigma * noise.slice(2, 2);
      EXPECT_TRUE(at::allclose(step.latents.slice(2, 2), expected, 1e-6, 1e-6)) << name << sigma;
      EXPECT_FALSE(at::equal(step.latents.select(2, 1), step.latents.select(2, 2)))
          << "the way is made, " << name << ' ' << sigma;
      ++steps;
      return StepDecision::Continue;
    };
    (void)pipeline.run(request);
    EXPECT_EQ(steps, 3);
    request.num_frames = 5;  // one latent frame behind the photo: no way
    EXPECT_THROW(static_cast<void>(pipeline.run(request)), Error) << name;
  }
}

TEST(HeldEnd, IsNotNeededWhereTheEndIsACondition) {
  const c10::InferenceMode mode;
  Components components(teacher_paths("fun_inp"), {});
  VideoPipeline pipeline(components);
  VideoRequest request = test::small_request();
  request.image = way_pictures().source;
  request.last_image = way_pictures().target;
  request.num_frames = 9;
  const auto condition = pipeline.prepare_condition(request);
  EXPECT_EQ(condition[0][3][2].min().item<float>(), 1) << "the last frame is known";
  EXPECT_EQ(condition[0][2][2].max().item<float>(), 0);
  // Its picture tokens are of the photo alone.
  EXPECT_EQ(pipeline.encode_image(request).size(0), 1);
}

TEST(TeacherOfText, IsRefused) {
  Components components(teacher_paths("t2v"), {});
  try {
    const Teacher teacher(components, options_of("t2v"));
    FAIL() << "a model without pictures cannot teach a way";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), testing::HasSubstr("FLF2V"));
  }
}

}  // namespace
}  // namespace v4e::training
