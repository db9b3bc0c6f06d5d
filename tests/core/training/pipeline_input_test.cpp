// SPDX-License-Identifier: GPL-3.0-or-later
// What nano is trained on is what the pipeline gives it, bit for bit.
#include <gtest/gtest.h>

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/library/model_folder.h"
#include "core/pipelines/noise.h"
#include "core/pipelines/push_pull.h"
#include "core/pipelines/video_pipeline.h"
#include "core/training/nano_model.h"
#include "core/verify/reference_picture.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSide = 64;
constexpr std::uint64_t kSeed = 5;
constexpr int kSteps = 2;
const char* const kPipelineText = "day slowly turns into night";

fs::path nano_folder() {
  return fs::path(V4E_SOURCE_DIR) / "resources/models/nano";
}

/// The shipped model as the trainer holds it.
NanoModel shipped_nano(const Recipe& recipe) {
  NanoModel model = NanoModel::random(recipe, nano_folder() / "tokenizer/spiece.model");
  const WanVaeConfig config =
      WanVaeConfig::from_json(read_json_file(nano_folder() / "vae/config.json"), "vae");
  model.vae = WanVae(config);
  LoadOptions options;
  options.dtype = at::kFloat;
  load_state(*model.vae, *open_checkpoint(nano_folder() / "vae"), options);
  model.load_transformer(nano_folder());
  return model;
}

VideoRequest request() {
  VideoRequest request;
  request.prompt = kPipelineText;
  request.image = read_reference_picture(test::golden_path("images/image0.png"));
  request.height = request.width = kSide;
  request.num_inference_steps = kSteps;
  request.guidance_scale = 1;
  request.seed = kSeed;
  request.decode = false;
  return request;
}

class NanoInputTest : public testing::Test {
 protected:
  const Recipe recipe_ = Recipe::from_file(nano_folder() / "recipe.json");
  NanoModel model_ = shipped_nano(recipe_);
  Components components_{read_model_folder(nano_folder()).paths, {}};
  VideoPipeline pipeline_{components_};
  const at::Tensor photos_ = to_vae_input(request().image, kSide, kSide);
};

TEST_F(NanoInputTest, TheTransformerGetsTheSame) {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> inputs;
  std::vector<at::Tensor> latents = {model_.noise(1, kSide, kSeed).unsqueeze(2)};
  VideoRequest asked = request();
  asked.on_step = [&](const StepReport& step) {
    inputs.push_back(step.model_input.clone());
    latents.push_back(step.latents.clone());
    return StepDecision::Continue;
  };
  (void)pipeline_.run(asked);
  ASSERT_EQ(inputs.size(), static_cast<std::size_t>(kSteps));
  const at::Tensor condition = model_.conditioning->denoised_part(model_.condition({.photos = photos_}));
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    EXPECT_TRUE(at::equal(model_.conditioning->model_input(latents[step], condition), inputs[step])) << step;
  }
  EXPECT_TRUE(at::equal(model_.encode_text({kPipelineText}), pipeline_.encode_prompt(kPipelineText)));
}

TEST_F(NanoInputTest, AnEditOfTheTrainersIsThePipelines) {
  const at::Tensor noise = model_.noise(1, kSide, kSeed);
  EXPECT_TRUE(at::equal(noise, pipeline_.prepare_noise(request()).squeeze(2)));
  const at::Tensor expected = pipeline_.run(request()).latents;
  EXPECT_TRUE(at::equal(model_.edit({kPipelineText}, {.photos = photos_}, noise, kSteps), expected));
}

/// The shipped recipe with the channels for a region and the convolutions.
Recipe recipe_for_parts() {
  auto json = read_json_file(nano_folder() / "recipe.json");
  json["transformer"]["in_channels"] = 116;
  json["transformer"]["region_channels"] = 16;
  json["transformer"]["ffn_depthwise"] = true;
  const test::TemporaryFolder folder;
  const fs::path path = folder / "recipe.json";
  write_json_file(path, json);
  return Recipe::from_file(path);
}

