// SPDX-License-Identifier: GPL-3.0-or-later
// Wan2.2 A14B in small: two random transformers, one for much noise and one for little.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/noise.h"
#include "core/pipelines/video_pipeline.h"
#include "core/verify/reference_picture.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::golden_path;
using test::TemporaryFolder;

WanDitConfig expert_config() {
  WanDitConfig config = WanDitConfig::from_json(read_json_file(golden_path("dit_i2v/diffusers/config.json")));
  config.image_dim = std::nullopt;  // A14B sees the photo by its latents alone
  return config;
}

WanDit random_expert(const WanDitConfig& config, std::uint64_t seed) {
  WanDit expert(config);
  initialize_parameters(*expert, seed);
  const at::NoGradGuard no_grad;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  expert->named_parameters()["proj_out.weight"].normal_(0, 0.05, generator);
  return expert;
}

void write_expert(const fs::path& folder, const WanDitConfig& config, std::uint64_t seed) {
  fs::create_directories(folder);
  write_json_file(folder / "config.json", config.to_json());
  save_safetensors(folder / "diffusion_pytorch_model.safetensors", state_of(*random_expert(config, seed)));
}

class TwoExpertsTest : public testing::Test {
 protected:
  TwoExpertsTest() {
    write_expert(folder_.path() / "high", expert_config(), 1);
    write_expert(folder_.path() / "low", expert_config(), 2);
  }

  [[nodiscard]] ComponentPaths paths(std::optional<double> boundary_ratio) const {
    ComponentPaths paths;
    paths.transformer = folder_.path() / "high";
    paths.transformer_2 = folder_.path() / "low";
    paths.boundary_ratio = boundary_ratio;
    paths.vae = golden_path("vae/diffusers");
    paths.text_encoder = golden_path("umt5/hf");
    paths.tokenizer = golden_path("tokenizer");
    paths.scheduler = golden_path("schedulers/scheduler_config_unipc.json");
    return paths;
  }

  static VideoRequest request() {
    VideoRequest request;
    request.prompt = "A red fox";
    request.negative_prompt = "blurry";
    request.image = read_reference_picture(golden_path("images/image0.png"));
    request.height = 32;
    request.width = 48;
    request.num_inference_steps = 6;
    request.guidance_scale = 3.5;
    request.guidance_scale_2 = 2;
    request.shift = 3;
    request.seed = 7;
    request.decode = false;
    return request;
  }

  TemporaryFolder folder_;
};

/// The run spelt out: which transformer makes a step and how strongly it is guided is decided here.
at::Tensor expected_latents(VideoPipeline& pipeline, const VideoRequest& request, double boundary) {
  const c10::InferenceMode mode;
  const auto scheduler =
      make_scheduler(read_json_file(golden_path("schedulers/scheduler_config_unipc.json")), "test");
  scheduler->set_timesteps(request.num_inference_steps, request.shift);
  WanDit high = random_expert(expert_config(), 1);
  WanDit low = random_expert(expert_config(), 2);
  const at::Tensor prompt = pipeline.encode_prompt(request.prompt);
  const at::Tensor negative = pipeline.encode_prompt(request.negative_prompt);
  const at::Tensor condition = pipeline.prepare_condition(request);
  at::Tensor latents = pipeline.prepare_noise(request);
  int high_steps = 0;
  for (std::int64_t i = 0; i < request.num_inference_steps; ++i) {
    const at::Tensor timestep = scheduler->timesteps().narrow(0, i, 1);
    const bool is_high = timestep.item<double>() >= boundary;
    high_steps += is_high ? 1 : 0;
    WanDit& expert = is_high ? high : low;
    const double scale = is_high ? request.guidance_scale : *request.guidance_scale_2;
    const at::Tensor input = at::cat({latents, condition}, 1);
    const at::Tensor positive = expert(input, timestep, prompt);
    const at::Tensor output =
        scale > 1 ? apply_guidance(positive, expert(input, timestep, negative), scale) : positive;
    latents = scheduler->step(output, i, latents);
  }
  EXPECT_GT(high_steps, 0);
  EXPECT_LT(high_steps, request.num_inference_steps) << "else this tests one expert alone";
  return latents;
}

TEST_F(TwoExpertsTest, EachMakesItsStepsWithItsGuidance) {
  Components components(paths(0.875), {});
  VideoPipeline pipeline(components);
  VideoRequest changed = request();
  EXPECT_TRUE(at::equal(pipeline.run(changed).latents, expected_latents(pipeline, changed, 875)));
  changed.guidance_scale_2 = 1;  // the second one without guidance
  EXPECT_TRUE(at::equal(pipeline.run(changed).latents, expected_latents(pipeline, changed, 875)));
  changed.guidance_scale_2 = std::nullopt;
  const at::Tensor same_for_both = pipeline.run(changed).latents;
  changed.guidance_scale_2 = changed.guidance_scale;
  EXPECT_TRUE(at::equal(same_for_both, pipeline.run(changed).latents));
}

TEST_F(TwoExpertsTest, TheBoundaryItselfBelongsToTheHighNoiseExpert) {
  WanDit high(expert_config());
  WanDit low(expert_config());
  TwoExperts experts({[&]() -> WanDit& { return high; }, 4.0}, {[&]() -> WanDit& { return low; }, 3.0}, 0.9);
  EXPECT_EQ(experts.expert(999).transformer, &high);
  EXPECT_EQ(experts.expert(900).transformer, &high);
  EXPECT_EQ(experts.expert(900).guidance_scale, 4.0);
  EXPECT_EQ(experts.expert(899).transformer, &low);
  EXPECT_EQ(experts.expert(0).guidance_scale, 3.0);
}

TEST_F(TwoExpertsTest, OneAfterTheOtherInMemoryGivesTheSame) {
  Components keeping(paths(0.875), {});
  const at::Tensor expected = VideoPipeline(keeping).run(request()).latents;
  ComponentOptions options;
  options.keep_encoders = false;
  Components frugal(paths(0.875), options);
  VideoPipeline pipeline(frugal);
  EXPECT_TRUE(at::equal(pipeline.run(request()).latents, expected));
  EXPECT_TRUE(at::equal(pipeline.run(request()).latents, expected))
      << "the second time the first loads again";
}

TEST_F(TwoExpertsTest, RefusesModelsThatDoNotBelongTogether) {
  Components nowhere(paths(std::nullopt), {});
  EXPECT_THROW((void)VideoPipeline(nowhere).run(request()), Error) << "no boundary";
  WanDitConfig other = expert_config();
  other.text_dim = 48;
  write_expert(folder_.path() / "low", other, 2);
  Components mixed(paths(0.875), {});
  try {
    (void)VideoPipeline(mixed).run(request());
    ADD_FAILURE() << "was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::CheckpointMismatch) << error.what();
  }
}

}  // namespace
}  // namespace v4e
