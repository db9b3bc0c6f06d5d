// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pairs/encoded_set.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/pipelines/noise.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const nlohmann::json kIdentity{{"model", "tiny"}};

/// Two pairs, the second with all that a pair may have, and one that was left out.
EncodedShard shard(int number) {
  EncodedShard shard;
  for (int i = 0; i < 2; ++i) {
    EncodedShard::Item item;
    const auto seed = static_cast<std::uint64_t>(10 * number + i);
    item.entry = {.id = "pair" + std::to_string(10 * number + i),
                  .split = i == 0 ? "train" : "test",
                  .texts = {"warm", "warmer"},
                  .height = 4,
                  .width = 6};
    item.pair.condition = draw_noise({5, 2, 4, 6}, seed);
    item.pair.target = draw_noise({3, 1, 4, 6}, seed + 100);
    if (i == 1) {
      item.pair.image_embeds = draw_noise({2, 7}, seed);
      item.pair.mask = draw_noise({4, 6}, seed);
      item.pair.still = draw_noise({3, 4, 6}, seed);
      item.pair.teacher = {.condition = draw_noise({6, 2, 4, 6}, seed + 200),
                           .image_embeds = draw_noise({2, 3, 7}, seed + 201),
                           .text = draw_noise({4, 8}, seed + 202)};
      item.pair.evolution_weight = item.entry.evolution_weight = 0.3;
      item.pixels = torch::full({2, 32, 48, 3}, number, torch::kUInt8);
    }
    shard.items.push_back(std::move(item));
  }
  shard.texts = {{"warm", torch::ones({2, 8})}, {"warmer", torch::ones({3, 8})}};
  shard.rollouts = {{{"id", "pair" + std::to_string(10 * number)}, {"fade", true}}};
  shard.rejected = {{"bad" + std::to_string(number), "is broken"}};
  return shard;
}

fs::path written(const test::TemporaryFolder& folder, std::size_t count = 3) {
  EncodedSetWriter writer(folder / "set", kIdentity);
  for (std::size_t i = 0; i < count; ++i)
    writer.write(i, "f" + std::to_string(i), shard(static_cast<int>(i)));
  writer.finish(count);
  return folder / "set";
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(EncodedSet, WhatWasWrittenIsRead) {
  const test::TemporaryFolder folder;
  const EncodedSet set(written(folder));
  EXPECT_EQ(set.identity(), kIdentity);
  ASSERT_EQ(set.entries().size(), 6u);
  EXPECT_EQ(set.entries()[3], shard(1).items[1].entry);
  const EncodedPair pair = set.pair(3);
  const EncodedPair wanted = shard(1).items[1].pair;
  EXPECT_TRUE(torch::equal(pair.condition, wanted.condition));
  EXPECT_TRUE(torch::equal(pair.target, wanted.target));
  EXPECT_TRUE(torch::equal(pair.image_embeds, wanted.image_embeds));
  EXPECT_TRUE(torch::equal(pair.teacher.condition, wanted.teacher.condition));
  EXPECT_TRUE(torch::equal(pair.teacher.image_embeds, wanted.teacher.image_embeds));
  EXPECT_TRUE(torch::equal(pair.teacher.text, wanted.teacher.text));
  EXPECT_FALSE(set.pair(2).teacher.defined());
  EXPECT_TRUE(torch::equal(pair.mask, wanted.mask));
  EXPECT_TRUE(torch::equal(pair.still, wanted.still));
  EXPECT_EQ(pair.evolution_weight, 0.3);
  ASSERT_EQ(set.rollouts().size(), 3u);
  EXPECT_EQ(set.rollouts()[1], shard(1).rollouts[0]);
  EXPECT_FALSE(set.pair(2).mask.defined());
  EXPECT_FALSE(set.pixels(2).defined());
  EXPECT_TRUE(torch::equal(set.pixels(3), torch::ones({2, 32, 48, 3}, torch::kUInt8)));
  EXPECT_EQ(set.text(5, "warmer").size(0), 3);
  EXPECT_THAT(set.rejected(), ElementsAre(PairNote{"bad0", "is broken"}, PairNote{"bad1", "is broken"},
                                          PairNote{"bad2", "is broken"}));
  EXPECT_THAT(set.verify(), IsEmpty());
}

TEST(EncodedSet, AShardOfOtherInputIsMadeAgain) {
  const test::TemporaryFolder folder;
  const fs::path path = written(folder);
  const EncodedSetWriter writer(path, kIdentity);
  EXPECT_TRUE(writer.has(1, "f1"));
  EXPECT_FALSE(writer.has(1, "other"));
  EXPECT_FALSE(writer.has(3, "f3"));
  fs::resize_file(path / "shard-00001.safetensors", 100);
  EXPECT_FALSE(writer.has(1, "f1")) << "cut off";
}

TEST(EncodedSet, AShorterInputLeavesNothingOver) {
  const test::TemporaryFolder folder;
  const fs::path path = written(folder, 4);
  EncodedSetWriter(path, kIdentity).finish(2);
  const EncodedSet set(path);
  EXPECT_EQ(set.entries().size(), 4u);
  EXPECT_FALSE(fs::exists(path / "shard-00002.safetensors"));
  EXPECT_FALSE(fs::exists(path / "shard-00003.json"));
}

TEST(EncodedSet, OneThatIsNotFinishedSaysSo) {
  const test::TemporaryFolder folder;
  const fs::path path = written(folder);
  EncodedSetWriter(path, kIdentity).write(1, "new", shard(7));  // and then the program ended
  EXPECT_THAT(message_of([&] { EncodedSet{path}; }), HasSubstr("not finished"));
  EXPECT_THAT(message_of([&] { EncodedSet{folder.path()}; }), HasSubstr("no set"));
}

TEST(EncodedSet, OtherSettingsDoNotGoIntoTheSameFolder) {
  const test::TemporaryFolder folder;
  const fs::path path = written(folder);
  EXPECT_THAT(message_of([&] { EncodedSetWriter(path, {{"model", "other"}}); }), HasSubstr("another model"));
}

TEST(EncodedSet, DamageIsNoticed) {
  const test::TemporaryFolder folder;
  const fs::path path = written(folder);
  const fs::path file = path / "shard-00001.safetensors";
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(-3, std::ios::end);
    bytes.put('\x55');
  }
  EXPECT_THAT(EncodedSet(path).verify(), ElementsAre(HasSubstr("shard-00001.safetensors: its checksum")));
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_THAT(message_of([&] { EncodedSet{path}; }), HasSubstr("bytes"));
  fs::remove(file);
  EXPECT_THAT(message_of([&] { EncodedSet{path}; }), HasSubstr("is missing"));
  const fs::path second = written(folder);
  fs::copy_file(second / "shard-00002.json", second / "shard-00000.json",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(message_of([&] { EncodedSet{second}; }), HasSubstr("another shard"));
}

}  // namespace
}  // namespace v4e::training
