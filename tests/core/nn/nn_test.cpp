// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <array>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/base/error.h"
#include "core/nn/attention.h"
#include "core/nn/bf16_attention.h"
#include "core/nn/device.h"
#include "core/nn/feed_forward.h"
#include "core/nn/fused.h"
#include "core/nn/linear.h"
#include "core/nn/norm.h"
#include "core/nn/parallel.h"
#include "core/nn/patch_embedding.h"
#include "core/nn/placeholder.h"
#include "core/nn/rotary_embedding.h"
#include "core/nn/timestep_embedding.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;

template <typename Holder>
Holder random_start(Holder module) {
  initialize_parameters(*module, 11);
  const torch::NoGradGuard no_grad;
  torch::manual_seed(12);
  for (auto& parameter : module->parameters()) parameter.add_(at::randn_like(parameter), 0.1);
  return module;
}

TEST(Placeholder, CostsNothingAndPoisonsWhatUsesIt) {
  Linear linear(LinearConfig{1 << 20, 1 << 20});  // 4 TB if it were allocated
  EXPECT_TRUE(is_placeholder(linear->weight));
  EXPECT_FALSE(is_placeholder(at::ones({3})));
  Linear small(LinearConfig{4, 4});
  EXPECT_TRUE(small(at::ones({1, 4})).isnan().all().item<bool>());
}

TEST(Placeholder, AModuleWithoutAStartIsNamed) {
  struct Bare : torch::nn::Module {
    Bare() { register_parameter("odd", placeholder({2, 2})); }
  };
  Bare bare;
  try {
    initialize_parameters(bare, 1);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("odd"), std::string::npos);
  }
}

TEST(Linear, MatchesTorch) {
  Linear ours = random_start(Linear(LinearConfig{6, 5}));
  const at::Tensor x = at::randn({2, 3, 6});
  EXPECT_TRUE(close(ours(x), at::matmul(x, ours->weight.t()) + ours->bias, 1e-6));
}

TEST(Linear, IsTheSameOnManyRows) {
  const torch::NoGradGuard no_grad;
  for (const bool bias : {true, false}) {
    Linear ours = random_start(Linear(LinearConfig{48, 80, bias}));
    const at::Tensor x = at::randn({2, 48, 700}).transpose(1, 2);
    const at::Tensor many = ours(x);
    EXPECT_EQ(many.sizes(), at::IntArrayRef({2, 700, 80}));
    EXPECT_TRUE(many.is_contiguous());
    const at::Tensor few = ours(x.narrow(1, 100, 10));
    EXPECT_TRUE(close(many.narrow(1, 100, 10), few, 1e-6));
    EXPECT_TRUE(close(many, at::matmul(x, ours->weight.t()) + (bias ? ours->bias : at::zeros({80})), 1e-6));
  }
}

TEST(Linear, ComputesInTheDtypeOfItsWeights) {
  Linear linear = random_start(Linear(LinearConfig{6, 5}));
  EXPECT_EQ(linear(at::randn({2, 6}, at::kBFloat16)).scalar_type(), at::kFloat);
  linear->to(at::kBFloat16);
  EXPECT_EQ(linear(at::randn({2, 6})).scalar_type(), compute_dtype(at::kBFloat16, at::kCPU));
}

TEST(Linear, NarrowWeightsAreExactWhereTheCpuHasNoInstructionsForThem) {
  if (compute_dtype(at::kBFloat16, at::kCPU) == at::kBFloat16) GTEST_SKIP() << "this CPU has them";
  EXPECT_EQ(compute_dtype(at::kHalf, at::kCPU), at::kFloat);
  EXPECT_EQ(compute_dtype(at::kBFloat16, at::Device(at::kCUDA, 0)), at::kBFloat16);
  Linear linear = random_start(Linear(LinearConfig{48, 32}));
  linear->to(at::kBFloat16);
  const at::Tensor x = at::randn({9, 48});
  const at::Tensor expected = at::matmul(x, linear->weight.to(at::kFloat).t()) + linear->bias.to(at::kFloat);
  EXPECT_TRUE(close(linear(x), expected, 1e-6));
}

