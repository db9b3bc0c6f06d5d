// SPDX-License-Identifier: GPL-3.0-or-later
// Zero-shot edits: a text-to-video model goes on from a photo that is held as its first latent frame.
#include <gmock/gmock.h>

#include "core/pipelines/noise.h"
#include "core/pipelines/video_pipeline.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

/// Text to video, or text and image: the same weights.
ComponentPaths text_model(bool takes_images) {
  ComponentPaths paths = test::tiny_model(true, "euler");
  paths.expand_timesteps = takes_images;
  return paths;
}

VideoRequest held_request() {
  VideoRequest request = test::small_request();
  request.holds_photo = true;
  request.num_frames = 9;
  request.decode = false;
  return request;
}

at::Tensor photo_latent(Components& components, const VideoRequest& request) {
  const at::Tensor photo = to_vae_input(request.image, request.height, request.width);
  return encode_clip(*components.vae({}), photo.unsqueeze(2), {}, {});
}

TEST(HeldPhoto, IsTheFirstLatentFrameInEveryStep) {
  const c10::InferenceMode mode;
  for (const bool takes_images : {false, true}) {
    Components components(text_model(takes_images), {});
    VideoPipeline pipeline(components);
    VideoRequest request = held_request();
    const at::Tensor photo = photo_latent(components, request);
    const at::Tensor noise = pipeline.prepare_noise(request);
    const auto scheduler = components.make_scheduler();
    scheduler->set_timesteps(request.num_inference_steps);
    int steps = 0;
    request.on_step = [&](const StepReport& step) {
      const double sigma = scheduler->sigmas()[static_cast<std::size_t>(step.step_index)];
      const at::Tensor expected = (1 - sigma) * photo + sigma * noise.slice(2, 0, 1);
      EXPECT_TRUE(at::allclose(step.model_input.slice(2, 0, 1), expected, 1e-5, 1e-5)) << step.step_index;
      EXPECT_TRUE(at::allclose(step.predicted_x0.slice(2, 0, 1), photo, 1e-5, 1e-5));
      ++steps;
      return StepDecision::Continue;
    };
    const VideoResult result = pipeline.run(request);
    EXPECT_EQ(steps, 3);
    EXPECT_EQ(result.latents.size(2), 3);
    EXPECT_TRUE(at::equal(result.latents.slice(2, 0, 1), photo)) << takes_images;
    EXPECT_FALSE(at::allclose(result.latents.slice(2, 2), photo, 0, 0.1)) << "the rest is the model's";
  }
}

TEST(HeldPhoto, SteersTheFramesBehindIt) {
  const c10::InferenceMode mode;
  Components components(text_model(false), {});
  VideoPipeline pipeline(components);
  VideoRequest request = held_request();
  const at::Tensor one = pipeline.run(request).latents;
  request.image = 255 - request.image;
  EXPECT_FALSE(at::allclose(pipeline.run(request).latents.slice(2, 1), one.slice(2, 1), 0, 1e-4));
}

TEST(HeldPhoto, IsAnotherWayThanTheOneThatTheModelWasTaught) {
  const c10::InferenceMode mode;
  Components components(text_model(true), {});
  VideoPipeline pipeline(components);
  VideoRequest request = held_request();
  const at::Tensor held = pipeline.run(request).latents;
  request.holds_photo = false;
  const at::Tensor taught = pipeline.run(request).latents;
  EXPECT_TRUE(at::allclose(held.slice(2, 0, 1), taught.slice(2, 0, 1), 1e-5, 1e-5));
  EXPECT_FALSE(at::allclose(held.slice(2, 1), taught.slice(2, 1), 0, 1e-4));
}

TEST(HeldPhoto, OutsideARegionAllFramesAreThePhoto) {
  const c10::InferenceMode mode;
  Components components(text_model(false), {});
  VideoPipeline pipeline(components);
  VideoRequest request = held_request();
  request.region = at::zeros({1, 1, 32, 64});
  request.region.narrow(3, 0, 32).fill_(1);
  const at::Tensor film =
      to_vae_input(request.image, 32, 64).unsqueeze(2).expand({-1, -1, 9, -1, -1}).contiguous();
  const at::Tensor still = encode_clip(*components.vae({}), film, {}, {});
  const at::Tensor made = pipeline.run(request).latents;
  EXPECT_TRUE(at::allclose(made.slice(4, 4), still.slice(4, 4), 1e-5, 1e-5));
  EXPECT_TRUE(at::allclose(made.slice(2, 0, 1), still.slice(2, 0, 1), 1e-5, 1e-5));
  EXPECT_FALSE(at::allclose(made.slice(2, 1).slice(4, 0, 4), still.slice(2, 1).slice(4, 0, 4), 0, 0.1));
}

TEST(HeldPhoto, IsRefusedWhereItCannotBe) {
  const auto refusal = [](Components& components, const VideoRequest& request) -> std::string {
    try {
      VideoPipeline(components).check(request);
      return "taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return error.what();
    }
  };
  Components image(test::tiny_model(false, "euler"), {});
  EXPECT_THAT(refusal(image, held_request()), testing::HasSubstr("text-to-video"));
  Components text(text_model(false), {});
  EXPECT_EQ(refusal(text, held_request()), "taken");
  VideoRequest request = held_request();
  request.num_frames = 1;
  EXPECT_THAT(refusal(text, request), testing::HasSubstr("at least 5"));
  request = held_request();
  request.image = at::Tensor();
  EXPECT_THAT(refusal(text, request), testing::HasSubstr("no photo"));
  request = held_request();
  request.last_image = request.image;
  EXPECT_NE(refusal(text, request), "taken");
}

}  // namespace
}  // namespace v4e
