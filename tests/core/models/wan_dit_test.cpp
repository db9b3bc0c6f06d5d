// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/wan_dit.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <map>
#include <set>

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
constexpr double kBf16Tolerance = 3e-2;

struct Loaded {
  WanDit model{nullptr};
  LoadReport report;
};

Loaded load_model(const std::string& folder, const LoadOptions& options = {}) {
  Loaded loaded;
  const auto path = golden_path(folder);
  loaded.model = WanDit(WanDitConfig::from_json(read_json_file(path / "config.json")));
  loaded.report = load_state(*loaded.model, *open_checkpoint(path), options);
  return loaded;
}

at::Tensor run(WanDit& model, const std::string& name, const WanDitOptions& options = {}) {
  const c10::InferenceMode inference;
  const SafetensorsFile golden(golden_path(name + "/forward.safetensors"));
  const at::Tensor image = golden.contains("in.encoder_hidden_states_image")
                               ? golden.read("in.encoder_hidden_states_image")
                               : at::Tensor();
  return model(golden.read("in.hidden_states"), golden.read("in.timestep"),
               golden.read("in.encoder_hidden_states"), image, options);
}

at::Tensor expected(const std::string& file, const std::string& name) {
  return SafetensorsFile(golden_path(file)).read(name);
}

class WanDitGolden : public testing::TestWithParam<const char*> {};

TEST_P(WanDitGolden, ForwardMatchesDiffusers) {
  const std::string name = GetParam();
  Loaded loaded = load_model(name + "/diffusers", {.check_finite = true});
  EXPECT_TRUE(loaded.report.converted.empty());
  EXPECT_TRUE(
      close(run(loaded.model, name), expected(name + "/forward.safetensors", "out.sample"), kTolerance));
}

TEST_P(WanDitGolden, EveryIntermediateMatchesDiffusers) {
  const std::string name = GetParam();
  Loaded loaded = load_model(name + "/diffusers");
  std::map<std::string, at::Tensor> taps;
  WanDitOptions options;
  options.tap = [&](std::string_view tap, const at::Tensor& value) { taps[std::string(tap)] = value; };
  run(loaded.model, name, options);
  const SafetensorsFile golden(golden_path(name + "/intermediates.safetensors"));
  ASSERT_GE(golden.names().size(), 16U);
  for (const std::string& tap : golden.names()) {
    ASSERT_EQ(taps.count(tap), 1U) << tap;
    at::Tensor actual = taps[tap];
    const at::Tensor wanted = golden.read(tap);
    if (tap == "condition_embedder.text") {
      // The golden is cut after the first row of padding; all later rows equal that one.
      const auto rows = wanted.size(1);
      EXPECT_TRUE(close(actual.slice(1, rows), wanted.slice(1, rows - 1).expand_as(actual.slice(1, rows)),
                        kTolerance));
      actual = actual.slice(1, 0, rows);
    }
    EXPECT_TRUE(close(actual, wanted, kTolerance)) << tap;
  }
}

// Training spells attention out instead of using the fused kernel; it must give the same numbers.
TEST_P(WanDitGolden, ForwardWithAutogradMatchesToo) {
  const std::string name = GetParam();
  Loaded loaded = load_model(name + "/diffusers");
  const SafetensorsFile golden(golden_path(name + "/forward.safetensors"));
  const at::Tensor image = golden.contains("in.encoder_hidden_states_image")
                               ? golden.read("in.encoder_hidden_states_image")
                               : at::Tensor();
  const at::Tensor sample = loaded.model(golden.read("in.hidden_states"), golden.read("in.timestep"),
                                         golden.read("in.encoder_hidden_states"), image);
  EXPECT_TRUE(sample.requires_grad());
  EXPECT_TRUE(close(sample.detach(), golden.read("out.sample"), kTolerance));
}

INSTANTIATE_TEST_SUITE_P(Families, WanDitGolden, testing::Values("dit_t2v", "dit_i2v", "dit_flf2v"),
                         [](const auto& test_info) { return std::string(test_info.param).substr(4); });

