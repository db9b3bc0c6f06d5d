// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/mapped_reader.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {
namespace {

using Names = std::vector<std::string>;

std::shared_ptr<const StateDictReader> stored(std::vector<std::pair<std::string, at::Tensor>> tensors) {
  return std::make_shared<MemoryStateDict>(std::move(tensors));
}

const WeightFamily& family() {
  static const WeightFamily kFamily{ModelPart::Transformer,
                                    {{"own", "first.weight", {}},
                                     {"other",
                                      "one.0.weight",
                                      {{"one.0.*", "first.*"},
                                       {"one.1.*", "first.*"},
                                       {"blocks.#.o.*", "layers.#.out.0.*"},
                                       {.stored = "qkv", .model = "q", .row_part = 0, .row_parts = 3},
                                       {.stored = "qkv", .model = "k", .row_part = 1, .row_parts = 3},
                                       {.stored = "qkv", .model = "v", .row_part = 2, .row_parts = 3},
                                       {.stored = "position", .model = "place", .drop_leading_ones = true},
                                       {"unused.*", ""}}}},
                                    {"model.long.", "model."}};
  return kFamily;
}

TEST(KeyRule, TakesWholeComponentsOnly) {
  const KeyRule rule{"blocks.#.o.*", "layers.#.out.0.*"};
  EXPECT_EQ(model_name(rule, "blocks.12.o.weight"), "layers.12.out.0.weight");
  EXPECT_EQ(stored_name(rule, "layers.12.out.0.weight"), "blocks.12.o.weight");
  for (const char* name : {"blocks.o.weight", "blocks.x.o.weight", "blocks.1.o", "blocks.1.o.",
                           "a.blocks.1.o.b", "blocks.1.no.weight", ""})
    EXPECT_FALSE(model_name(rule, name)) << name;
}

TEST(MappedReader, PrefixAndNamesOfTheLayoutThatIsThere) {
  for (const std::string prefix : {"", "model.", "model.long."}) {
    const auto reader = stored({{prefix + "one.0.weight", at::ones({2})},
                                {prefix + "blocks.3.o.bias", at::ones({3})},
                                {prefix + "surprise", at::ones({1})},
                                {prefix + "unused.x", at::ones({1})}});
    const auto found = find_layout(*reader, family());
    ASSERT_TRUE(found) << prefix;
    EXPECT_EQ(found->prefix, prefix);
    const MappedReader mapped(reader, *found);
    EXPECT_EQ(mapped.names(), (Names{"first.weight", "layers.3.out.0.bias", "surprise"}))
        << "what has no rule keeps its name, so that loading can complain of it";
    EXPECT_EQ(mapped.read("layers.3.out.0.bias").numel(), 3);
  }
  EXPECT_FALSE(find_layout(*stored({{"what", at::ones({1})}}), family()));
}

TEST(MappedReader, CutsFusedWeightsAndDropsLeadingOnes) {
  const at::Tensor fused = at::arange(12).view({6, 2});
  const auto reader =
      stored({{"one.0.weight", at::ones({2})}, {"position", at::ones({1, 1, 5})}, {"qkv", fused}});
  const MappedReader mapped(reader, *find_layout(*reader, family()));
  EXPECT_EQ(mapped.info("place").shape, std::vector<std::int64_t>{5});
  EXPECT_EQ(mapped.read("place").sizes(), at::IntArrayRef({5}));
  EXPECT_EQ(mapped.info("k").shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_TRUE(at::equal(mapped.read("k"), fused.slice(0, 2, 4)));
  EXPECT_TRUE(at::equal(mapped.read("v"), fused.slice(0, 4, 6)));
  const auto odd = stored({{"one.0.weight", at::ones({2})}, {"qkv", at::ones({5, 2})}});
  EXPECT_THROW(MappedReader(odd, *find_layout(*odd, family())), Error);
}

TEST(MappedReader, TwoTensorsForOneNameAreNamed) {
  const auto reader = stored({{"one.0.weight", at::ones({2})}, {"one.1.weight", at::ones({2})}});
  try {
    const MappedReader mapped(reader, *find_layout(*reader, family()));
    ADD_FAILURE() << "mapped";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::CheckpointMismatch);
    const std::string message = error.what();
    EXPECT_NE(message.find("both one.0.weight and one.1.weight"), message.npos) << message;
  }
}

}  // namespace
}  // namespace v4e
