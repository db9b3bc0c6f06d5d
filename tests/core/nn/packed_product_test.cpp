// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/packed_product.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include "core/nn/embedding.h"
#include "core/nn/frozen_product.h"
#include "core/nn/linear.h"
#include "core/nn/path_choice.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;

/// A matrix in fp32 that keeps what was asked of it.
class WatchedMatrix final : public PackedWeight {
 public:
  explicit WatchedMatrix(const at::Tensor& matrix)
      : PackedWeight(matrix.size(0), matrix.size(1)), matrix_(matrix.contiguous()) {}
  [[nodiscard]] std::int64_t stored_bytes() const override { return 1; }
  void expand(std::int64_t begin, std::int64_t end, float* values) const override {
    const std::scoped_lock lock(mutex_);
    largest_ = std::max(largest_, (end - begin) * columns());
    for (std::int64_t row = begin; row < end; ++row) ++times_[static_cast<std::size_t>(row)];
    const float* from = matrix_.const_data_ptr<float>();
    std::copy(from + begin * columns(), from + end * columns(), values);
  }
  [[nodiscard]] std::vector<at::Tensor> parts() const override { return {matrix_}; }
  [[nodiscard]] at::Tensor expand_there(const std::vector<at::Tensor>& brought, std::int64_t begin,
                                        std::int64_t end) const override {
    return brought[0].slice(0, begin, end);
  }
  [[nodiscard]] std::int64_t largest() const { return largest_; }
  [[nodiscard]] const std::vector<int>& times() const { return times_; }

 private:
  at::Tensor matrix_;
  mutable std::mutex mutex_;
  mutable std::int64_t largest_ = 0;
  mutable std::vector<int> times_ = std::vector<int>(static_cast<std::size_t>(rows()));
};

constexpr std::array kWays{PackedWay::OwnBlocks, PackedWay::SharedBlocks, PackedWay::ConvolvedBlocks};

TEST(PackedProduct, IsThePlainProduct) {
  const at::NoGradGuard no_grad;
  torch::manual_seed(1);
  for (const std::int64_t out : {1, 15, 96, 1000}) {
    const at::Tensor matrix = at::randn({out, 320});
    const at::Tensor bias = at::randn({out});
    const WatchedMatrix packed(matrix);
    for (const std::int64_t tokens : {1, 7, 600}) {
      const at::Tensor x = at::randn({2, tokens, 320});
      // In fp64: a product that both could only get wrong alike.
      const at::Tensor expected = at::matmul(x.to(at::kDouble), matrix.to(at::kDouble).t());
      for (const PackedWay way : kWays) {
        EXPECT_TRUE(close(packed_product(x, packed, {}, way), expected, 2e-6)) << out << " by " << tokens;
        EXPECT_TRUE(close(packed_product(x, packed, bias, way), expected + bias, 2e-6));
        if (tokens > 100) continue;  // bf16 is slow on CPUs without instructions for it
        const at::Tensor narrow = packed_product(x.to(at::kBFloat16), packed, bias.to(at::kBFloat16), way);
        EXPECT_EQ(narrow.scalar_type(), at::kBFloat16);
        EXPECT_TRUE(close(narrow, expected + bias, 1e-2));
      }
    }
  }
}

/// 1000 rows of 64 KiB are 64 MB; of them a block at a time is expanded.
TEST(PackedProduct, ExpandsEachRowOnceAndNeverTheWholeLayer) {
  const at::NoGradGuard no_grad;
  constexpr std::int64_t kColumns = 1 << 14;
  for (const PackedWay way : kWays) {
    const WatchedMatrix packed(at::zeros({1}).expand({1000, kColumns}));
    (void)packed_product(at::ones({3, kColumns}), packed, {}, way);
    EXPECT_TRUE(std::all_of(packed.times().begin(), packed.times().end(), [](int n) { return n == 1; }));
    const std::int64_t most = way == PackedWay::OwnBlocks ? 4 << 20 : 16 << 20;
    EXPECT_LE(packed.largest() * static_cast<std::int64_t>(sizeof(float)), most);
    EXPECT_GE(packed.largest(), 16 * kColumns) << "single rows would be slow";
  }
}

TEST(PackedProduct, WorksOnInferenceTensors) {
  const c10::InferenceMode mode;
  const WatchedMatrix packed(at::ones({700, 64}));
  for (const PackedWay way : kWays)
    EXPECT_TRUE(at::equal(packed_product(at::ones({5, 64}), packed, {}, way), at::full({5, 700}, 64.0F)));
}

