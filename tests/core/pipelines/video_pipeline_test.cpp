// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/video_pipeline.h"

#include <unistd.h>

#include <fstream>
#include <utility>

#include "core/base/json_file.h"
#include "core/library/model_folder.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/noise.h"
#include "core/verify/reference_picture.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::close;
using test::golden_path;

ComponentPaths golden_components() {
  ComponentPaths paths;
  paths.transformer = golden_path("dit_i2v/diffusers");
  paths.vae = golden_path("vae/diffusers");
  paths.text_encoder = golden_path("umt5/hf");
  paths.tokenizer = golden_path("tokenizer");
  paths.image_encoder = golden_path("clip/hf");
  paths.scheduler = golden_path("schedulers/scheduler_config_unipc.json");
  return paths;
}

VideoRequest tiny_video_request() {
  VideoRequest request;
  request.prompt = "A red fox";
  request.image = read_reference_picture(golden_path("images/image0.png"));
  request.height = 32;
  request.width = 48;
  request.num_inference_steps = 2;
  request.seed = 7;
  return request;
}

TEST(VideoPipeline, TheSameSeedGivesTheSameBitsAndAnotherDoesNot) {
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  VideoRequest request = tiny_video_request();
  const at::Tensor first = pipeline.run(request).video;
  EXPECT_EQ(first.sizes(), at::IntArrayRef({1, 5, 3, 32, 48}));
  EXPECT_TRUE(at::equal(pipeline.run(request).video, first));
  request.seed = 8;
  EXPECT_FALSE(at::equal(pipeline.run(request).video, first));
}

TEST(VideoPipeline, EncodersGivenBackLoadAgain) {
  Components keeping(golden_components(), {});
  ComponentOptions options;
  options.keep_encoders = false;
  Components frugal(golden_components(), options);
  const VideoRequest request = tiny_video_request();
  const at::Tensor expected = VideoPipeline(keeping).run(request).video;
  int loads = 0;
  RunContext context;
  context.on_progress = [&loads](const Progress& progress) {
    if (progress.stage == Stage::Load && progress.step == 0) ++loads;
  };
  VideoPipeline pipeline(frugal);
  EXPECT_TRUE(at::equal(pipeline.run(request, context).video, expected));
  const int at_first = std::exchange(loads, 0);
  EXPECT_TRUE(at::equal(pipeline.run(request, context).video, expected));
  EXPECT_EQ(loads, 2) << "the two encoders, of " << at_first << " parts";
}

TEST(VideoPipeline, BlocksReadStepByStepGiveTheSameBits) {
  for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
    ComponentOptions options;
    options.dtype = dtype;
    Components keeping(golden_components(), options);
    options.stream_blocks = true;
    Components streaming(golden_components(), options);
    const VideoRequest request = tiny_video_request();
    const at::Tensor expected = VideoPipeline(keeping).run(request).video;
    VideoPipeline pipeline(streaming);
    EXPECT_TRUE(at::equal(pipeline.run(request).video, expected));
    EXPECT_TRUE(at::equal(pipeline.run(request).video, expected)) << "and again";
    int present = 0;
    for (const auto& item : streaming.transformer()->named_parameters()) {
      const bool is_block = item.key().starts_with("blocks.");
      EXPECT_TRUE(is_block || item.value().numel() < 2 || !is_placeholder(item.value())) << item.key();
      present += is_block && item.key().ends_with("ffn.net.2.weight") && !is_placeholder(item.value()) ? 1 : 0;
    }
    EXPECT_EQ(present, 1) << "of " << streaming.transformer_config().num_layers << " blocks";
    EXPECT_EQ(streaming.damaged_weight(), "");
  }
}

TEST(VideoPipeline, ReportsStagesInOrderAndPreviews) {
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  VideoRequest request = tiny_video_request();
  std::vector<at::Tensor> previews;
  request.on_step = [&](const StepReport& step) {
    previews.push_back(step.predicted_x0);
    return StepDecision::Continue;
  };
  std::vector<Stage> stages;
  RunContext context;
  context.on_progress = [&](const Progress& progress) {
    EXPECT_LE(progress.step, progress.total);
    if (progress.stage != Stage::Load && (stages.empty() || stages.back() != progress.stage)) {
      stages.push_back(progress.stage);
    }
  };
  const VideoResult result = pipeline.run(request, context);
  EXPECT_EQ(stages,
            (std::vector<Stage>{Stage::EncodeText, Stage::EncodeImage, Stage::Denoise, Stage::Decode}));
  ASSERT_EQ(previews.size(), 2U);
  EXPECT_TRUE(close(previews[1], result.latents, 1e-5));  // the last step ends at what the model takes for x0
}

