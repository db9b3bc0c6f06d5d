// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/packed_weights.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "core/base/error.h"
#include "core/checkpoints/formats/gguf.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/lora_reader.h"
#include "core/checkpoints/mapped_reader.h"
#include "core/nn/embedding.h"
#include "core/nn/linear.h"
#include "core/nn/placeholder.h"
#include "tests/core/checkpoints/expanded.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::expanded;
using test::golden_path;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

at::Tensor every_code(at::ScalarType dtype) {
  const bool is_byte = c10::elementSize(dtype) == 1;
  const at::Tensor codes = at::arange(is_byte ? 256 : 65536, at::kInt);
  return is_byte ? codes.to(at::kByte).view(dtype).view({16, 16})
                 : codes.to(at::kShort).view(dtype).view({256, 256});
}

TEST(PackedWeights, EveryNarrowNumberIsLibTorchs) {
  for (const at::ScalarType dtype :
       {at::kFloat8_e4m3fn, at::kFloat8_e5m2, at::kChar, at::kBFloat16, at::kHalf}) {
    SCOPED_TRACE(c10::toString(dtype));
    const at::Tensor numbers = every_code(dtype);
    const MemoryStateDict reader({{"w", numbers}});
    const at::Tensor expected = numbers.to(at::kFloat);
    const at::Tensor values = expanded(reader, "w", 5);
    EXPECT_TRUE(at::allclose(values, expected, 0, 0, /*equal_nan=*/true));
    const at::Tensor numeric = expected.isnan().logical_not();
    EXPECT_TRUE(
        at::equal(at::signbit(values).logical_and(numeric), at::signbit(expected).logical_and(numeric)))
        << "zeros keep their sign";
    EXPECT_EQ(reader.packed("w")->stored_bytes(), static_cast<std::int64_t>(numbers.nbytes()));
  }
}

TEST(PackedWeights, RowsOfEveryBlockFormatAreThoseOfTheWhole) {
  const GgufFile file(golden_path("gguf/kquants.gguf"));
  for (const std::string& name : file.names()) {
    const at::Tensor whole = file.read(name);
    for (const std::int64_t some : {1, 3, 1000})
      EXPECT_TRUE(at::equal(expanded(file, name, some), whole)) << name << " by " << some;
    EXPECT_LT(file.packed(name)->stored_bytes(), whole.numel() * 9 / 8) << name;
  }
}

TEST(PackedWeights, NothingElseIsPacked) {
  const MemoryStateDict reader({{"wide", at::ones({4, 4})},
                                {"vector", at::ones({4}, at::kBFloat16)},
                                {"kernel", at::ones({4, 4, 1, 1}, at::kBFloat16)},
                                {"bytes", at::ones({4, 4}, at::kByte)},
                                {"none", at::ones({0, 4}, at::kBFloat16)}});
  for (const std::string& name : reader.names()) EXPECT_EQ(reader.packed(name), nullptr) << name;
}

TEST(PackedWeights, APartOfFusedRows) {
  const at::Tensor fused = at::arange(48, at::kFloat).view({12, 4}).to(at::kHalf);
  const KeyLayout layout{
      "fused",
      "qkv.weight",
      {{"qkv.weight", "q.weight", 0, 3}, {"qkv.weight", "k.weight", 1, 3}, {"qkv.weight", "v.weight", 2, 3}}};
  const MappedReader reader(std::make_shared<MemoryStateDict>(Tensors{{"qkv.weight", fused}}),
                            FoundLayout{&layout, ""});
  for (const std::string name : {"q.weight", "k.weight", "v.weight"}) {
    EXPECT_TRUE(at::equal(expanded(reader, name, 3), reader.read(name).to(at::kFloat))) << name;
    EXPECT_EQ(reader.packed(name)->stored_bytes(), 4 * 4 * 2);
  }
}

