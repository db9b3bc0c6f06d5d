// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_vision/clip_vision.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "tests/core/golden.h"

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
