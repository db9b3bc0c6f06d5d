// SPDX-License-Identifier: GPL-3.0-or-later
// What nano is trained on is what the pipeline gives it, bit for bit.
#include <gtest/gtest.h>

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/library/model_folder.h"
#include "core/pipelines/video_pipeline.h"
#include "core/training/nano_model.h"
#include "core/verify/reference_picture.h"
#include "tests/core/golden.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSide = 64;
constexpr std::uint64_t kSeed = 5;
constexpr int kSteps = 2;
const char* const kText = "day slowly turns into night";

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
  request.prompt = kText;
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
  const at::Tensor condition = model_.conditioning->denoised_part(model_.condition(photos_));
  for (std::size_t step = 0; step < inputs.size(); ++step) {
    EXPECT_TRUE(at::equal(model_.conditioning->model_input(latents[step], condition), inputs[step])) << step;
  }
  EXPECT_TRUE(at::equal(model_.encode_text({kText}), pipeline_.encode_prompt(kText)));
}

TEST_F(NanoInputTest, AnEditOfTheTrainersIsThePipelines) {
  const at::Tensor noise = model_.noise(1, kSide, kSeed);
  EXPECT_TRUE(at::equal(noise, pipeline_.prepare_noise(request()).squeeze(2)));
  const at::Tensor expected = pipeline_.run(request()).latents;
  EXPECT_TRUE(at::equal(model_.edit({kText}, photos_, noise, kSteps), expected));
}

}  // namespace
}  // namespace v4e::training
