// SPDX-License-Identifier: GPL-3.0-or-later
// Latent frames that are left out once the layout is settled.
#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/pipelines/video_pipeline.h"
#include "tests/core/golden.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

using test::close;
using test::small_request;
using test::tiny_model;
using testing::HasSubstr;

VideoRequest film_request() {
  VideoRequest request = small_request();
  request.num_frames = 17;
  request.num_inference_steps = 6;
  request.keep_every = 3;
  return request;
}

TEST(Thinning, LeavesOutFramesBelowTheNoiseLevelAndKeepsTheEnds) {
  VideoRequest request = film_request();
  const auto scheduler = Components(tiny_model(false, "unipc"), {}).make_scheduler();
  scheduler->set_timesteps(request.num_inference_steps, request.shift);
  std::vector<StepReport> steps;
  request.on_step = [&steps](const StepReport& report) {
    steps.push_back(report);
    return StepDecision::Continue;
  };
  Components components(tiny_model(false, "unipc"), {});
  const VideoResult result = VideoPipeline(components).run(request);
  ASSERT_EQ(steps.size(), 6U);
  const at::Tensor kept = at::tensor({0L, 3L, 4L});
  bool is_thin = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool was_thin = is_thin;
    is_thin = scheduler->sigmas()[i] < 0.9F;
    EXPECT_EQ(steps[i].latents.size(2), is_thin ? 3 : 5) << i;
    if (!is_thin || was_thin || i == 0) continue;
    // What goes on is what was there, in noise, mask and photo alike.
    const auto channels = steps[i].latents.size(1);
    EXPECT_TRUE(close(steps[i].model_input.slice(1, 0, channels).to(at::kFloat),
                      steps[i - 1].latents.index_select(2, kept), 1e-6));
    EXPECT_TRUE(close(steps[i].model_input.slice(1, channels),
                      steps[i - 1].model_input.slice(1, channels).index_select(2, kept), 1e-6));
  }
  EXPECT_TRUE(is_thin);
  EXPECT_EQ(steps.front().latents.size(2), 5);
  EXPECT_EQ(result.video.size(1), 9);
}

TEST(Thinning, FramesKeepTheirPlacesInTime) {
  torch::manual_seed(2);
  const at::NoGradGuard no_grad;
  Components components(tiny_model(false, "unipc"), {});
  WanDit& model = components.transformer();
  const auto& config = model->config();
  const at::Tensor latents = at::randn({1, config.in_channels, 3, 4, 4});
  const at::Tensor text = at::randn({1, config.text_len, config.text_dim});
  const at::Tensor image = config.image_dim ? at::randn({1, 17, *config.image_dim}) : at::Tensor();
  const auto run = [&](std::vector<std::int64_t> places) {
    WanDitOptions options;
    options.frame_places = std::move(places);
    return model->forward(latents, at::tensor({500L}), text, image, options);
  };
  EXPECT_TRUE(at::equal(run({0, 1, 2}), run({})));
  EXPECT_FALSE(at::allclose(run({0, 3, 4}), run({}), 0, 1e-5));
}

TEST(Thinning, IsRefusedWhereItCannotBe) {
  const auto refusal = [](bool first_latent, const VideoRequest& request) -> std::string {
    Components components(tiny_model(first_latent, "unipc"), {});
    try {
      VideoPipeline(components).check(request);
      return "taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
      return error.what();
    }
  };
  EXPECT_EQ(refusal(false, film_request()), "taken");
  VideoRequest request = film_request();
  request.keep_every = 1;
  EXPECT_THAT(refusal(false, request), HasSubstr("second"));
  request = film_request();
  request.reasoning_steps = 1;
  EXPECT_THAT(refusal(false, request), HasSubstr("reasoning"));
  EXPECT_THAT(refusal(true, film_request()), HasSubstr("image-to-video"));
}

}  // namespace
}  // namespace v4e