TEST(PackedProduct, TheFasterWayIsFoundByMeasuring) {
  const at::NoGradGuard no_grad;
  const at::Tensor matrix = at::randn({128, 256});
  const at::Tensor x = at::randn({513, 256});
  EXPECT_TRUE(close(packed_product(x, WatchedMatrix(matrix), {}), at::matmul(x, matrix.t()), 2e-6));
  if (const char* forced = std::getenv("V4E_PATHS"); forced != nullptr && *forced != '\0')
    GTEST_SKIP() << "nothing is measured with V4E_PATHS";
  const std::vector<PathChoice> choices = chosen_paths();
  EXPECT_TRUE(std::any_of(choices.begin(), choices.end(), [](const PathChoice& choice) {
    return choice.work == "packed fp32 512 rows, 256 to 128";
  }));
}

TEST(PackedProduct, WeightsOfAnotherDtypeAreNotConvertedAsAWhole) {
  const at::NoGradGuard no_grad;
  const at::Tensor x = at::randn({9, 48});
  const at::Tensor matrix = at::randn({32, 48}).to(at::kBFloat16);
  const at::Tensor bias = at::randn({32});
  EXPECT_TRUE(close(packed_product(x, matrix, bias), at::matmul(x, matrix.to(at::kFloat).t()) + bias, 2e-6));
}

TEST(PackedLayers, TakeTheMatrixInPlaceOfTheirWeight) {
  const at::NoGradGuard no_grad;
  const at::Tensor matrix = at::randn({24, 40});
  const at::Tensor bias = at::randn({24});
  const auto packed = std::make_shared<WatchedMatrix>(matrix);
  Linear linear(LinearConfig{40, 24});
  linear->bias.set_data(bias);
  linear->set_packed(packed);
  const at::Tensor x = at::randn({5, 40});
  EXPECT_TRUE(close(linear(x), at::matmul(x, matrix.t()) + bias, 2e-6));
  EXPECT_TRUE(close(linear->product(x), at::matmul(x, matrix.t()), 2e-6));
  Embedding embedding(EmbeddingConfig{24, 40});
  embedding->set_packed(packed);
  const at::Tensor ids = at::tensor({3L, 0L, 3L, 23L}).view({2, 2});
  EXPECT_TRUE(at::equal(embedding(ids), at::embedding(matrix, ids)));
  EXPECT_TRUE(at::equal(embedding->table(), matrix));
}

/// What is beside frozen weights learns as beside the same weights in fp32.
TEST(FrozenProduct, HasThePlainProductsGradient) {
  torch::manual_seed(4);
  const at::Tensor matrix = at::randn({5000, 320});
  const auto packed = std::make_shared<WatchedMatrix>(matrix);
  const at::Tensor bias = at::randn({5000});
  const at::Tensor start = at::randn({2, 17, 320});
  const auto gradient = [&](const auto& product) {
    const at::Tensor x = start.clone().requires_grad_();
    const at::Tensor y = product(x);
    y.square().mean().backward();
    return std::pair(y.detach(), x.grad());
  };
  const auto plain = gradient([&](const at::Tensor& x) { return at::linear(x, matrix, bias); });
  const auto frozen = gradient([&](const at::Tensor& x) { return frozen_product(x, packed, bias); });
  EXPECT_TRUE(close(frozen.first, plain.first, 1e-5));
  EXPECT_TRUE(close(frozen.second, plain.second, 1e-5));
  EXPECT_LT(packed->largest(), matrix.numel()) << "never expanded as a whole";
  const at::Tensor narrow = matrix.to(at::kBFloat16);
  const auto of_narrow = gradient([&](const at::Tensor& x) { return frozen_product(x, narrow, bias); });
  const auto of_wide =
      gradient([&](const at::Tensor& x) { return at::linear(x, narrow.to(at::kFloat), bias); });
  EXPECT_TRUE(close(of_narrow.second, of_wide.second, 1e-5));
}

TEST(FrozenProduct, ALayersAdditionLearnsBesidePackedWeights) {
  torch::manual_seed(5);
  const at::Tensor matrix = at::randn({64, 32});
  const at::Tensor x = at::randn({3, 32}).requires_grad_();
  const auto gradients = [&](const std::shared_ptr<const PackedWeight>& packed) {
    Linear layer(LinearConfig{32, 64, false});
    {
      const at::NoGradGuard no_grad;
      layer->weight.set_data(matrix.clone());
    }
    layer->weight.requires_grad_(false);
    if (packed) layer->set_packed(packed);
    const at::Tensor down = at::full({4, 32}, 0.1).requires_grad_();
    const at::Tensor up = at::full({64, 4}, 0.2).requires_grad_();
    layer->set_addition({.down = down, .up = up, .on_gradient = {}});
    x.mutable_grad() = at::Tensor();
    layer(x).square().mean().backward();
    return at::cat({down.grad().flatten(), up.grad().flatten(), x.grad().flatten()});
  };
  const auto wanted = gradients(nullptr);
  EXPECT_GT(wanted.abs().max().item<double>(), 0);
  EXPECT_TRUE(close(gradients(std::make_shared<WatchedMatrix>(matrix)), wanted, 1e-5));
}

}  // namespace
}  // namespace v4e
