// SPDX-License-Identifier: GPL-3.0-or-later
// Weights that stay packed on a device that is no CPU.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/checkpoints/formats/gguf.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/lora_reader.h"
#include "core/checkpoints/packed_weights.h"
#include "core/nn/device_packed.h"
#include "core/nn/embedding.h"
#include "core/nn/linear.h"
#include "core/nn/placeholder.h"
#include "tests/core/fake_device.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::fake_device;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

at::Tensor there_and_back(const PackedPointer& packed) {
  const DevicePacked there(packed, fake_device(), /*later=*/false);
  const std::size_t waits = test::fake_waits();
  const at::Tensor values = expanded_there(there, at::kFloat);
  EXPECT_EQ(test::fake_waits(), waits) << "the processor waited";
  EXPECT_EQ(values.device(), fake_device());
  return values.cpu();
}

TEST(PackedThere, EveryBlockFormatHasTheValuesOfTheReference) {
  const at::NoGradGuard no_grad;
  const GgufFile file(test::golden_path("gguf/kquants.gguf"));
  EXPECT_EQ(file.names().size(), 12U);
  for (const std::string& name : file.names())
    EXPECT_TRUE(at::equal(there_and_back(file.packed(name)), file.read(name))) << name;
}

TEST(PackedThere, RowsThatAreNotExpandedAtOnce) {
  const at::NoGradGuard no_grad;
  // 9 million values: more than kExpandAtOnceBytes.
  const at::Tensor numbers = at::arange(9 << 20).to(at::kChar).view({9 << 10, 1 << 10});
  const at::Tensor scale = at::rand({9 << 10, 1});
  const at::Tensor values = there_and_back(pack_narrow({numbers, scale}));
  EXPECT_TRUE(at::equal(values, numbers.to(at::kFloat) * scale));
}

TEST(PackedThere, NarrowNumbersWithTheirScalesAndTurns) {
  const at::NoGradGuard no_grad;
  const at::Tensor numbers = at::arange(256, at::kInt).to(at::kByte).view(at::kFloat8_e4m3fn).view({8, 32});
  const auto finite = at::nan_to_num(numbers.to(at::kFloat), 0.0).to(at::kFloat8_e4m3fn);
  EXPECT_TRUE(at::equal(there_and_back(pack_narrow({finite, {}})), finite.to(at::kFloat)));
  const at::Tensor by_block = at::rand({8, 4, 1});
  const at::Tensor expected = (finite.to(at::kFloat).view({8, 4, 8}) * by_block).view({8, 32});
  EXPECT_TRUE(at::equal(there_and_back(pack_narrow({finite, by_block})), expected));
  const auto doubled = [](at::Tensor& rows) { rows.mul_(2); };
  EXPECT_TRUE(at::equal(there_and_back(pack_narrow({finite, by_block, doubled})), expected * 2));
}

TEST(PackedThere, PartsOfRowsAndLoras) {
  const at::NoGradGuard no_grad;
  torch::manual_seed(3);
  const at::Tensor fused = at::randn({12, 8}).to(at::kHalf);
  for (int part = 0; part < 3; ++part)
    EXPECT_TRUE(at::equal(there_and_back(part_of_rows(pack_narrow({fused, {}}), part, 3)),
                          fused.narrow(0, 4L * part, 4).to(at::kFloat)));
  const at::Tensor up = at::randn({12, 2});
  const at::Tensor down = at::randn({2, 8});
  const at::Tensor left = at::randn({3, 2});
  const at::Tensor right = at::randn({4, 4});
  const std::vector<MatrixDelta> deltas{{DeltaForm::Plain, {up, down}, {}, 0.5},
                                        {DeltaForm::Elementwise, {up, down}, {up * 2, down}, 0.25},
                                        {DeltaForm::Kronecker, {left, {}}, {right, {}}, 2.0}};
  const at::Tensor product = up.matmul(down);
  const at::Tensor expected =
      fused.to(at::kFloat) + 0.5 * product + 0.25 * product * 2 * product + 2.0 * at::kron(left, right);
  EXPECT_TRUE(close(there_and_back(with_deltas(pack_narrow({fused, {}}), deltas)), expected, 1e-5));
}

