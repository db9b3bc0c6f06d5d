// SPDX-License-Identifier: GPL-3.0-or-later
// Expected numbers are text_embeds of transformers' CLIPTextModelWithProjection with the same made-up
// weights.
#include "core/models/clip_text/clip_text.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/load_state.h"
#include "tests/core/golden.h"
#include "tests/core/models/made_clip_text.h"

namespace v4e {
namespace {

ClipText loaded(const std::string& activation) {
  ClipText model(ClipTextConfig::from_json(test::made_clip_text_config(activation)));
  auto weights = test::made_clip_text();
  weights.emplace_back("vision_model.pre_layrnorm.weight", at::zeros({2}));
  weights.emplace_back("logit_scale", at::zeros({}));
  load_state(*model, MemoryStateDict(weights));
  return model;
}

TEST(ClipText, EmbeddingsMatchTransformers) {
  const c10::InferenceMode inference;
  const at::Tensor ids = at::tensor({526, 320, 513, 516, 514, 519, 527}, at::kLong);
  EXPECT_TRUE(test::close(loaded("quick_gelu")(ids),
                          at::tensor({-0.44824636F, -1.80268717F, -0.77867764F, 0.15261579F, -0.24159567F,
                                      1.80871105F, -0.34051183F, 1.15986145F}),
                          1e-4));
  EXPECT_TRUE(test::close(loaded("gelu")(ids),
                          at::tensor({-0.42728400F, -1.79895163F, -0.76874483F, 0.14604372F, -0.24545008F,
                                      1.81873667F, -0.35016000F, 1.16464555F}),
                          1e-4));
}

TEST(ClipText, RefusesWhatItHasNoPlaceFor) {
  const c10::InferenceMode inference;
  ClipText model = loaded("gelu");
  EXPECT_THROW(model(at::zeros({17}, at::kLong)), Error);
  EXPECT_THROW(model(at::zeros({0}, at::kLong)), Error);
  EXPECT_THROW(model(at::full({3}, 528, at::kLong)), Error);
  EXPECT_THROW(model(at::full({3}, -1, at::kLong)), Error);
}

TEST(ClipTextConfig, HasOpenAisDefaultsAndRefusesOddValues) {
  const ClipTextConfig config = ClipTextConfig::from_json({{"model_type", "clip"}});
  EXPECT_EQ(config.layer.width, 512);
  EXPECT_EQ(config.layer.activation, ClipActivation::QuickGelu);
  nlohmann::json odd = test::made_clip_text_config();
  odd["text_config"]["num_attention_heads"] = 3;
  EXPECT_THROW((void)ClipTextConfig::from_json(odd), Error);
  EXPECT_THROW((void)ClipTextConfig::from_json({{"model_type", "siglip"}}), Error);
}

}  // namespace
}  // namespace v4e
