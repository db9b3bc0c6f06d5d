// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_vision/clip_vision.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/models/clip_vision/keys.h"
#include "tests/core/golden.h"
#include "tests/core/models/spread_values.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

constexpr double kTolerance = 1e-4;

ClipVision load_golden_model() {
  ClipVision model(ClipVisionConfig::from_json(read_json_file(golden_path("clip/hf/config.json"))));
  const LoadReport report = load_state(*model, *open_checkpoint(golden_path("clip/hf")));
  for (const std::string& name : report.loaded) EXPECT_EQ(name.find("layers.2."), name.npos) << name;
  return model;
}

TEST(ClipVision, PenultimateAndAllHiddenStatesMatchTransformers) {
  const c10::InferenceMode inference;
  ClipVision model = load_golden_model();
  const SafetensorsFile golden(golden_path("clip/forward.safetensors"));
  int compared = 0;
  ClipVisionOptions options;
  options.tap = [&](std::string_view name, const at::Tensor& value) {
    EXPECT_TRUE(close(value, golden.read(std::string(name)), kTolerance)) << name;
    ++compared;
  };
  EXPECT_TRUE(
      close(model(golden.read("in.pixel_values"), options), golden.read("out.penultimate"), kTolerance));
  EXPECT_EQ(compared, 3);
}

TEST(ClipVision, OnlyOneSizeFits) {
  ClipVision model = load_golden_model();
  EXPECT_THROW(model(at::zeros({1, 3, 57, 56})), Error);
  EXPECT_THROW(model(at::zeros({1, 1, 56, 56})), Error);
  EXPECT_THROW(model(at::zeros({3, 56, 56})), Error);
}

TEST(ClipVision, PublishedSizeWithoutTheLastLayer) {
  const ClipVision model(ClipVisionConfig{});
  std::int64_t parameters = 0;
  for (const auto& item : model->named_parameters()) parameters += item.value().numel();
  EXPECT_NEAR(static_cast<double>(parameters), 611e6, 1e6);  // wan-engine.md 4.2
}

/// Image embeddings of the golden pictures by the golden tower and a made-up projection to eight values.
at::Tensor golden_embeddings(const std::string& activation) {
  nlohmann::json config = read_json_file(golden_path("clip/hf/config.json"));
  config["hidden_act"] = activation;
  ClipVision model(ClipVisionConfig::from_json(config), ClipDepth::Whole);
  load_state(*model, *open_checkpoint(golden_path("clip/hf")));
  const at::Tensor projection = (test::spread_values(8 * 32, 0) - 0.5).to(at::kFloat).view({8, 32});
  const MemoryStateDict weights({{"visual_projection.weight", projection}});
  const SafetensorsFile golden(golden_path("clip/forward.safetensors"));
  const ClipFeatures features = model->features(golden.read("in.pixel_values"));
  if (activation == "gelu") {
    EXPECT_TRUE(close(features.penultimate, golden.read("out.penultimate"), kTolerance));
  }
  return at::linear(features.pooled, clip_projection(weights, model->config()));
}

// Expected numbers are image_embeds of transformers' CLIPVisionModelWithProjection.
TEST(ClipVision, TheWholeTowersImageEmbeddingsMatchTransformers) {
  const c10::InferenceMode inference;
  const at::Tensor gelu =
      at::tensor({-0.81911963F, 2.26644516F, 0.87994254F, 1.03733993F, -2.28744817F, 0.41052032F,
                  -4.35886669F, 0.02281010F, -0.91102475F, 2.47338200F, 2.01889348F, 0.60575962F,
                  -0.60149181F, 1.93502188F, -3.97705340F, 0.05874109F})
          .view({2, 8});
  const at::Tensor quick_gelu =
      at::tensor({-0.82834637F, 2.27177191F, 0.89071721F, 1.03768826F, -2.28444719F, 0.41268748F,
                  -4.37086535F, 0.03047359F, -0.93227488F, 2.47507691F, 2.02775621F, 0.58649045F,
                  -0.61651754F, 1.92115867F, -3.97488975F, 0.06011379F})
          .view({2, 8});
  EXPECT_TRUE(close(golden_embeddings("gelu"), gelu, kTolerance));
  EXPECT_TRUE(close(golden_embeddings("quick_gelu"), quick_gelu, kTolerance));
}

TEST(ClipVision, TheProjectionIsFoundUnderEitherName) {
  const ClipVisionConfig config{.hidden_size = 8, .num_attention_heads = 2};
  const at::Tensor projection = at::rand({3, 8});
  EXPECT_FALSE(clip_projection(MemoryStateDict({{"x", projection}}), config).defined());
  EXPECT_TRUE(at::equal(
      clip_projection(MemoryStateDict({{"model.visual.proj", projection.t().contiguous()}}), config),
      projection));
  EXPECT_THROW(
      (void)clip_projection(MemoryStateDict({{"visual_projection.weight", at::rand({3, 9})}}), config),
      Error);
}

TEST(ClipVision, TheOriginalWansFileHasTheProjectionAndTheLastNorm) {
  const auto path = golden_path("clip/original/models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth");
  const ClipVisionConfig config =
      ClipVisionConfig::from_json(read_json_file(golden_path("clip/hf/config.json")));
  const auto weights = open_checkpoint(path, clip_vision_family());
  const auto stored = open_checkpoint(path);
  EXPECT_TRUE(at::equal(clip_projection(*stored, config).t(), stored->read("visual.head")));
  ClipVision whole(config, ClipDepth::Whole);
  EXPECT_NO_THROW(load_state(*whole, *weights));
}

TEST(ClipVision, BackwardReachesEveryParameter) {
  ClipVisionConfig config{.hidden_size = 8,
                          .intermediate_size = 16,
                          .num_hidden_layers = 2,
                          .num_attention_heads = 2,
                          .image_size = 6,
                          .patch_size = 3};
  ClipVision model(config);
  initialize_parameters(*model, 3);
  const at::Tensor output = model(at::randn({2, 3, 6, 6}));
  EXPECT_EQ(output.sizes(), (at::IntArrayRef{2, 5, 8}));
  (output * at::randn_like(output)).sum().backward();
  for (const auto& item : model->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_TRUE(at::isfinite(item.value().grad()).all().item<bool>()) << item.key();
  }
}

}  // namespace
}  // namespace v4e