TEST(ParallelFor, CoversEachIndexOnce) {
  for (const std::int64_t count : {0, 1, 2, 3, 7, 100}) {
    for (const std::int64_t grain : {1, 3, 1000}) {
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
      parallel_for(5, 5 + count, grain, [&](std::int64_t first, std::int64_t last) {
        EXPECT_LT(first, last);
        for (std::int64_t i = first; i < last; ++i) ++seen[static_cast<std::size_t>(i - 5)];
      });
      for (const auto& times : seen) EXPECT_EQ(times, 1) << count << " by " << grain;
    }
  }
}

TEST(ParallelFor, WorksInSeveralThreads) {
#if defined(__clang__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a build without OpenMP";
#endif
  if (at::get_num_threads() < 2) GTEST_SKIP() << "one thread only";
  std::mutex mutex;
  std::set<std::thread::id> threads;
  parallel_for(0, 64, 1, [&](std::int64_t, std::int64_t) {
    const std::scoped_lock lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(threads.size(), static_cast<std::size_t>(at::get_num_threads()));
  threads.clear();
  parallel_for(0, 64, 64, [&](std::int64_t, std::int64_t) { threads.insert(std::this_thread::get_id()); });
  EXPECT_EQ(threads.size(), 1u) << "too little for two";
}

TEST(ParallelFor, ThrowsWhatTheWorkThrows) {
  EXPECT_THROW(parallel_for(0, 64, 1, [](std::int64_t, std::int64_t) { throw Cancelled(); }), Cancelled);
}

/// Fused kernels against the chains of PyTorch's functions that they stand for.
class Fused : public testing::Test {
 protected:
  torch::NoGradGuard no_grad_;
  at::Tensor x_ = at::randn({2, 15, 96}) * 3 + 1;
};

TEST_F(Fused, FitsFp32WithoutGradientsInRowsOf16) {
  EXPECT_TRUE(can_fuse(x_));
  EXPECT_TRUE(can_fuse(x_, at::kBFloat16));
  EXPECT_FALSE(can_fuse(x_, at::kHalf));
  EXPECT_FALSE(can_fuse(at::randn({2, 24})));
  EXPECT_FALSE(can_fuse(at::randn({2, 32}, at::kBFloat16)));
  const at::AutoGradMode gradients(true);
  EXPECT_FALSE(can_fuse(x_));
}

TEST_F(Fused, TakesProductsInFp32AndBf16) {
  Linear linear = random_start(Linear(LinearConfig{96, 64}));
  EXPECT_TRUE(can_fuse(x_, linear));
  EXPECT_TRUE(can_fuse(x_.to(at::kBFloat16), linear));
  EXPECT_FALSE(can_fuse(x_.to(at::kHalf), linear));
  Linear narrow = random_start(Linear(LinearConfig{96, 24}));
  EXPECT_FALSE(can_fuse(x_, narrow));
  linear->to(at::kBFloat16);
  EXPECT_TRUE(can_fuse(x_, linear));
}

/// Half a step of bf16 at the largest value.
constexpr double kBf16Rounding = 1.0 / 256;

TEST_F(Fused, LayerNormAndModulation) {
  const at::Tensor shift = at::randn({2, 1, 96});
  const at::Tensor scale = at::randn({2, 1, 96});
  const at::Tensor expected = at::layer_norm(x_, {96}, {}, {}, 1e-6) * (scale + 1) + shift;
  const auto fused = [&](const at::Tensor& x, at::ScalarType dtype) {
    return fused_layer_norm_modulate(x, shift, scale, 1e-6, dtype);
  };
  EXPECT_TRUE(close(fused(x_, at::kFloat), expected, 1e-6));
  EXPECT_EQ(fused(x_, at::kBFloat16).scalar_type(), at::kBFloat16);
  EXPECT_TRUE(close(fused(x_, at::kBFloat16).to(at::kFloat), expected, kBf16Rounding));
  // Not contiguous, as chunks of a modulation table are.
  const at::Tensor wide = at::randn({2, 96, 15}).transpose(1, 2);
  EXPECT_TRUE(
      close(fused(wide, at::kFloat), at::layer_norm(wide, {96}, {}, {}, 1e-6) * (scale + 1) + shift, 1e-6));
}

TEST_F(Fused, LayerNormWithItsWeights) {
  LayerNorm norm = random_start(LayerNorm(NormConfig{96, 1e-6}));
  EXPECT_TRUE(close(fused_layer_norm(norm, x_, at::kFloat), norm(x_), 1e-6));
  EXPECT_TRUE(close(fused_layer_norm(norm, x_, at::kBFloat16).to(at::kFloat), norm(x_), kBf16Rounding));
}

TEST_F(Fused, SixteenBitsAreRoundedAsPyTorchDoes) {
  // Norms of rows of +-1 are +-1, so that the shift comes out as it is.
  const at::Tensor ones = at::ones({4, 96});
  const at::Tensor x = at::cat({ones, -ones}, 1).unsqueeze(0);
  at::Tensor shift = at::randn({1, 1, 192}) * at::randn({1, 1, 192}).mul(20).exp2();
  shift[0][0][3] = std::numeric_limits<float>::infinity();
  shift[0][0][5] = std::numeric_limits<float>::quiet_NaN();
  shift.view(at::kInt)[0][0][6] = 0x7fffffff;  // a NaN that rounding up would make a negative zero
  shift.view(at::kInt)[0][0][7] = 0x3f808000;  // halfway between two
  shift.view(at::kInt)[0][0][8] = 0x3f818000;
  const at::Tensor result =
      fused_layer_norm_modulate(x, shift, at::full({1, 1, 192}, -1.0), 0, at::kBFloat16);
  EXPECT_TRUE(at::equal(result.isnan(), shift.expand_as(result).isnan()));
  const at::Tensor expected = shift.to(at::kBFloat16).expand_as(result);
  EXPECT_TRUE(at::equal(result.nan_to_num(7), expected.nan_to_num(7)));
}

TEST_F(Fused, ProjectionNormAndRotation) {
  Linear linear = random_start(Linear(LinearConfig{96, 64}));
  RmsNorm norm = random_start(RmsNorm(NormConfig{64, 1e-6}));
  const at::Tensor table = rotary_table({.head_dim = 32}, {1, 3, 5}, at::kCPU);
  const auto turned = [&](const at::Tensor& x) {
    return apply_rotary(x.unflatten(-1, {2, 32}), table).flatten(2);
  };
  const at::Tensor normed = norm(linear(x_));
  EXPECT_TRUE(close(fused_linear_norm(linear, norm, x_), normed, 1e-5));
  EXPECT_TRUE(close(fused_linear_norm(linear, norm, x_, table), turned(normed), 1e-5));
  linear->to(at::kBFloat16);
  const at::Tensor narrow = fused_linear_norm(linear, norm, x_, table);
  EXPECT_EQ(narrow.scalar_type(), linear->dtype());
  EXPECT_TRUE(close(narrow.to(at::kFloat), turned(norm(linear(x_))), 4 * kBf16Rounding));
}

TEST_F(Fused, ProjectionAndGelu) {
  for (const bool bias : {true, false}) {
    Linear linear = random_start(Linear(LinearConfig{96, 48, bias}));
    EXPECT_TRUE(close(fused_linear_gelu(linear, x_), at::gelu(linear(x_), "tanh"), 1e-5));
    const at::Tensor exact = at::gelu(linear(x_), "tanh");
    linear->to(at::kBFloat16);
    const at::Tensor narrow = fused_linear_gelu(linear, x_);
    EXPECT_EQ(narrow.scalar_type(), linear->dtype());
    EXPECT_TRUE(close(narrow.to(at::kFloat), exact, 4 * kBf16Rounding));
  }
  // Far out, where e^x would overflow.
  Linear linear = random_start(Linear(LinearConfig{96, 48}));
  EXPECT_TRUE(close(fused_linear_gelu(linear, x_ * 1e4), at::gelu(linear(x_ * 1e4), "tanh"), 1e-5));
}

TEST_F(Fused, GatedSumOfWideAndNarrow) {
  const at::Tensor y = at::randn({2, 15, 96}).to(at::kBFloat16);
  const at::Tensor gate = at::randn({2, 1, 96});
  EXPECT_TRUE(close(fused_gated_sum(x_, y, gate), at::addcmul(x_, y.to(at::kFloat), gate), 1e-6));
  EXPECT_TRUE(close(fused_gated_sum(x_, y, {}), x_ + y.to(at::kFloat), 1e-6));
}

TEST(Norms, MatchTheirFormulasAndWiden16Bits) {
  const at::Tensor x = at::randn({2, 3, 8}) * 5 + 2;
  LayerNorm layer = random_start(LayerNorm(NormConfig{8, 1e-5}));
  const at::Tensor centred = x - x.mean(-1, true);
  const at::Tensor expected =
      centred / (centred.square().mean(-1, true) + 1e-5).sqrt() * layer->weight + layer->bias;
  EXPECT_TRUE(close(layer(x), expected, 1e-5));
  RmsNorm rms = random_start(RmsNorm(NormConfig{8, 1e-6}));
  EXPECT_TRUE(close(rms(x), x / (x.square().mean(-1, true) + 1e-6).sqrt() * rms->weight, 1e-5));
  layer->to(at::kBFloat16);
  EXPECT_EQ(layer(x.to(at::kBFloat16)).scalar_type(), at::kFloat);
  EXPECT_EQ(rms(x.to(at::kDouble)).scalar_type(), at::kDouble);
}

TEST(PatchEmbedding, IsTheConvolutionOfTheFiles) {
  for (const PatchSize& size : {PatchSize{1, 2, 2}, PatchSize{2, 1, 3}}) {
    PatchEmbedding embedding = random_start(PatchEmbedding(PatchEmbeddingConfig{3, 7, size}));
    const at::Tensor latents = at::randn({2, 3, 4, 6, 6});
    const at::Tensor convolved = at::conv3d(latents, embedding->weight, embedding->bias, size);
    EXPECT_TRUE(close(embedding(latents), convolved.flatten(2).transpose(1, 2), 1e-5));
  }
}

TEST(PatchEmbedding, UnpatchifyPutsEveryValueBack) {
  // Channels innermost: the reverse of unpatchify, written the other way round.
  const at::Tensor latents = at::randn({2, 5, 4, 6, 8});
  const at::Tensor tokens = latents.unfold(2, 2, 2)
                                .unfold(3, 3, 3)
                                .unfold(4, 2, 2)                    // [B, C, T', H', W', 2, 3, 2]
                                .permute({0, 2, 3, 4, 5, 6, 7, 1})  // channels last
                                .flatten(4)
                                .flatten(1, 3);
  EXPECT_TRUE(at::equal(unpatchify(tokens, {2, 2, 4}, {2, 3, 2}), latents));
}

TEST(Attention, BothWaysMatchTheFormula) {
  for (const bool with_bias : {false, true}) {
    const at::Tensor q = at::randn({2, 3, 4, 18});
    const at::Tensor k = at::randn({2, 3, 6, 18});
    const at::Tensor v = at::randn({2, 3, 6, 18});
    AttentionOptions options;
    if (with_bias) {
      options.scale = 1.0;
      options.bias = at::randn({2, 3, 4, 6});
    }
    at::Tensor scores = at::matmul(q, k.transpose(2, 3)) * (with_bias ? 1.0 : 1.0 / std::sqrt(18.0));
    if (with_bias) scores = scores + options.bias;
    const at::Tensor expected = at::matmul(scores.softmax(-1), v);
    EXPECT_TRUE(close(attention(q, k, v, options), expected, 1e-5));
    const at::Tensor trained = attention(q.clone().requires_grad_(), k, v, options);
    EXPECT_TRUE(close(trained.detach(), expected, 1e-5));
  }
}

struct Bf16AttentionCase {
  std::int64_t queries;
  std::int64_t keys;
  std::int64_t head_dim;
};

class Bf16Attention : public testing::TestWithParam<Bf16AttentionCase> {};

/// Against fp64 on the same bf16 inputs; heads as split_heads() cuts them, so rows do not follow each other.
TEST_P(Bf16Attention, IsExactButForTheRoundingOfWeightsAndResult) {
  const auto [queries, keys, head_dim] = GetParam();
  const c10::InferenceMode mode;
  torch::manual_seed(3);
  constexpr std::int64_t kHeads = 3;
  const auto draw = [&](std::int64_t rows, double size) {
    return split_heads((torch::randn({2, rows, kHeads * head_dim}) * size).to(torch::kBFloat16), kHeads);
  };
  // Scores of up to some ten: weights are far from even.
  const auto q = draw(queries, 3);
  const auto k = draw(keys, 1);
  const auto v = draw(keys, 1);
  if (!can_use_bf16_attention(q, k, v)) GTEST_SKIP() << "no AVX-512 BF16 here";
  const double scale = 1.2 / std::sqrt(static_cast<double>(head_dim));
  const auto result = bf16_attention(q, k, v, scale);
  ASSERT_EQ(result.scalar_type(), torch::kBFloat16);
  const auto weights =
      torch::softmax(torch::matmul(q.to(torch::kDouble), k.to(torch::kDouble).mT()) * scale, -1);
  const auto expected = torch::matmul(weights, v.to(torch::kDouble));
  const auto reach = torch::matmul(weights, v.to(torch::kDouble).abs());
  const auto error = (result.to(torch::kDouble) - expected).abs() / (reach + 1e-3);
  EXPECT_LT(error.max().item<double>(), 0.012);  // three roundings of 2^-9 and what sums up
}

INSTANTIATE_TEST_SUITE_P(Sizes, Bf16Attention,
                         testing::Values(Bf16AttentionCase{1, 1, 64}, Bf16AttentionCase{48, 48, 64},
                                         Bf16AttentionCase{49, 47, 128}, Bf16AttentionCase{130, 513, 128},
                                         Bf16AttentionCase{7, 1000, 192}, Bf16AttentionCase{200, 385, 256}));

TEST(Attention, HeadsSplitAndMergeBack) {
  const at::Tensor x = at::randn({2, 5, 12});
  EXPECT_EQ(split_heads(x, 3).sizes(), (at::IntArrayRef{2, 3, 5, 4}));
  EXPECT_TRUE(at::equal(merge_heads(split_heads(x, 3)), x));
}

TEST(RotaryEmbedding, TurnsNeighbouringChannelsByTheirAxis) {
  const RotaryConfig config{.head_dim = 18};
  const at::Tensor table = rotary_table(config, {2, 3, 4}, at::kCPU);
  ASSERT_EQ(table.sizes(), (at::IntArrayRef{24, 9}));
  // Token (f, r, q) = (1, 2, 3): time has 6 channels, height and width 6 each, all with their own exponents.
  const at::Tensor row = table[1 * 12 + 2 * 4 + 3];
  for (int j = 0; j < 3; ++j) {
    const double frequency = std::pow(10000.0, -2.0 * j / 6.0);
    EXPECT_NEAR(at::real(row)[j].item<double>(), std::cos(1 * frequency), 1e-7);
    EXPECT_NEAR(at::imag(row)[3 + j].item<double>(), std::sin(2 * frequency), 1e-7);
    EXPECT_NEAR(at::imag(row)[6 + j].item<double>(), std::sin(3 * frequency), 1e-7);
  }
  const at::Tensor x = at::randn({1, 24, 2, 18});
  const at::Tensor turned = apply_rotary(x, table);
  const auto even = x.slice(3, 0, 18, 2);
  const auto odd = x.slice(3, 1, 18, 2);
  const at::Tensor cosine = at::real(table).unsqueeze(1);
  const at::Tensor sine = at::imag(table).unsqueeze(1);
  EXPECT_TRUE(close(turned.slice(3, 0, 18, 2), even * cosine - odd * sine, 1e-6));
  EXPECT_TRUE(close(turned.slice(3, 1, 18, 2), even * sine + odd * cosine, 1e-6));
}

TEST(RotaryEmbedding, FramesMayStandAtPlacesOfTheirOwn) {
  const at::Tensor all = rotary_table({.head_dim = 18}, {5, 2, 3}, at::kCPU).view({5, 6, 9});
  const at::Tensor some =
      rotary_table({.head_dim = 18, .places = {0, 3, 4}}, {3, 2, 3}, at::kCPU).view({3, 6, 9});
  EXPECT_TRUE(
      at::equal(at::view_as_real(some), at::view_as_real(all.index_select(0, at::tensor({0L, 3L, 4L})))));
}

TEST(RotaryEmbedding, TooLongAxesAreRefused) {
  const RotaryConfig config{.head_dim = 12, .max_length = 8};
  EXPECT_NO_THROW(static_cast<void>(rotary_table(config, {8, 8, 8}, at::kCPU)));
  EXPECT_THROW(static_cast<void>(rotary_table(config, {1, 9, 1}, at::kCPU)), Error);
}

TEST(TimestepEmbedding, CosinesFirstAndExactAtLargeTimesteps) {
  const at::Tensor embedding = timestep_embedding(at::tensor({0, 999}, at::kLong), 8);
  EXPECT_TRUE(at::equal(embedding[0], at::tensor({1., 1., 1., 1., 0., 0., 0., 0.}).to(at::kFloat)));
  EXPECT_NEAR(embedding[1][1].item<double>(), std::cos(999.0 * std::pow(10000.0, -0.25)), 1e-7);
  EXPECT_NEAR(embedding[1][4].item<double>(), std::sin(999.0), 1e-7);
  EXPECT_TRUE(at::equal(timestep_embedding(at::tensor({999.0F}), 8)[0], embedding[1]));
}

TEST(FeedForward, NamesAreThoseOfDiffusers) {
  const FeedForward feed(FeedForwardConfig{4, 8, 6, Gelu::Exact});
  std::vector<std::string> names;
  for (const auto& item : feed->named_parameters()) names.push_back(item.key());
  EXPECT_EQ(names,
            (std::vector<std::string>{"net.0.proj.weight", "net.0.proj.bias", "net.2.weight", "net.2.bias"}));
}

TEST(FeedForward, ADepthwiseOneSeesEachTokensNeighboursInItsFrame) {
  FeedForward feed(FeedForwardConfig{4, 8, 6, Gelu::Tanh, /*depthwise=*/true});
  initialize_parameters(*feed, 3);
  FeedForward plain(FeedForwardConfig{4, 8, 6, Gelu::Tanh});
  const torch::NoGradGuard no_grad;
  for (auto& item : plain->named_parameters()) item.value().set_data(feed->named_parameters()[item.key()]);
  const std::array<std::int64_t, 3> grid{2, 3, 5};
  const at::Tensor x = torch::randn({2, 30, 4}, at::make_generator<at::CPUGeneratorImpl>(1));
  EXPECT_TRUE(at::equal(feed->forward_on_grid(x, grid), plain->forward(x))) << "it starts at zero";

  const at::Tensor kernel = torch::randn({8, 1, 3, 3}, at::make_generator<at::CPUGeneratorImpl>(2));
  feed->named_parameters()["depthwise"].copy_(kernel);
  const auto weights = feed->named_parameters();
  const at::Tensor hidden =
      gelu(at::linear(x, weights["net.0.proj.weight"], weights["net.0.proj.bias"]), Gelu::Tanh)
          .view({2, 2, 3, 5, 8});
  at::Tensor expected = hidden.clone();
  for (std::int64_t y = 0; y < 3; ++y) {
    for (std::int64_t x_at = 0; x_at < 5; ++x_at) {
      for (std::int64_t dy = -1; dy <= 1; ++dy) {
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
          if (y + dy < 0 || y + dy > 2 || x_at + dx < 0 || x_at + dx > 4) continue;
          expected.select(2, y).select(2, x_at) += hidden.select(2, y + dy).select(2, x_at + dx) *
                                                   kernel.select(1, 0).select(1, dy + 1).select(1, dx + 1);
        }
      }
    }
  }
  const at::Tensor result =
      at::linear(expected.view({2, 30, 8}), weights["net.2.weight"], weights["net.2.bias"]);
  EXPECT_TRUE(at::allclose(feed->forward_on_grid(x, grid), result, 1e-5, 1e-5));
}

}  // namespace
}  // namespace v4e
