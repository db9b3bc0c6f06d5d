// SPDX-License-Identifier: GPL-3.0-or-later
// What a student is trained on is what its pipeline gives it, bit for bit.
#include <gtest/gtest.h>
#include <torch/types.h>

#include <cmath>

#include "core/base/error.h"
#include "core/library/model_folder.h"
#include "core/pipelines/noise.h"
#include "core/training/pairs/noisy_batch.h"
#include "core/training/pairs/pair_encoder.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e::training {
namespace {

const char* const kText = "day slowly turns into night";

struct ModelCase {
  const char* name;
  std::int64_t height;
  std::int64_t width;
};

ComponentPaths paths_of(const std::string& name) {
  if (name == "nano")
    return read_model_folder(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano").paths;
  return test::tiny_model(name == "first_latent", name == "i2v_unipc" ? "unipc" : "euler");
}

/// A photo and a darker, bluer one.
PairPictures pictures(std::int64_t height, std::int64_t width) {
  const auto photo = resize_like_pillow(read_reference_picture(test::golden_path("images/image0.png")),
                                        height, width, ResizeFilter::Bicubic);
  const auto tint = torch::tensor({0.4, 0.5, 0.8});
  return {.source = photo, .target = (photo.to(torch::kFloat) * tint).to(torch::kUInt8)};
}

class EncodedPairTest : public testing::TestWithParam<ModelCase> {
 protected:
  [[nodiscard]] VideoRequest request() const {
    VideoRequest request;
    request.prompt = kText;
    request.image = pictures_.source;
    request.height = GetParam().height;
    request.width = GetParam().width;
    request.num_inference_steps = 4;
    request.guidance_scale = 1;
    request.seed = 3;
    request.decode = false;
    return request;
  }

  const PairPictures pictures_ = pictures(GetParam().height, GetParam().width);
  Components components_{paths_of(GetParam().name), {}};
  VideoPipeline pipeline_{components_};
  PairEncoder encoder_{components_, pipeline_};
};

TEST_P(EncodedPairTest, TheTransformerIsAskedTheSameInTrainingAsInAnEdit) {
  const torch::NoGradGuard no_grad;
  // The pipeline goes on from the wanted clip at each noise level of its schedule.
  VideoRequest asked = request();
  const auto scheduler = components_.make_scheduler();
  scheduler->set_timesteps(asked.num_inference_steps);
  asked.start = encoder_.clip(pictures_);
  const PairBatch batch =
      stack_pairs({encoder_.encode(pictures_)}, {encoder_.encode_text(kText)},
                  components_.transformer_config().text_len, pipeline_.conditioning(), at::kCPU);
  for (std::size_t level = 1; level < 4; ++level) {
    asked.start_sigma = static_cast<double>(scheduler->sigmas()[level]);
    StepReport first;
    asked.on_step = [&](const StepReport& step) {
      first = step;
      first.model_input = step.model_input.clone();
      return StepDecision::Finish;
    };
    (void)pipeline_.run(asked);
    ASSERT_EQ(first.step_index, static_cast<std::int64_t>(level));

    const auto sigma = torch::full({1}, scheduler->sigmas()[level]);
    const NoisyBatch noisy =
        noisy_batch(batch, pipeline_.prepare_noise(asked), sigma, pipeline_.conditioning(), *scheduler);
    EXPECT_TRUE(torch::equal(noisy.call.input, first.model_input)) << "level " << level;
    // Timestep, text and picture tokens are the same too, or the answer would not be.
    EXPECT_TRUE(torch::equal(call_model(*components_.transformer(), noisy.call), first.conditional))
        << "level " << level;
  }
}

TEST_P(EncodedPairTest, APairsTargetIsTheLatentOfItsClip) {
  const torch::NoGradGuard no_grad;
  const EncodedPair pair = encoder_.encode(pictures_);
  const auto size = request().size();
  auto shape = pipeline_.conditioning().noise_shape(size);
  EXPECT_EQ(pair.target.sizes(), at::IntArrayRef(shape).slice(1));
  // What decodes from it ends in the edit, as well as the codec can say it: nearer than the photo is.
  const auto whole =
      pipeline_.conditioning().whole_clip(pair.target.unsqueeze(0), pair.condition.unsqueeze(0));
  EXPECT_EQ(whole.size(2), 2);
  if (std::string(GetParam().name) != "nano") return;  // the others have random weights
  const auto last = pipeline_.decode(request(), whole).select(1, 4)[0];
  const auto target = pictures_.target.permute({2, 0, 1}).to(torch::kFloat) / 255;
  const auto source = pictures_.source.permute({2, 0, 1}).to(torch::kFloat) / 255;
  EXPECT_LT((last - target).square().mean().item<double>(),
            0.05 * (source - target).square().mean().item<double>());
}

TEST_P(EncodedPairTest, PicturesOfTwoSizesAreRefused) {
  PairPictures pair = pictures_;
  pair.target = pair.target.slice(0, 16);
  EXPECT_THROW(static_cast<void>(encoder_.encode(pair)), Error);
}

INSTANTIATE_TEST_SUITE_P(Models, EncodedPairTest,
                         testing::Values(ModelCase{"nano", 64, 96}, ModelCase{"i2v_euler", 32, 64},
                                         ModelCase{"i2v_unipc", 32, 64}, ModelCase{"first_latent", 32, 64}),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(PaddedText, RowsOfZerosComeBack) {
  const auto text = torch::ones({2, 3});
  const auto padded = padded_text(text, 4);
  EXPECT_TRUE(torch::equal(padded.slice(0, 0, 2), text));
  EXPECT_TRUE(torch::equal(padded.slice(0, 2), torch::zeros({2, 3})));
  EXPECT_THROW(static_cast<void>(padded_text(text, 1)), Error);
}

TEST(SchedulerTimesteps, BetweenTheGridAreAsOnIt) {
  for (const char* name : {"euler", "unipc"}) {
    const Components components(test::tiny_model(false, name), {});
    const auto scheduler = components.make_scheduler();
    scheduler->set_timesteps(4);
    const std::vector<float>& sigmas = scheduler->sigmas();
    const auto grid = torch::tensor(std::vector<float>(sigmas.begin(), sigmas.end() - 1));
    EXPECT_TRUE(torch::equal(scheduler->timesteps_at(grid), scheduler->timesteps())) << name;
  }
}

}  // namespace
}  // namespace v4e::training
