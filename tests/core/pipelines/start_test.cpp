// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that go on from a clip at some noise level, by models of a few random weights.
#include "core/pipelines/noise.h"
#include "core/pipelines/video_pipeline.h"
#include "core/schedulers/flow_euler.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

using test::tiny_model;

VideoRequest latents_request() {
  VideoRequest request = test::small_request();
  request.num_inference_steps = 6;
  request.decode = false;
  return request;
}

at::Tensor some_clip() { return draw_noise({1, 3, 5, 32, 64}, 11).clamp(-1, 1); }

TEST(Start, IsTheFirstStepAtOrBelowItsNoise) {
  FlowEuler scheduler({.shift = 1, .grid = FlowEulerConfig::Grid::Distilled});
  scheduler.set_timesteps(4);  // 1, 0.75, 0.5, 0.25
  EXPECT_EQ(first_step(scheduler, 1), 0);
  EXPECT_EQ(first_step(scheduler, 0.75), 1);
  EXPECT_EQ(first_step(scheduler, 0.74), 2);
  EXPECT_EQ(first_step(scheduler, 0.25), 3);
  EXPECT_EQ(first_step(scheduler, 0.1), 3) << "one step is always made";
  scheduler.set_timesteps(1);
  EXPECT_EQ(first_step(scheduler, 0.5), 0);
}

TEST(Start, MakesTheStepsThatAreLeftFromTheClipInNoise) {
  const c10::InferenceMode mode;
  for (const auto& [first_latent, name] : std::vector<std::pair<bool, std::string>>{
           {false, "unipc"}, {false, "euler"}, {true, "unipc"}, {true, "euler"}}) {
    Components components(tiny_model(first_latent, name), {});
    VideoPipeline pipeline(components);
    VideoRequest request = latents_request();
    request.start = some_clip();
    request.start_sigma = 0.5;
    const auto scheduler = components.make_scheduler();
    scheduler->set_timesteps(request.num_inference_steps);
    const std::int64_t first = first_step(*scheduler, 0.5);
    ASSERT_GT(first, 0);
    const double sigma = scheduler->sigmas()[static_cast<std::size_t>(first)];
    WanVae& vae = components.vae({});
    const at::Tensor clip = vae->normalize(vae->encode(some_clip()));
    const at::Tensor expected = (1 - sigma) * clip + sigma * pipeline.prepare_noise(request);
    std::vector<std::int64_t> steps;
    request.on_step = [&](const StepReport& step) {
      // Such a model's first latent frame is the photo.
      const std::int64_t known = first_latent ? 1 : 0;
      if (steps.empty()) {
        const at::Tensor begun = step.model_input.narrow(1, 0, clip.size(1)).slice(2, known);
        EXPECT_TRUE(at::allclose(begun, expected.slice(2, known), 1e-5, 1e-5)) << name;
      }
      steps.push_back(step.step_index);
      return StepDecision::Continue;
    };
    const VideoResult result = pipeline.run(request);
    EXPECT_EQ(steps.front(), first);
    EXPECT_EQ(steps.back(), request.num_inference_steps - 1);
    EXPECT_EQ(result.steps_made, request.num_inference_steps - first);
    request.on_step = {};
    request.start_sigma = 1;
    const at::Tensor all = pipeline.run(request).latents;
    request.start = at::Tensor();
    EXPECT_TRUE(at::equal(all, pipeline.run(request).latents)) << "all noise is no start";
  }
}

TEST(Start, StaysThePhotoOutsideARegion) {
  const c10::InferenceMode mode;
  Components components(tiny_model(false, "unipc"), {});
  VideoPipeline pipeline(components);
  VideoRequest request = latents_request();
  request.start = some_clip();
  request.start_sigma = 0.5;
  request.region = at::zeros({1, 1, 32, 64});
  request.region.slice(3, 32).fill_(1);
  WanVae& vae = components.vae({});
  const at::Tensor photo = to_vae_input(request.image, request.height, request.width);
  const at::Tensor still = vae->normalize(vae->encode(photo.unsqueeze(2).repeat({1, 1, 5, 1, 1})));
  const at::Tensor latents = pipeline.run(request).latents;
  EXPECT_TRUE(at::equal(latents.slice(4, 0, 4), still.slice(4, 0, 4)));
  EXPECT_GT((latents - still).slice(4, 4).abs().max().item<double>(), 0);
}

TEST(Start, OfAnotherShapeOrNoiseIsRefused) {
  Components components(tiny_model(false, "unipc"), {});
  VideoPipeline pipeline(components);
  VideoRequest request = latents_request();
  request.start = some_clip().narrow(2, 0, 4);
  EXPECT_THROW((void)pipeline.run(request), Error);
  request.start = some_clip();
  request.start_sigma = 1.5;
  EXPECT_THROW((void)pipeline.run(request), Error);
}

}  // namespace
}  // namespace v4e
