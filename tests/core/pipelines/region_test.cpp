// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a part of the photo: outside, the photo is held at every noise level.
#include <utility>

#include "core/pipelines/held_outside.h"
#include "core/pipelines/noise.h"
#include "core/pipelines/video_pipeline.h"
#include "tests/core/golden.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

using test::small_request;
using test::tiny_model;

/// The right part of the picture, from a column on.
at::Tensor right_of(std::int64_t column) {
  at::Tensor region = at::zeros({1, 1, 32, 64});
  region.slice(3, column).fill_(1);
  return region;
}

/// What the VAE makes of the photo as a film that stands still.
at::Tensor still_photo(Components& components, const VideoRequest& request) {
  const at::Tensor photo = to_vae_input(request.image, request.height, request.width);
  WanVae& vae = components.vae({});
  return vae->normalize(vae->encode(photo.unsqueeze(2).repeat({1, 1, request.num_frames, 1, 1})));
}

TEST(Region, OutsideEveryStepHasThePhotoAtItsNoiseLevel) {
  const c10::InferenceMode mode;
  for (const auto& [first_latent, name] : std::vector<std::pair<bool, std::string>>{
           {false, "unipc"}, {false, "euler"}, {true, "unipc"}, {true, "euler"}}) {
    Components components(tiny_model(first_latent, name), {});
    VideoPipeline pipeline(components);
    VideoRequest request = small_request();
    request.region = right_of(33);  // one pixel column of a cell is outside: all of the cell is edited
    const at::Tensor photo = still_photo(components, request);
    const at::Tensor noise = pipeline.prepare_noise(request);
    const auto scheduler = components.make_scheduler();
    scheduler->set_timesteps(request.num_inference_steps);
    int steps = 0;
    request.on_step = [&](const StepReport& step) {
      const double sigma = scheduler->sigmas()[static_cast<std::size_t>(step.step_index) + 1];
      const at::Tensor expected = (1 - sigma) * photo + sigma * noise;
      EXPECT_TRUE(at::equal(step.latents.slice(4, 0, 4), expected.slice(4, 0, 4))) << name << sigma;
      EXPECT_TRUE(at::equal(step.predicted_x0.slice(4, 0, 4), photo.slice(4, 0, 4)));
      ++steps;
      return StepDecision::Continue;
    };
    const VideoResult result = pipeline.run(request);
    EXPECT_EQ(steps, 3);
    EXPECT_TRUE(at::equal(result.latents.slice(4, 0, 4), photo.slice(4, 0, 4))) << name;
    const at::Tensor inside = (result.latents - photo).slice(4, 4).slice(2, 1).abs();
    EXPECT_GT(inside.amin().item<double>(), 0) << "all of the region is the model's";
    request.on_step = [](const StepReport&) { return StepDecision::Finish; };
    EXPECT_TRUE(at::equal(pipeline.run(request).latents.slice(4, 0, 4), photo.slice(4, 0, 4)))
        << "finished early";
  }
}

TEST(Region, IsSeenByAModelThatFillsParts) {
  const c10::InferenceMode mode;
  ComponentPaths paths = tiny_model(false, "euler");
  VideoRequest request = small_request();
  Components plain(paths, {});
  paths.part_masks = true;
  Components inpainting(paths, {});
  VideoPipeline sees(inpainting);
  EXPECT_TRUE(at::equal(sees.run(request).latents, VideoPipeline(plain).run(request).latents));
  request.region = right_of(32);
  const VideoResult told = sees.run(request);
  const at::Tensor untold = VideoPipeline(plain).run(request).latents;
  const at::Tensor inside = (told.latents - untold).slice(4, 4).slice(2, 1);
  EXPECT_GT(inside.abs().max().item<double>(), 1e-3) << "the mask channels reach the model";
  const at::Tensor photo = still_photo(inpainting, request);
  EXPECT_TRUE(at::equal(told.latents.slice(4, 0, 4), photo.slice(4, 0, 4)));
}

TEST(Region, OfNothingLeavesThePhotoAndOfAllIsTheEditWithout) {
  const c10::InferenceMode mode;
  for (const bool first_latent : {false, true}) {
    Components components(tiny_model(first_latent, "unipc"), {});
    VideoPipeline pipeline(components);
    VideoRequest request = small_request();
    const VideoResult without = pipeline.run(request);
    request.region = right_of(0);
    const VideoResult whole = pipeline.run(request);
    EXPECT_TRUE(at::equal(whole.video, without.video));
    EXPECT_TRUE(at::equal(whole.latents, without.latents));
    request.region = at::zeros({1, 1, 32, 64});
    const at::Tensor photo = still_photo(components, request);
    const at::Tensor empty = pipeline.run(request).latents;
    // The first latent frame of such a model is the photo as a single picture, region or not.
    const std::int64_t first = first_latent ? 1 : 0;
    EXPECT_TRUE(at::equal(empty.slice(2, first), photo.slice(2, first)));
  }
}

TEST(Region, GoesAlongWithReasoningFrames) {
  const c10::InferenceMode mode;
  Components components(tiny_model(false, "unipc"), {});
  VideoPipeline pipeline(components);
  VideoRequest request = small_request();
  request.num_frames = 9;
  request.reasoning_steps = 1;
  request.region = right_of(32);
  const at::Tensor photo = still_photo(components, request);
  const at::Tensor latents = pipeline.run(request).latents;
  ASSERT_EQ(latents.size(2), 2);
  EXPECT_TRUE(at::equal(latents.select(2, 0).slice(3, 0, 4), photo.select(2, 0).slice(3, 0, 4)));
  EXPECT_TRUE(at::equal(latents.select(2, 1).slice(3, 0, 4), photo.select(2, 2).slice(3, 0, 4)));
}

TEST(Region, HasACellWhereAnyPixelIs) {
  at::Tensor region = at::zeros({1, 1, 16, 24});
  region[0][0][7][8] = 0.01;
  const at::Tensor cells = latent_region(region, 8);
  EXPECT_EQ(cells.sizes(), at::IntArrayRef({1, 1, 1, 2, 3}));
  EXPECT_EQ(cells.sum().item<std::int64_t>(), 1);
  EXPECT_TRUE(cells[0][0][0][0][1].item<bool>());
}

TEST(Region, OfAnotherSizeOrWithoutAPhotoIsRefused) {
  Components components(tiny_model(false, "unipc"), {});
  VideoPipeline pipeline(components);
  VideoRequest request = small_request();
  request.region = at::ones({1, 1, 32, 48});
  EXPECT_THROW((void)pipeline.run(request), Error);
  ComponentPaths paths = tiny_model(true, "unipc");
  paths.expand_timesteps = false;
  Components text_alone(paths, {});
  request.image = at::Tensor();
  request.region = right_of(0);
  EXPECT_THROW((void)VideoPipeline(text_alone).run(request), Error);
}

}  // namespace
}  // namespace v4e