TEST_F(NanoInputTest, ANewRegionInputChangesNothingBeforeItIsTaught) {
  if (recipe_.sampling.region_channels > 0) GTEST_SKIP() << "the shipped weights know regions already";
  NanoModel wider = shipped_nano(recipe_for_parts());
  const at::Tensor noise = model_.noise(1, kSide, kSeed);
  const at::Tensor expected = model_.edit({kPipelineText}, {.photos = photos_}, noise, kSteps);
  EXPECT_TRUE(at::equal(wider.edit({kPipelineText}, {.photos = photos_}, noise, kSteps), expected));
  // Nor does what comes in there.
  at::Tensor region = at::zeros({1, 1, kSide, kSide});
  region.slice(2, 10, 40).fill_(1);
  const at::Tensor known = wider.condition({.photos = photos_, .region = region});
  const at::Tensor edited = wider.sample({kPipelineText}, known, noise.unsqueeze(2), kSteps);
  EXPECT_TRUE(at::equal(edited, expected.slice(2, 1)));
}

/// The shipped model, widened for parts with weights as training would leave them, saved at `folder`.
fs::path save_taught(const fs::path& folder) {
  fs::copy(nano_folder(), folder, fs::copy_options::recursive);
  NanoModel model = shipped_nano(recipe_for_parts());
  const torch::NoGradGuard no_grad;
  for (auto& item : model.dit->named_parameters()) {
    if (item.key() == "patch_embedding.weight" || item.key().ends_with(".depthwise"))
      item.value().add_(draw_noise(item.value().sizes(), 9) * 0.02);
  }
  model.save(folder, at::kBFloat16);
  return folder;
}

class PartsInputTest : public testing::Test {
 protected:
  PartsInputTest() {
    model_.load_transformer(folder_);
    request_ = request();
    request_.region = at::zeros({1, 1, kSide, kSide});
    request_.region.slice(2, 10, 40).slice(3, 21, 53).fill_(1);
    request_.region.slice(2, 40, 41).slice(3, 21, 53).fill_(0.4);
  }

  // For each test its own: ctest runs them side by side, each as a program.
  const test::TemporaryFolder temporary_;
  const fs::path folder_ = save_taught(temporary_ / "nano");
  NanoModel model_ = shipped_nano(recipe_for_parts());
  Components components_{read_model_folder(folder_).paths, {}};
  VideoPipeline pipeline_{components_};
  VideoRequest request_;
};

TEST_F(PartsInputTest, TheTrainersEditOfAPartIsThePipelines) {
  const at::Tensor noise = model_.noise(1, kSide, kSeed);
  const NanoModel::Source source{.photos = to_vae_input(request_.image, kSide, kSide),
                                 .region = request_.region};
  const at::Tensor edited = model_.edit({kPipelineText}, source, noise, kSteps);
  EXPECT_TRUE(at::equal(edited, pipeline_.run(request_).latents));
  const at::Tensor without = model_.edit({kPipelineText}, {.photos = source.photos}, noise, kSteps);
  const at::Tensor inside =
      at::max_pool2d(request_.region, 8).gt(0).unsqueeze(2).expand_as(edited.slice(2, 1));
  EXPECT_FALSE(
      at::allclose(edited.slice(2, 1).masked_select(inside), without.slice(2, 1).masked_select(inside)))
      << "the region is seen";
}

TEST_F(PartsInputTest, WhatIsToGoIsSeenFilled) {
  const at::Tensor photo = to_vae_input(request_.image, kSide, kSide);
  const NanoModel::Source source{
      .photos = photo, .region = request_.region, .shown = push_pull_fill(photo, request_.region)};
  request_.fill_region = true;
  const at::Tensor condition = pipeline_.prepare_condition(request_);
  EXPECT_TRUE(at::equal(model_.condition(source), condition));
  const at::Tensor edited = model_.edit({kPipelineText}, source, model_.noise(1, kSide, kSeed), kSteps);
  EXPECT_TRUE(at::equal(edited, pipeline_.run(request_).latents));
}

}  // namespace
}  // namespace v4e::training