TEST(WanDitBf16, RoundedWeightsInFp32MatchDiffusers) {
  Loaded loaded = load_model("dit_i2v/bf16", {.dtype = at::kFloat});
  EXPECT_EQ(loaded.report.converted.size(), loaded.report.loaded.size());
  EXPECT_TRUE(close(run(loaded.model, "dit_i2v"),
                    expected("dit_i2v/bf16/expected.safetensors", "out.sample_bf16_weights_fp32_compute"),
                    kTolerance));
}

TEST(WanDitBf16, Bf16ArithmeticMatchesDiffusers) {
  Loaded loaded = load_model("dit_i2v/bf16", {.dtype = at::kBFloat16, .keep_fp32 = WanDitImpl::fp32_names()});
  for (const auto& item : loaded.model->named_parameters()) {
    const bool matrix =
        item.key().find("to_") != item.key().npos || item.key().find("ffn") != item.key().npos;
    if (matrix) {
      EXPECT_EQ(item.value().scalar_type(), at::kBFloat16) << item.key();
    }
    if (item.key().find("norm") != item.key().npos) {
      EXPECT_EQ(item.value().scalar_type(), at::kFloat) << item.key();
    }
  }
  std::map<std::string, at::Tensor> taps;
  WanDitOptions options;
  options.tap = [&](std::string_view tap, const at::Tensor& value) { taps[std::string(tap)] = value; };
  const at::Tensor sample = run(loaded.model, "dit_i2v", options);
  EXPECT_EQ(sample.scalar_type(), at::kFloat);
  const SafetensorsFile golden(golden_path("dit_i2v/bf16/expected.safetensors"));
  EXPECT_TRUE(close(sample, golden.read("out.sample_bf16_compute"), kBf16Tolerance));
  EXPECT_TRUE(close(taps["blocks.0"], golden.read("bf16_compute.blocks.0"), kBf16Tolerance));
  EXPECT_TRUE(close(taps["blocks.1"], golden.read("bf16_compute.blocks.1"), kBf16Tolerance));
  // The fp32 islands are there to stay nearer to the exact result than the reference does.
  EXPECT_TRUE(close(sample, golden.read("out.sample_bf16_weights_fp32_compute"), kBf16Tolerance));
}

WanDitConfig small_config(bool image) {
  WanDitConfig config;
  config.num_attention_heads = 2;
  config.attention_head_dim = 12;
  config.in_channels = image ? 36 : 16;
  config.text_dim = 8;
  config.text_len = 5;
  config.freq_dim = 16;
  config.ffn_dim = 32;
  config.num_layers = 2;
  if (image) config.image_dim = 10;
  return config;
}

/// What steps have in common is computed once: other weights of keys and embeddings change nothing then.
TEST(WanDitRunCache, LaterStepsUseWhatTheFirstHasMade) {
  const c10::InferenceMode inference;
  WanDit model(small_config(true));
  initialize_parameters(*model, 3);
  torch::manual_seed(3);
  model->named_parameters()["proj_out.weight"].normal_(0.0, 0.2);
  const at::Tensor text = at::randn({1, 5, 8});
  const at::Tensor photo = at::randn({1, 3, 10});
  const at::Tensor early = at::randn({1, 36, 2, 4, 6});
  const at::Tensor late = at::randn({1, 36, 2, 4, 6});
  const auto forward = [&](const at::Tensor& latents, double timestep, const at::Tensor& prompt,
                           const WanDitOptions& options) {
    return model(latents, at::tensor({timestep}), prompt, photo, options);
  };
  const at::Tensor plain_early = forward(early, 900, text, {});
  const at::Tensor plain_late = forward(late, 300, text, {});
  DitRunCache cache;
  WanDitOptions options;
  options.cache = &cache;
  EXPECT_TRUE(at::equal(forward(early, 900, text, options), plain_early));
  for (auto& item : model->named_parameters()) {
    const std::string& name = item.key();
    const bool is_content = name.find("text_embedder") != name.npos ||
                            name.find("image_embedder") != name.npos ||
                            name.find("attn2.to_k") != name.npos || name.find("attn2.to_v") != name.npos ||
                            name.find("attn2.add_") != name.npos;
    if (is_content) item.value().zero_();
  }
  EXPECT_TRUE(at::equal(forward(late, 300, text, options), plain_late));
  EXPECT_FALSE(at::equal(forward(late, 300, text, {}), plain_late)) << "the weights did matter";
  const at::Tensor other_text = text + 1;
  EXPECT_TRUE(at::equal(forward(late, 300, other_text, options), forward(late, 300, other_text, {})))
      << "another text is not taken for the first";
  options.frame_places = {0, 4};
  WanDitOptions plain;
  plain.frame_places = options.frame_places;
  EXPECT_TRUE(at::equal(forward(late, 300, other_text, options), forward(late, 300, other_text, plain)))
      << "nor are other places in time";
}