TEST(VideoPipeline, StopsAtEveryTickAndRunsAgain) {
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  const VideoRequest request = tiny_video_request();
  const at::Tensor expected = pipeline.run(request).video;  // loads, so that all further runs tick alike
  int ticks = 0;
  RunContext counting;
  counting.on_progress = [&](const Progress&) { ++ticks; };
  (void)pipeline.run(request, counting);
  ASSERT_GT(ticks, 6);
  // After the last tick there is nothing left to stop.
  for (int at_tick = 0; at_tick + 1 < ticks; ++at_tick) {
    std::stop_source stop;
    int seen = 0;
    RunContext context;
    context.stop = stop.get_token();
    context.on_progress = [&](const Progress&) {
      if (seen++ == at_tick) stop.request_stop();
    };
    EXPECT_THROW((void)pipeline.run(request, context), Cancelled) << "stopped at tick " << at_tick;
    EXPECT_EQ(seen, at_tick + 1) << "went on after the stop";
  }
  EXPECT_TRUE(at::equal(pipeline.run(request).video, expected));
}

TEST(VideoPipeline, RefusesRequestsThatDoNotFit) {
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  const auto refused = [&](auto change) {
    VideoRequest request = tiny_video_request();
    change(request);
    EXPECT_THROW((void)pipeline.run(request), Error);
  };
  refused([](VideoRequest& r) { r.height = 40; });
  refused([](VideoRequest& r) { r.num_frames = 6; });
  refused([](VideoRequest& r) { r.image = at::Tensor(); });
  // Five frames leave no way between two pictures.
  refused([](VideoRequest& r) { r.num_frames = 5, r.last_image = r.image; });
  refused([](VideoRequest& r) { r.num_inference_steps = 0; });
  refused([](VideoRequest& r) { r.noise = at::zeros({1, 16, 1, 4, 6}); });
  refused([](VideoRequest& r) { r.guidance_scale = NAN; });
  refused([](VideoRequest& r) { r.guidance_scale_2 = -1; });
  refused([](VideoRequest& r) { r.reasoning_steps = -1; });
  ComponentPaths paths = golden_components();
  paths.transformer = golden_path("dit_flf2v/diffusers");
  Components first_and_last(paths, {});
  EXPECT_THROW((void)VideoPipeline(first_and_last).run(tiny_video_request()), Error) << "one picture of two";
  paths.transformer = golden_path("dit_t2v/diffusers");
  Components text_alone(paths, {});
  EXPECT_THROW((void)VideoPipeline(text_alone).run(tiny_video_request()), Error) << "takes no picture";
}

TEST(VideoPipeline, FinishesEarlyWithWhatTheModelTakesForTheResult) {
  const c10::InferenceMode mode;
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  VideoRequest request = tiny_video_request();
  request.num_inference_steps = 5;
  EXPECT_EQ(pipeline.run(request).steps_made, 5);
  at::Tensor expected;
  int calls = 0;
  request.on_step = [&](const StepReport& step) {
    ++calls;
    if (step.step_index < 2) return StepDecision::Continue;
    expected = step.predicted_x0;
    return StepDecision::Finish;
  };
  const VideoResult result = pipeline.run(request);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(result.steps_made, 3);
  EXPECT_TRUE(at::equal(result.latents, expected));
  EXPECT_EQ(result.video.sizes(), at::IntArrayRef({1, 5, 3, 32, 48}));
  EXPECT_TRUE(at::equal(result.video, pipeline.decode(request, expected)));
}

TEST(VideoPipeline, FinishingAtTheLastStepChangesNothing) {
  Components components(golden_components(), {});
  VideoPipeline pipeline(components);
  VideoRequest request = tiny_video_request();
  const at::Tensor whole = pipeline.run(request).latents;
  request.on_step = [](const StepReport& step) {
    return step.step_index == 1 ? StepDecision::Finish : StepDecision::Continue;
  };
  const VideoResult result = pipeline.run(request);
  EXPECT_EQ(result.steps_made, 2);
  EXPECT_TRUE(at::equal(result.latents, whole));
}

