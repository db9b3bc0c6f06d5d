// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/conditioning.h"

#include "core/base/error.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/conditioning/source_every_frame.h"
#include "core/pipelines/noise.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

constexpr PatchSize kPatch = {1, 2, 2};

WanVaeConfig small_vae() {
  WanVaeConfig config;
  config.base_dim = 4;
  return config;
}

std::unique_ptr<Conditioning> make(ConditioningKind kind, bool needs_last_image = false) {
  return make_conditioning({kind, needs_last_image}, small_vae(), kPatch);
}

WanVae& vae() {
  static WanVae model = [] {
    WanVae made(small_vae());
    initialize_parameters(*made, 5);
    return made;
  }();
  return model;
}

KnownFrames photos(std::int64_t count, std::int64_t num_frames = 5) {
  return {.first_image = draw_noise({count, 3, 32, 48}, 3).clamp(-1, 1),
          .last_image = {},
          .num_frames = num_frames};
}

/// The left half of pictures of 32 x 48, and the seventh part of the next cell, is to be edited.
at::Tensor left_region() {
  at::Tensor region = at::zeros({1, 1, 32, 48});
  region.slice(3, 0, 25).fill_(1);
  return region;
}

TEST(Conditioning, PartMasksKnowWhatLiesOutsideARegionInEveryFrame) {
  const c10::InferenceMode mode;
  const auto inpainting = make_conditioning(
      {.conditioning = ConditioningKind::MaskAndLatents, .part_masks = true}, small_vae(), kPatch);
  const auto plain = make(ConditioningKind::MaskAndLatents);
  KnownFrames known = photos(2);
  const at::Tensor without = plain->encode(*vae(), known, {}, {});
  EXPECT_TRUE(at::equal(inpainting->encode(*vae(), known, {}, {}), without)) << "no region, no difference";
  known.region = left_region();
  EXPECT_TRUE(at::equal(plain->encode(*vae(), known, {}, {}), without)) << "others are not told";

  const at::Tensor condition = inpainting->encode(*vae(), known, {}, {});
  ASSERT_EQ(condition.sizes(), without.sizes());
  const at::Tensor mask = condition.narrow(1, 0, 4);
  EXPECT_TRUE(at::equal(mask.select(2, 0), at::ones({2, 4, 4, 6}))) << "the photo itself is known";
  // Shrunk between the two middle pixels of eight: 24 is the first of the fourth cell, not in its middle.
  const at::Tensor expected = at::tensor({0, 0, 0, 1, 1, 1}, at::kFloat).expand({2, 4, 4, 6});
  EXPECT_TRUE(at::equal(mask.select(2, 1), expected));

  at::Tensor film = known.first_image.unsqueeze(2).repeat({1, 1, 5, 1, 1});
  film.slice(2, 1).slice(4, 0, 25).zero_();
  EXPECT_TRUE(at::equal(condition.slice(1, 4), encode_clip(*vae(), film, {}, {})));

  known.region = at::ones({1, 1, 32, 48});
  EXPECT_TRUE(at::equal(inpainting->encode(*vae(), known, {}, {}), without)) << "all of it is as no region";
  known.region = at::zeros({1, 1, 32, 40});
  EXPECT_THROW((void)inpainting->encode(*vae(), known, {}, {}), Error);
}

TEST(Conditioning, NamesWhatDoesNotFit) {
  const auto refusal = [](const Conditioning& conditioning, const ClipSize& size, bool first, bool last) {
    try {
      conditioning.check(size, first, last);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return std::string(error.what());
    }
    return std::string();
  };
  const ClipSize good{.num_frames = 5, .height = 32, .width = 48};
  const auto photo = make(ConditioningKind::MaskAndLatents);
  EXPECT_EQ(refusal(*photo, good, true, false), "");
  EXPECT_NE(refusal(*photo, {5, 40, 48}, true, false).find("height"), std::string::npos);
  EXPECT_NE(refusal(*photo, {5, 32, 0}, true, false).find("width"), std::string::npos);
  EXPECT_NE(refusal(*photo, {6, 32, 48}, true, false).find("frames"), std::string::npos);
  EXPECT_NE(refusal(*photo, {-3, 32, 48}, true, false).find("frames"), std::string::npos);
  EXPECT_NE(refusal(*photo, good, false, false), "");
  EXPECT_NE(refusal(*photo, good, true, true), "");
  const auto both = make(ConditioningKind::MaskAndLatents, true);
  EXPECT_EQ(refusal(*both, good, true, true), "");
  EXPECT_NE(refusal(*both, good, true, false), "");
  const auto nano = make(ConditioningKind::SourceEveryFrame);
  EXPECT_NE(refusal(*nano, {1, 32, 48}, true, false).find("5 frames"), std::string::npos);
  const auto text = make(ConditioningKind::TextOnly);
  EXPECT_EQ(refusal(*text, good, false, false), "");
  EXPECT_NE(refusal(*text, good, true, false), "");
  const auto either = make(ConditioningKind::FirstLatent);
  EXPECT_EQ(refusal(*either, good, false, false), "");
  EXPECT_EQ(refusal(*either, good, true, false), "");
  EXPECT_NE(refusal(*either, good, true, true), "");
}