struct LayersImpl : torch::nn::Module {
  LayersImpl() {
    table = register_module("table", Embedding(EmbeddingConfig{6, 32}));
    layer = register_module("layer", Linear(LinearConfig{32, 24}));
  }
  at::Tensor forward(const at::Tensor& ids) { return layer(table(ids)); }
  Embedding table{nullptr};
  Linear layer{nullptr};
};
TORCH_MODULE(Layers);

class LoadPackedThere : public testing::TestWithParam<at::ScalarType> {};

TEST_P(LoadPackedThere, GivesWhatExpandedWeightsGive) {
  const at::NoGradGuard no_grad;
  torch::manual_seed(4);
  const MemoryStateDict reader(Tensors{{"table.weight", at::randn({6, 32}).to(at::kFloat8_e4m3fn)},
                                       {"layer.weight", at::randn({24, 32}).to(at::kFloat8_e4m3fn)},
                                       {"layer.bias", at::randn({24})}});
  LoadOptions options;
  options.dtype = GetParam();
  Layers plain;
  load_state(*plain, reader, options);
  options.device = fake_device();
  options.keep_packed_from = 100;
  Layers packed;
  const LoadReport report = load_state(*packed, reader, options);
  EXPECT_EQ(report.packed, (std::vector<std::string>{"table.weight", "layer.weight"}));
  EXPECT_EQ(packed->layer->weight.device(), fake_device());
  EXPECT_TRUE(is_placeholder(packed->layer->weight)) << "its values take no memory there";
  const auto* there = dynamic_cast<const DevicePacked*>(packed->layer->packed());
  ASSERT_NE(there, nullptr);
  EXPECT_EQ(there->brought().front().nbytes(), 24U * 32U) << "a byte a weight lies there";
  const at::Tensor ids = at::tensor({5L, 0L, 3L});
  const at::Tensor values = packed->forward(ids.to(fake_device()));
  EXPECT_EQ(values.scalar_type(), GetParam());
  EXPECT_TRUE(close(values.cpu().to(at::kFloat), plain->forward(ids).to(at::kFloat),
                    GetParam() == at::kFloat ? 1e-6 : 1e-2));
  // Of the same file without packing.
  options.keep_packed_from = {};
  EXPECT_TRUE(load_state(*packed, reader, options).packed.empty());
  EXPECT_EQ(packed->layer->packed(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Dtypes, LoadPackedThere, testing::Values(at::kFloat, at::kBFloat16),
                         [](const auto& test) { return std::string(c10::toString(test.param)); });

/// What learns behind a packed layer gets its gradient there, too.
TEST(PackedThere, TheGradientGoesThrough) {
  torch::manual_seed(5);
  const at::Tensor matrix = at::randn({16, 8}).to(at::kHalf);
  const at::Tensor x = at::randn({3, 8});
  const auto gradient = [&x, &matrix](const at::Device& device, bool packed) {
    const at::Tensor input = x.clone().to(device).requires_grad_();
    Linear layer(LinearConfig{8, 16, false});
    {
      const at::NoGradGuard no_grad;
      layer->weight.set_data(matrix.to(device, at::kFloat));
      layer->weight.requires_grad_(false);
      if (packed) layer->set_packed(pack_narrow({matrix, {}}));
    }
    const at::Tensor made = layer(input);
    EXPECT_TRUE(made.requires_grad());
    made.backward(at::ones_like(made.detach()));
    return input.grad().cpu();
  };
  EXPECT_TRUE(close(gradient(fake_device(), true), gradient(at::kCPU, false), 1e-5));
}

}  // namespace
}  // namespace v4e