TEST(WanDitTraining, SameSeedGivesSameWeightsAndEveryParameterIsSet) {
  WanDit first(small_config(true));
  WanDit second(small_config(true));
  initialize_parameters(*first, 7);
  initialize_parameters(*second, 7);
  const auto others = second->named_parameters();
  for (const auto& item : first->named_parameters()) {
    EXPECT_FALSE(is_placeholder(item.value())) << item.key();
    EXPECT_TRUE(at::isfinite(item.value()).all().item<bool>()) << item.key();
    EXPECT_TRUE(at::equal(item.value(), others[item.key()])) << item.key();
  }
  initialize_parameters(*second, 8);
  EXPECT_FALSE(at::equal(first->named_parameters()["patch_embedding.weight"],
                         second->named_parameters()["patch_embedding.weight"]));
}

TEST(WanDitTraining, BackwardGivesFiniteGradientsForAllParameters) {
  for (const bool image : {false, true}) {
    WanDitConfig config = small_config(image);
    if (image) config.pos_embed_seq_len = 6;
    WanDit model(config);
    initialize_parameters(*model, 1);
    {
      const torch::NoGradGuard no_grad;
      torch::manual_seed(3);
      model->named_parameters()["proj_out.weight"].normal_(0.0, 0.2);  // its zero start would hide the rest
    }
    const at::Tensor tokens = image ? at::randn({4, 3, 10}) : at::Tensor();
    const at::Tensor sample = model(at::randn({2, config.in_channels, 2, 4, 6}), at::tensor({10.5, 900.0}),
                                    at::randn({2, 5, 8}), tokens);
    sample.square().mean().backward();
    for (const auto& item : model->named_parameters()) {
      ASSERT_TRUE(item.value().grad().defined()) << item.key();
      EXPECT_TRUE(at::isfinite(item.value().grad()).all().item<bool>()) << item.key();
      // A key's bias shifts all scores of a query alike where no norm follows it; here norms follow.
      EXPECT_GT(item.value().grad().abs().max().item<double>(), 0.0) << item.key();
    }
  }
}

TEST(WanDitTraining, GradientsAgreeWithFiniteDifferences) {
  WanDit model(small_config(false));
  initialize_parameters(*model, 5);
  torch::manual_seed(5);
  const at::Tensor latents = at::randn({1, 16, 2, 4, 4});
  const at::Tensor text = at::randn({1, 5, 8});
  const at::Tensor target = at::randn({1, 16, 2, 4, 4});
  auto parameters = model->named_parameters();
  {
    const torch::NoGradGuard no_grad;
    parameters["proj_out.weight"].normal_(0.0, 0.2);
  }
  const auto loss = [&] { return (model(latents, at::tensor({300}), text) * target).mean(); };
  loss().backward();
  const torch::NoGradGuard no_grad;
  for (const char* name : {"blocks.0.attn1.to_q.weight", "blocks.1.scale_shift_table",
                           "patch_embedding.weight", "condition_embedder.text_embedder.linear_1.weight"}) {
    at::Tensor parameter = parameters[name];
    const at::Tensor direction = parameter.grad() / parameter.grad().norm();
    const double analytic = (parameter.grad() * direction).sum().item<double>();
    constexpr double kStep = 1e-2;
    parameter.add_(direction, kStep);
    const double up = loss().item<double>();
    parameter.sub_(direction, 2 * kStep);
    const double down = loss().item<double>();
    parameter.add_(direction, kStep);
    EXPECT_NEAR((up - down) / (2 * kStep) / analytic, 1.0, 2e-2) << name;
  }
}