TEST(PackedWeights, LorasAreAddedWhenRowsAreExpanded) {
  torch::manual_seed(3);
  const at::Tensor base = at::randn({20, 12}).to(at::kBFloat16);
  const auto model = std::make_shared<MemoryStateDict>(
      Tensors{{"a.weight", base}, {"b.weight", base.clone()}, {"c.weight", at::randn({20, 12})}});
  const auto lora = std::make_shared<MemoryStateDict>(Tensors{{"a.lora_A.weight", at::randn({4, 12})},
                                                              {"a.lora_B.weight", at::randn({20, 4})},
                                                              {"a.diff", at::randn({20, 12})},
                                                              {"c.diff", at::randn({20, 12})}});
  const WeightFamily family{ModelPart::Transformer, {{"own", "a.weight", {}}}, {}};
  const LoraReader reader(model, family, {{lora, 0.75, "lora"}});
  EXPECT_TRUE(close(expanded(reader, "a.weight", 7), reader.read("a.weight"), 1e-6));
  EXPECT_FALSE(close(expanded(reader, "a.weight", 7), base.to(at::kFloat), 1e-2)) << "without the LoRA";
  EXPECT_TRUE(at::equal(expanded(reader, "b.weight", 7), base.to(at::kFloat)));
  EXPECT_EQ(reader.packed("c.weight"), nullptr) << "an fp32 base is not packed";
  EXPECT_GT(reader.packed("a.weight")->stored_bytes(), reader.packed("b.weight")->stored_bytes());
}

struct LayersImpl : torch::nn::Module {
  LayersImpl() {
    table = register_module("table", Embedding(EmbeddingConfig{6, 32}));
    large = register_module("large", Linear(LinearConfig{32, 24}));
    small = register_module("small", Linear(LinearConfig{24, 2}));
  }
  at::Tensor forward(const at::Tensor& ids) { return small(large(table(ids))); }
  Embedding table{nullptr};
  Linear large{nullptr};
  Linear small{nullptr};
};
TORCH_MODULE(Layers);

Tensors narrow_layers() {
  torch::manual_seed(4);
  return {{"table.weight", at::randn({6, 32}).to(at::kHalf)},
          {"large.weight", at::randn({24, 32}).to(at::kBFloat16)},
          {"large.bias", at::randn({24}).to(at::kBFloat16)},
          {"small.weight", at::randn({2, 24}).to(at::kBFloat16)},
          {"small.bias", at::randn({2})}};
}

TEST(LoadPacked, GivesTheLayersOfPlainLoading) {
  const at::NoGradGuard no_grad;
  const MemoryStateDict reader(narrow_layers());
  LoadOptions options;
  options.dtype = at::kFloat;
  Layers plain;
  load_state(*plain, reader, options);
  options.keep_packed_from = 100;
  Layers packed;
  const LoadReport report = load_state(*packed, reader, options);
  EXPECT_EQ(report.packed, (std::vector<std::string>{"table.weight", "large.weight"}));
  EXPECT_EQ(report.loaded.size(), 5U);
  EXPECT_TRUE(is_placeholder(packed->large->weight)) << "its values take no memory";
  EXPECT_FALSE(is_placeholder(packed->small->weight)) << "too small to count";
  const at::Tensor ids = at::tensor({5L, 0L, 3L});
  EXPECT_TRUE(close(packed->forward(ids), plain->forward(ids), 2e-6));
  // Another file afterwards takes the place of the packed weight.
  options.keep_packed_from = {};
  EXPECT_TRUE(load_state(*packed, reader, options).packed.empty());
  EXPECT_EQ(packed->large->packed(), nullptr);
  EXPECT_TRUE(at::equal(packed->forward(ids), plain->forward(ids)));
}

TEST(LoadPacked, OnlyWhereItSavesMemory) {
  LoadOptions options;
  options.keep_packed_from = 1;
  Layers layers;
  options.dtype = at::kBFloat16;
  EXPECT_TRUE(load_state(*layers, MemoryStateDict(narrow_layers()), options).packed.empty())
      << "16 bits as they are stored";
  Tensors eight_bits = narrow_layers();
  eight_bits[1].second = eight_bits[1].second.to(at::kFloat8_e4m3fn);
  EXPECT_EQ(load_state(*layers, MemoryStateDict(eight_bits), options).packed,
            std::vector<std::string>{"large.weight"});
}

TEST(LoadPacked, NamesAWeightThatHoldsNan) {
  LoadOptions options;
  options.dtype = at::kFloat;
  options.keep_packed_from = 1;
  options.check_finite = true;
  Layers layers;
  EXPECT_NO_THROW(load_state(*layers, MemoryStateDict(narrow_layers()), options));
  Tensors damaged = narrow_layers();
  damaged[1].second[23][31] = std::numeric_limits<float>::quiet_NaN();
  try {
    load_state(*layers, MemoryStateDict(damaged), options);
    ADD_FAILURE() << "loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
    EXPECT_NE(std::string(error.what()).find("large.weight holds NaN"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace v4e
