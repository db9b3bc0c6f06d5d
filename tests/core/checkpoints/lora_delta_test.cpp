// SPDX-License-Identifier: GPL-3.0-or-later
// LoRAs whose delta is made of two matrices: LoHa and LoKr, as LyCORIS writes them.
#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/checkpoints/lora_reader.h"
#include "tests/core/checkpoints/expanded.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::expanded;
using testing::HasSubstr;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

const WeightFamily& family() {
  static const WeightFamily one{ModelPart::Transformer, {{"own", "a.weight", {}}}, {}};
  return one;
}

LoraReader with_lora(Tensors lora, double strength = 1, at::ScalarType dtype = at::kFloat) {
  torch::manual_seed(1);
  const auto model = std::make_shared<MemoryStateDict>(
      Tensors{{"a.bias", at::randn({24})}, {"a.weight", at::randn({24, 12}).to(dtype)}});
  return {
      model, family(), {{std::make_shared<MemoryStateDict>(std::move(lora)), strength, "style.safetensors"}}};
}

at::Tensor base() {
  torch::manual_seed(1);
  static_cast<void>(at::randn({24}));
  return at::randn({24, 12});
}

std::string refusal(const Tensors& lora, ErrorCode code = ErrorCode::CheckpointMismatch) {
  try {
    static_cast<void>(with_lora(lora));
    return "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
}

struct Loha {
  at::Tensor w1_a = at::randn({24, 3});
  at::Tensor w1_b = at::randn({3, 12});
  at::Tensor w2_a = at::randn({24, 3});
  at::Tensor w2_b = at::randn({3, 12});
  [[nodiscard]] Tensors tensors() const {
    return {{"a.hada_w1_a", w1_a}, {"a.hada_w1_b", w1_b}, {"a.hada_w2_a", w2_a}, {"a.hada_w2_b", w2_b}};
  }
};

TEST(LoraDelta, LohaMultipliesTwoProductsElementByElement) {
  torch::manual_seed(7);
  const Loha loha;
  const at::Tensor delta = loha.w1_a.matmul(loha.w1_b) * loha.w2_a.matmul(loha.w2_b);
  EXPECT_TRUE(close(with_lora(loha.tensors(), 0.5).read("a.weight"), base() + 0.5 * delta, 1e-6));
  Tensors weaker = loha.tensors();
  weaker.emplace_back("a.alpha", at::tensor(1.5F));
  EXPECT_TRUE(close(with_lora(weaker).read("a.weight"), base() + 1.5 / 3 * delta, 1e-6));
}

TEST(LoraDelta, LokrIsAKroneckerProduct) {
  torch::manual_seed(8);
  const at::Tensor w1 = at::randn({4, 3});
  const at::Tensor w2 = at::randn({6, 4});
  const at::Tensor alpha = at::tensor(99.0F);
  EXPECT_TRUE(
      close(with_lora({{"lycoris_a.lokr_w1", w1}, {"lycoris_a.lokr_w2", w2}, {"lycoris_a.alpha", alpha}})
                .read("a.weight"),
            base() + at::kron(w1, w2), 1e-6))
      << "where both are whole alpha does not count";
  const at::Tensor up = at::randn({6, 2});
  const at::Tensor down = at::randn({2, 4});
  EXPECT_TRUE(close(
      with_lora(
          {{"a.lokr_w1", w1}, {"a.lokr_w2_a", up}, {"a.lokr_w2_b", down}, {"a.alpha", at::tensor(1.0F)}})
          .read("a.weight"),
      base() + 0.5 * at::kron(w1, up.matmul(down)), 1e-6));
  const at::Tensor left_up = at::randn({4, 2});
  const at::Tensor left_down = at::randn({2, 3});
  EXPECT_TRUE(close(with_lora({{"a.lokr_w1_a", left_up}, {"a.lokr_w1_b", left_down}, {"a.lokr_w2", w2}}, 2)
                        .read("a.weight"),
                    base() + 2 * at::kron(left_up.matmul(left_down), w2), 1e-6));
}

TEST(LoraDelta, RowsOfAPackedWeightAreThoseOfTheWhole) {
  torch::manual_seed(9);
  const Tensors lokr{{"a.lokr_w1", at::randn({4, 3})}, {"a.lokr_w2", at::randn({6, 4})}};
  for (const Tensors& lora : {Loha().tensors(), lokr}) {
    const LoraReader reader = with_lora(lora, 0.7, at::kBFloat16);
    const at::Tensor whole = reader.read("a.weight");
    for (const std::int64_t some : {1, 5, 7, 24})
      EXPECT_TRUE(close(expanded(reader, "a.weight", some), whole, 1e-6))
          << lora.front().first << " by " << some;
  }
}

TEST(LoraDelta, ABiasBehindAPairIsScaledLikeIt) {
  torch::manual_seed(10);
  const at::Tensor added = at::randn({24});
  const LoraReader reader = with_lora({{"a.lora_A.weight", at::randn({4, 12})},
                                       {"a.lora_B.weight", at::randn({24, 4})},
                                       {"a.lora_B.bias", added},
                                       {"a.alpha", at::tensor(1.0F)}},
                                      2);
  torch::manual_seed(1);
  EXPECT_TRUE(close(reader.read("a.bias"), at::randn({24}) + 2.0 / 4 * added, 1e-6));
}

TEST(LoraDelta, WhatDoesNotFitIsRefused) {
  torch::manual_seed(11);
  Tensors half = Loha().tensors();
  half.pop_back();
  EXPECT_THAT(refusal(half), HasSubstr("only one half"));
  half.pop_back();
  EXPECT_THAT(refusal(half), HasSubstr("only one half"));
  EXPECT_THAT(refusal({{"a.lokr_w1", at::ones({4, 3})}}), HasSubstr("only one half"));
  EXPECT_THAT(refusal({{"a.lokr_w1", at::ones({4, 3})}, {"a.lokr_w2", at::ones({6, 3})}}),
              HasSubstr("another size"));
  Tensors narrow = Loha().tensors();
  narrow[3].second = at::ones({3, 11});
  EXPECT_THAT(refusal(narrow), HasSubstr("another size"));
  Tensors ranks = Loha().tensors();
  ranks[1].second = at::ones({4, 12});
  EXPECT_THAT(refusal(ranks), HasSubstr("another size"));
  Tensors of_convolutions = Loha().tensors();
  of_convolutions.emplace_back("a.hada_t1", at::ones({3, 3, 1, 1}));
  EXPECT_THAT(refusal(of_convolutions, ErrorCode::Unsupported), HasSubstr("convolutions"));
  EXPECT_THAT(refusal({{"a.lokr_w1", at::ones({4, 3})}, {"a.lokr_w2", at::ones({6, 4, 1, 1})}}),
              HasSubstr("another size"));
}

}  // namespace
}  // namespace v4e
