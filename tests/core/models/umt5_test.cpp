// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/umt5/umt5_encoder.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <map>

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

Umt5Encoder load_golden_model() {
  Umt5Encoder model(Umt5Config::from_json(read_json_file(golden_path("umt5/hf/config.json"))));
  load_state(*model, *open_checkpoint(golden_path("umt5/hf")));
  return model;
}

Umt5Config small_config() {
  Umt5Config config;
  config.vocab_size = 20;
  config.d_model = 12;
  config.d_kv = 4;
  config.d_ff = 16;
  config.num_layers = 2;
  config.num_heads = 2;
  return config;
}

TEST(Umt5, ShortPromptsAndAllHiddenStatesMatchTransformers) {
  const c10::InferenceMode inference;
  Umt5Encoder model = load_golden_model();
  const SafetensorsFile golden(golden_path("umt5/forward.safetensors"));
  int compared = 0;
  Umt5Options options;
  options.tap = [&](std::string_view name, const at::Tensor& value) {
    EXPECT_TRUE(close(value, golden.read("short." + std::string(name)), kTolerance)) << name;
    ++compared;
  };
  const at::Tensor output = model(golden.read("short.in.ids"), golden.read("short.in.mask"), options);
  EXPECT_EQ(compared, 3);
  EXPECT_TRUE(close(output, golden.read("short.out.last_hidden_state"), kTolerance));
}

TEST(Umt5, FullLengthMatchesTransformersWithAndWithoutPadding) {
  const c10::InferenceMode inference;
  Umt5Encoder model = load_golden_model();
  const SafetensorsFile golden(golden_path("umt5/forward.safetensors"));
  const at::Tensor ids = golden.read("full.in.ids");
  const at::Tensor mask = golden.read("full.in.mask");
  const at::Tensor wanted = golden.read("full.out.last_hidden_state");
  const at::Tensor output = model(ids, mask);
  EXPECT_TRUE(close(output.slice(1, 0, wanted.size(1)), wanted, kTolerance));
  EXPECT_TRUE(close(output * mask.unsqueeze(2), golden.read("full.out.prompt_embeds"), kTolerance));
  // Padding adds nothing: a caller may cut it off and save most of the work.
  const at::Tensor cut = model(ids.slice(1, 0, wanted.size(1)), mask.slice(1, 0, wanted.size(1)));
  EXPECT_TRUE(close(cut, wanted, kTolerance));
}

TEST(Umt5, AutogradPathMatchesTransformers) {
  Umt5Encoder model = load_golden_model();
  const SafetensorsFile golden(golden_path("umt5/forward.safetensors"));
  const at::Tensor output = model(golden.read("short.in.ids"), golden.read("short.in.mask"));
  ASSERT_TRUE(output.requires_grad());
  EXPECT_TRUE(close(output.detach(), golden.read("short.out.last_hidden_state"), kTolerance));
}

TEST(Umt5, BucketsFollowTheFormula) {
  const at::Tensor buckets = relative_buckets(Umt5Config{}, 300, at::kCPU);
  const auto bucket = [&](int query, int key) { return buckets[query][key].item<std::int64_t>(); };
  EXPECT_EQ(bucket(0, 0), 0);
  EXPECT_EQ(bucket(7, 0), 7);
  EXPECT_EQ(bucket(0, 7), 16 + 7);
  EXPECT_EQ(bucket(8, 0), 8);
  EXPECT_EQ(bucket(11, 0), 8);  // 8 + floor(8 ln(11/8) / ln 16) = 8
  EXPECT_EQ(bucket(12, 0), 9);
  EXPECT_EQ(bucket(0, 127), 16 + 15);
  EXPECT_EQ(bucket(0, 299), 16 + 15);
  EXPECT_EQ(buckets.min().item<std::int64_t>(), 0);
  EXPECT_EQ(buckets.max().item<std::int64_t>(), 31);
}

TEST(Umt5, PublishedSize) {
  const Umt5Encoder model(Umt5Config{});
  std::int64_t parameters = 0;
  for (const auto& item : model->named_parameters()) parameters += item.value().numel();
  EXPECT_EQ(parameters, 5'680'910'336);
}

TEST(Umt5, BackwardReachesEveryParameter) {
  Umt5Encoder model(small_config());
  initialize_parameters(*model, 3);
  const at::Tensor ids = at::tensor({3, 5, 1, 0, 7, 1, 0, 0}, at::kLong).reshape({2, 4});
  const at::Tensor output = model(ids, ids != 0);
  (output * at::randn_like(output)).sum().backward();
  for (const auto& item : model->named_parameters()) {
    ASSERT_TRUE(item.value().grad().defined()) << item.key();
    EXPECT_TRUE(at::isfinite(item.value().grad()).all().item<bool>()) << item.key();
    EXPECT_GT(item.value().grad().abs().max().item<double>(), 0.0) << item.key();
  }
}

TEST(Umt5, ForeignTokensAndShapesAreRefused) {
  Umt5Encoder model(small_config());
  initialize_parameters(*model, 3);
  const auto run = [&](const at::Tensor& ids, const at::Tensor& mask) { return model(ids, mask); };
  const at::Tensor good = at::ones({1, 3}, at::kLong);
  EXPECT_NO_THROW(run(good, good));
  EXPECT_THROW(run(good * 20, good), Error);
  EXPECT_THROW(run(-good, good), Error);
  EXPECT_THROW(run(good.to(at::kFloat), good), Error);
  EXPECT_THROW(run(good, at::ones({1, 4}, at::kLong)), Error);
  EXPECT_THROW(run(at::ones({1, 0}, at::kLong), at::ones({1, 0}, at::kLong)), Error);
}

TEST(Umt5, StopIsHonouredBetweenBlocks) {
  Umt5Encoder model(small_config());
  initialize_parameters(*model, 3);
  std::stop_source source;
  const RunContext context{source.get_token(), {}};
  Umt5Options options;
  options.context = &context;
  options.tap = [&](std::string_view name, const at::Tensor&) {
    if (name == "hidden_states.0") source.request_stop();
  };
  const at::Tensor ids = at::ones({1, 3}, at::kLong);
  EXPECT_THROW(model(ids, ids, options), Cancelled);
}

}  // namespace
}  // namespace v4e