TEST(MaskAndLatents, PutsTheConditionBesideTheNoise) {
  const c10::InferenceMode mode;
  const auto conditioning = make(ConditioningKind::MaskAndLatents);
  const at::Tensor condition = conditioning->encode(*vae(), photos(2), {}, {});
  ASSERT_EQ(condition.sizes(), at::IntArrayRef({2, 20, 2, 4, 6}));
  EXPECT_TRUE(at::equal(conditioning->denoised_part(condition), condition));
  const at::Tensor noise = draw_noise(conditioning->noise_shape({5, 32, 48}, 2), 1);
  const at::Tensor input = conditioning->model_input(noise, condition);
  ASSERT_EQ(input.sizes(), at::IntArrayRef({2, 36, 2, 4, 6}));
  EXPECT_TRUE(at::equal(input.narrow(1, 0, 16), noise));
  EXPECT_TRUE(at::equal(input.narrow(1, 20, 16), conditioning->known_latents(condition)));
  EXPECT_TRUE(at::equal(conditioning->whole_clip(noise, condition), noise));
}

TEST(SourceEveryFrame, DenoisesWhatComesAfterThePhoto) {
  const c10::InferenceMode mode;
  const auto conditioning = make(ConditioningKind::SourceEveryFrame);
  const at::Tensor condition = conditioning->encode(*vae(), photos(1), {}, {});
  const at::Tensor part = conditioning->denoised_part(condition);
  ASSERT_EQ(part.sizes(), at::IntArrayRef({1, 20, 1, 4, 6}));
  EXPECT_TRUE(part.narrow(1, 0, 4).eq(0).all().item<bool>()) << "the frames to make are unknown";
  const at::Tensor still = photos(1).first_image.unsqueeze(2).expand({-1, -1, 5, -1, -1});
  EXPECT_TRUE(at::equal(conditioning->known_latents(condition), encode_clip(*vae(), still, {}, {})));
  const at::Tensor noise = draw_noise(conditioning->noise_shape({5, 32, 48}), 1);
  ASSERT_EQ(noise.sizes(), at::IntArrayRef({1, 16, 1, 4, 6}));
  const at::Tensor clip = conditioning->whole_clip(noise, condition);
  EXPECT_TRUE(at::equal(clip.slice(2, 0, 1), conditioning->known_latents(condition).slice(2, 0, 1)));
  EXPECT_TRUE(at::equal(clip.slice(2, 1), noise));
}

std::unique_ptr<Conditioning> with_region_channels() {
  return make_conditioning({ConditioningKind::SourceEveryFrame, false, 16}, small_vae(), kPatch);
}

TEST(RegionMask, IsWhatIsKeptOfEachPartRowByRow) {
  at::Tensor region = at::zeros({1, 1, 8, 16});
  region.slice(2, 0, 2).slice(3, 2, 4).fill_(1);  // the second of the left cell's 16 parts
  region.slice(3, 8, 16).fill_(0.25);             // all of the right cell
  const at::Tensor whole = region_mask(region, 8, 1);
  ASSERT_EQ(whole.sizes(), at::IntArrayRef({1, 1, 1, 2}));
  EXPECT_FLOAT_EQ(whole[0][0][0][0].item<float>(), 1 - 4.0F / 64);
  EXPECT_FLOAT_EQ(whole[0][0][0][1].item<float>(), 0.75F);
  const at::Tensor parts = region_mask(region, 8, 16);
  ASSERT_EQ(parts.sizes(), at::IntArrayRef({1, 16, 1, 2}));
  for (std::int64_t part = 0; part < 16; ++part) {
    EXPECT_FLOAT_EQ(parts[0][part][0][0].item<float>(), part == 1 ? 0.0F : 1.0F) << part;
    EXPECT_FLOAT_EQ(parts[0][part][0][1].item<float>(), 0.75F) << part;
  }
  EXPECT_THROW((void)region_mask(region, 8, 5), Error);
}

TEST(SourceEveryFrame, SeesTheRegionInTheMaskAndInFinerParts) {
  const c10::InferenceMode mode;
  const auto conditioning = with_region_channels();
  KnownFrames known = photos(2);
  const at::Tensor without = conditioning->encode(*vae(), known, {}, {});
  known.region = at::zeros({1, 1, 32, 48});
  known.region.slice(2, 8, 24).slice(3, 4, 40).fill_(1);
  const at::Tensor condition = conditioning->encode(*vae(), known, {}, {});
  ASSERT_EQ(condition.sizes(), at::IntArrayRef({2, 36, 2, 4, 6}));
  EXPECT_TRUE(at::equal(condition.slice(2, 0, 1), without.slice(2, 0, 1))) << "the photo's own frame";
  EXPECT_TRUE(at::equal(conditioning->known_latents(condition), conditioning->known_latents(without)));
  const at::Tensor made = condition.select(2, 1);
  const at::Tensor kept = region_mask(known.region, 8, 1).expand({2, 4, -1, -1});
  EXPECT_TRUE(at::equal(made.narrow(1, 0, 4), kept));
  EXPECT_TRUE(at::equal(made.narrow(1, 20, 16), region_mask(known.region, 8, 16).expand({2, -1, -1, -1})));
  EXPECT_TRUE(without.select(2, 1).narrow(1, 20, 16).eq(0).all().item<bool>());
}