/// nano's fields: a model whose output is exactly zero gives back its source.
TEST(Denoise, ZeroOutputKeepsTheSourceOnEveryFrame) {
  const c10::InferenceMode mode;
  WanDitConfig config;
  config.num_attention_heads = 2;
  config.attention_head_dim = 18;
  config.in_channels = 36;
  config.out_channels = 32;
  config.text_dim = 8;
  config.text_len = 4;
  config.freq_dim = 16;
  config.ffn_dim = 32;
  config.num_layers = 1;
  WanDit transformer(config);
  initialize_parameters(*transformer, 3);
  for (auto& item : transformer->named_parameters()) {
    if (item.key().starts_with("proj_out")) item.value().zero_();
  }
  const auto conditioning =
      make_conditioning({ConditioningKind::SourceEveryFrame, false}, WanVaeConfig(), config.patch_size);
  const at::Tensor condition = draw_noise({1, 20, 1, 4, 6}, 1);
  DenoiseInputs inputs;
  inputs.condition = condition;
  inputs.prediction = Prediction::X0Affine;
  inputs.prompt_embeds = at::zeros({1, 4, 8});
  for (const char* name : {"unipc", "euler"}) {
    const auto scheduler = make_scheduler(
        read_json_file(golden_path("schedulers/scheduler_config_" + std::string(name) + ".json")), name);
    scheduler->set_timesteps(3);
    SingleDenoiser denoiser(transformer, 1);
    const DenoiseResult result =
        denoise(denoiser, *conditioning, *scheduler, draw_noise({1, 16, 1, 4, 6}, 2), inputs, {}, {});
    EXPECT_TRUE(close(result.latents, conditioning->known_latents(condition), 1e-4)) << name;
    EXPECT_EQ(result.steps_made, 3);
  }
}

class ModelFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("v4e_model_folder_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "scheduler");
    fs::create_directory_symlink(golden_path("dit_i2v/diffusers"), folder_ / "transformer");
    fs::create_directory_symlink(golden_path("vae/diffusers"), folder_ / "vae");
    fs::create_directory_symlink(golden_path("umt5/hf"), folder_ / "text_encoder");
    fs::create_directory_symlink(golden_path("tokenizer"), folder_ / "tokenizer");
    fs::create_directory_symlink(golden_path("clip/hf"), folder_ / "image_encoder");
    fs::copy_file(golden_path("schedulers/scheduler_config_unipc.json"),
                  folder_ / "scheduler/scheduler_config.json");
    write_index("WanImageToVideoPipeline");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write_index(const std::string& pipeline, const nlohmann::json& more = nlohmann::json::object()) {
    nlohmann::json index = {{"_class_name", pipeline}};
    for (const char* name :
         {"transformer", "vae", "text_encoder", "tokenizer", "scheduler", "image_encoder"}) {
      index[name] = {"diffusers", "Class"};
    }
    index["transformer_2"] = {nullptr, nullptr};
    index.update(more);
    std::ofstream(folder_ / "model_index.json") << index;
  }

  fs::path folder_;
};

TEST_F(ModelFolderTest, OpensAndRuns) {
  const ModelFolder model = read_model_folder(folder_);
  EXPECT_EQ(model.pipeline_class, "WanImageToVideoPipeline");
  Components components(model.paths, {});
  VideoPipeline pipeline(components);
  Components direct(golden_components(), {});
  VideoPipeline expected(direct);
  EXPECT_TRUE(at::equal(pipeline.run(tiny_video_request()).video, expected.run(tiny_video_request()).video));
}

TEST_F(ModelFolderTest, NamesWhatIsMissing) {
  fs::remove(folder_ / "vae");
  try {
    (void)read_model_folder(folder_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("vae/config.json"), std::string::npos) << error.what();
  }
  fs::remove(folder_ / "model_index.json");
  EXPECT_THROW((void)read_model_folder(folder_), Error);
}

TEST_F(ModelFolderTest, KnowsTwoExpertsAndWhereTheyMeet) {
  fs::create_directory_symlink(golden_path("dit_i2v/diffusers"), folder_ / "transformer_2");
  write_index("WanImageToVideoPipeline",
              {{"transformer_2", {"diffusers", "WanTransformer3DModel"}}, {"boundary_ratio", 0.9}});
  const ModelFolder model = read_model_folder(folder_);
  EXPECT_EQ(model.paths.transformer_2, folder_ / "transformer_2");
  EXPECT_EQ(model.paths.boundary_ratio, 0.9);
  EXPECT_FALSE(model.paths.expand_timesteps);
  fs::remove(folder_ / "transformer_2");
  EXPECT_THROW((void)read_model_folder(folder_), Error) << "the second expert is missing";
}

TEST_F(ModelFolderTest, RefusesOtherFamilies) {
  write_index("StableDiffusionPipeline");
  EXPECT_THROW((void)read_model_folder(folder_), Error);
}

}  // namespace
}  // namespace v4e