TEST(WanDit, BuildingAllocatesNoWeights) {
  WanDitConfig config;  // 1.4 billion parameters
  const WanDit model(config);
  std::int64_t parameters = 0;
  for (const auto& item : model->named_parameters()) {
    EXPECT_TRUE(is_placeholder(item.value())) << item.key();
    parameters += item.value().numel();
  }
  EXPECT_EQ(parameters, 1'418'996'800);  // wan-engine.md 1.1
  EXPECT_EQ(model->named_parameters().size(), 825U);
}

TEST(WanDit, ModelSizesAreThePublishedOnes) {
  WanDitConfig config;
  config.num_attention_heads = 40;
  config.ffn_dim = 13824;
  config.num_layers = 40;
  config.in_channels = 36;
  config.image_dim = 1280;
  config.pos_embed_seq_len = 514;
  const WanDit model(config);
  std::int64_t parameters = 0;
  for (const auto& item : model->named_parameters()) parameters += item.value().numel();
  EXPECT_EQ(parameters, 16'395'536'704);
  EXPECT_EQ(model->named_parameters().size(), 1304U);
}

TEST(WanDit, WrongInputShapesAreNamed) {
  WanDit model(small_config(true));
  initialize_parameters(*model, 1);
  const torch::NoGradGuard no_grad;
  const at::Tensor latents = at::randn({1, 36, 1, 4, 4});
  const at::Tensor time = at::tensor({1});
  const at::Tensor text = at::randn({1, 5, 8});
  const at::Tensor image = at::randn({1, 3, 10});
  EXPECT_EQ(model(latents, time, text, image).sizes(), (at::IntArrayRef{1, 16, 1, 4, 4}));
  EXPECT_THROW(model(at::randn({1, 36, 1, 5, 4}), time, text, image), Error);
  EXPECT_THROW(model(at::randn({1, 16, 1, 4, 4}), time, text, image), Error);
  EXPECT_THROW(model(at::randn({36, 1, 4, 4}), time, text, image), Error);
  EXPECT_THROW(model(latents, at::tensor({1, 2}), text, image), Error);
  EXPECT_THROW(model(latents, at::ones({1, 3}), text, image), Error);
  EXPECT_THROW(model(latents, time, at::randn({1, 4, 8}), image), Error);
  EXPECT_THROW(model(latents, time, text, at::randn({1, 3, 11})), Error);
  EXPECT_THROW(model(latents, time, text), Error);
  EXPECT_THROW(model(at::randn({1, 36, 1, 4, 4096}), time, text, image), Error);  // beyond the rotary table
}

/// What is fused or left out in inference must not show: with gradients everything is spelt out.
TEST(WanDit, InferenceIsTheSameAsTheSpeltOutModel) {
  WanDitConfig config = small_config(true);
  config.attention_head_dim = 32;
  config.text_len = 40;
  WanDit model(config);
  initialize_parameters(*model, 3);
  {
    // The head starts at zero, which would hide all differences.
    const torch::NoGradGuard no_grad;
    for (auto& parameter : model->parameters()) parameter.add_(at::randn_like(parameter), 0.2);
  }
  const at::Tensor latents = at::randn({2, 36, 2, 4, 6});
  const at::Tensor image = at::randn({2, 7, 10});
  const at::Tensor time = at::tensor({500, 20});
  for (const std::int64_t words : {0, 1, 17, 38, 39, 40}) {
    at::Tensor text = at::zeros({2, 40, 8});
    text.narrow(1, 0, words).normal_();
    // The samples' prompts may differ in length.
    if (words > 1) text[0].narrow(0, words - 1, 1).zero_();
    const at::Tensor spelt_out = model(latents, time, text, image).detach();
    const c10::InferenceMode inference;
    EXPECT_TRUE(close(model(latents, time, text, image), spelt_out, 1e-5)) << words << " words";
  }
}

/// A timestep for each token: all alike they are one timestep, and a token's own one reaches it alone where
/// tokens do not see each other.
TEST(WanDit, TokensCanHaveTimestepsOfTheirOwn) {
  WanDitConfig config = small_config(false);
  config.attention_head_dim = 32;
  WanDit model(config);
  initialize_parameters(*model, 3);
  const c10::InferenceMode inference;
  for (auto& parameter : model->parameters()) parameter.add_(at::randn_like(parameter), 0.2);
  const at::Tensor latents = at::randn({2, 16, 2, 4, 6});
  const at::Tensor text = at::randn({2, config.text_len, 8});
  const at::Tensor by_sample = model(latents, at::tensor({500, 20}), text);
  at::Tensor by_token = at::tensor({500, 20}).unsqueeze(1).repeat({1, 12});
  EXPECT_TRUE(close(model(latents, by_token, text), by_sample, 1e-5));
  by_token.narrow(1, 0, 6).zero_();  // the first frame
  const at::Tensor held = model(latents, by_token, text);
  EXPECT_FALSE(close(held.slice(2, 0, 1), by_sample.slice(2, 0, 1), 1e-3));

  for (auto& item : model->named_parameters()) {
    if (item.key().find("attn1.to_out") != std::string::npos) item.value().zero_();
  }
  const at::Tensor blind = model(latents, at::tensor({500, 20}), text);
  const at::Tensor blind_held = model(latents, by_token, text);
  EXPECT_TRUE(close(blind_held.slice(2, 1), blind.slice(2, 1), 1e-5));
  const at::Tensor all_zero = model(latents, at::tensor({0, 0}), text);
  EXPECT_TRUE(close(blind_held.slice(2, 0, 1), all_zero.slice(2, 0, 1), 1e-5));
}

TEST(WanDit, StopIsHonouredBeforeTheNextBlock) {
  WanDit model(small_config(false));
  initialize_parameters(*model, 1);
  const torch::NoGradGuard no_grad;
  std::stop_source source;
  const RunContext context{source.get_token(), {}};
  std::vector<std::string> seen;
  WanDitOptions options{.context = &context, .tap = [&](std::string_view name, const at::Tensor&) {
                          seen.emplace_back(name);
                          if (name == "blocks.0") source.request_stop();
                        }};
  const at::Tensor latents = at::randn({1, 16, 1, 4, 4});
  EXPECT_THROW(model(latents, at::tensor({1}), at::randn({1, 5, 8}), at::Tensor(), options), Cancelled);
  EXPECT_EQ(seen.back(), "blocks.0");
}

TEST(WanDit, TemporalSkipMovesTheSecondOfTwoFramesOnly) {
  const auto cosines = [](std::optional<std::int64_t> skip, std::int64_t frames) {
    WanDitConfig config = small_config(false);
    config.rope_temporal_skip_len = skip;
    WanDit model(config);
    initialize_parameters(*model, 1);
    const torch::NoGradGuard no_grad;
    at::Tensor cosine;
    WanDitOptions options;
    options.tap = [&](std::string_view name, const at::Tensor& value) {
      if (name == "rope.cos") cosine = value.squeeze();
    };
    model(at::randn({1, 16, frames, 2, 2}), at::tensor({1}), at::randn({1, 5, 8}), at::Tensor(), options);
    return cosine;  // [frames, d], one token a frame
  };
  const at::Tensor plain = cosines(std::nullopt, 8);
  EXPECT_TRUE(at::equal(cosines(8, 8), plain));
  EXPECT_TRUE(at::equal(cosines(8, 2), at::stack({plain[0], plain[7]})));
  EXPECT_TRUE(at::equal(cosines(std::nullopt, 2), plain.slice(0, 0, 2)));
}

}  // namespace
}  // namespace v4e