TEST(SourceEveryFrame, TheWholePictureAsRegionIsNone) {
  const c10::InferenceMode mode;
  const auto conditioning = with_region_channels();
  KnownFrames known = photos(1);
  const at::Tensor without = conditioning->encode(*vae(), known, {}, {});
  known.region = at::ones({1, 1, 32, 48});
  EXPECT_TRUE(at::equal(conditioning->encode(*vae(), known, {}, {}), without));
}

TEST(SourceEveryFrame, RefusesARegionOfAnotherSize) {
  const c10::InferenceMode mode;
  const auto conditioning = with_region_channels();
  KnownFrames known = photos(1);
  known.region = at::ones({1, 1, 32, 40});
  EXPECT_THROW((void)conditioning->encode(*vae(), known, {}, {}), Error);
}

TEST(SourceEveryFrame, WithoutItsChannelsARegionIsNotSeen) {
  const c10::InferenceMode mode;
  const auto conditioning = make(ConditioningKind::SourceEveryFrame);
  KnownFrames known = photos(1);
  const at::Tensor without = conditioning->encode(*vae(), known, {}, {});
  known.region = at::zeros({1, 1, 32, 48});
  known.shown = known.first_image * 0.5;
  EXPECT_TRUE(at::equal(conditioning->encode(*vae(), known, {}, {}), without));
}

TEST(SourceEveryFrame, WhatIsShownStandsInThePhotosPlaceBehindIt) {
  const c10::InferenceMode mode;
  const auto conditioning = with_region_channels();
  KnownFrames known = photos(1);
  known.shown = at::flip(known.first_image, {3});
  const at::Tensor condition = conditioning->encode(*vae(), known, {}, {});
  std::vector<at::Tensor> frames;
  for (int k = 0; k < 5; ++k) frames.push_back(at::lerp(known.first_image, known.shown, k / 4.0));
  EXPECT_TRUE(at::allclose(conditioning->known_latents(condition),
                           encode_clip(*vae(), at::stack(frames, 2), {}, {}), 0, 1e-5));
}

TEST(FirstLatent, HoldsThePhotoAtTimestepZero) {
  const c10::InferenceMode mode;
  const auto conditioning = make(ConditioningKind::FirstLatent);
  const at::Tensor condition = conditioning->encode(*vae(), photos(2, 9), {}, {});
  ASSERT_EQ(condition.sizes(), at::IntArrayRef({2, 16, 3, 4, 6}));
  const at::Tensor photo = encode_clip(*vae(), photos(2).first_image.unsqueeze(2), {}, {});
  EXPECT_TRUE(at::equal(condition.slice(2, 0, 1), photo));
  const at::Tensor noise = draw_noise(conditioning->noise_shape({9, 32, 48}, 2), 1);
  const at::Tensor input = conditioning->model_input(noise, condition);
  ASSERT_EQ(input.sizes(), noise.sizes());
  EXPECT_TRUE(at::equal(input.slice(2, 0, 1), photo));
  EXPECT_TRUE(at::equal(input.slice(2, 1), noise.slice(2, 1)));
  EXPECT_TRUE(at::equal(conditioning->whole_clip(noise, condition), input));
  const at::Tensor timestep = at::tensor({700, 300});
  const at::Tensor own = conditioning->model_timestep(timestep, noise, condition);
  ASSERT_EQ(own.sizes(), at::IntArrayRef({2, 3 * 2 * 3}));
  EXPECT_TRUE(own.slice(1, 0, 6).eq(0).all().item<bool>());
  EXPECT_TRUE(own.slice(1, 6).eq(timestep.unsqueeze(1)).all().item<bool>());
}

TEST(FirstLatent, WithoutAPhotoIsTextToVideo) {
  const c10::InferenceMode mode;
  const auto conditioning = make(ConditioningKind::FirstLatent);
  EXPECT_FALSE(conditioning->encode(*vae(), {}, {}, {}).defined());
  const at::Tensor noise = draw_noise(conditioning->noise_shape({5, 32, 48}), 1);
  EXPECT_TRUE(at::equal(conditioning->model_input(noise, {}), noise));
  const at::Tensor timestep = at::tensor({700});
  EXPECT_TRUE(at::equal(conditioning->model_timestep(timestep, noise, {}), timestep));
  EXPECT_TRUE(at::equal(conditioning->whole_clip(noise, {}), noise));
}

}  // namespace
}  // namespace v4e
