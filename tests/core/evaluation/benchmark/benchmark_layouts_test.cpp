// SPDX-License-Identifier: GPL-3.0-or-later
// Each benchmark as its makers publish it, in miniature.
#include <gmock/gmock.h>

#include <cstdlib>

#include "core/base/error.h"
#include "core/evaluation/benchmark/benchmark.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/evaluation/benchmark/made_benchmarks.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> ids_of(const Benchmark& benchmark) {
  std::vector<std::string> ids;
  for (const auto& item : benchmark.items) ids.push_back(item.id);
  return ids;
}

std::string message_of(const std::string& name, const fs::path& path, const BenchmarkOptions& options = {}) {
  try {
    static_cast<void>(read_benchmark(name, path, options));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(BenchmarkLayouts, PieBench) {
  const test::TemporaryFolder folder;
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(folder.path()));
  EXPECT_EQ(benchmark.title, "PIE-Bench");
  EXPECT_FALSE(benchmark.is_mean_of_groups);
  EXPECT_THAT(ids_of(benchmark), ElementsAre("000", "001", "002"));
  const BenchmarkItem& first = benchmark.items[0];
  EXPECT_EQ(first.instruction, "make it night");
  EXPECT_EQ(first.caption, "a lake");
  EXPECT_EQ(first.target_caption, "a night lake") << "without the brackets around what differs";
  EXPECT_EQ(benchmark.items[1].target_caption, "");
  EXPECT_EQ(first.group, "change style");
  EXPECT_EQ(benchmark.items[1].group, "add object");
  EXPECT_EQ(benchmark.items[2].group, "change style") << "its type is a number";
  EXPECT_EQ(first.source.file, folder / "annotation_images/9_style/000.jpg");
  EXPECT_EQ(first.output, "annotation_images/9_style/000.png");
}

TEST(BenchmarkLayouts, PieBenchMasksAreRunsAndTheRim) {
  const test::TemporaryFolder folder;
  const Benchmark benchmark = read_benchmark("pie", test::write_pie(folder.path()));
  PictureStore store;
  const auto is_marked = [&](const BenchmarkItem& item, int x, int y) {
    return mask_of(item, {48, 32}, store).row<std::uint8_t>(y)[x] == 255;
  };
  const BenchmarkItem& first = benchmark.items[0];
  EXPECT_TRUE(is_marked(first, 11, 15));
  EXPECT_FALSE(is_marked(first, 12, 15));
  EXPECT_TRUE(is_marked(first, 47, 15)) << "rim";
  EXPECT_TRUE(is_marked(first, 30, 31)) << "rim";
  EXPECT_FALSE(is_marked(first, 46, 30));
  // Without runs there is the rim.
  EXPECT_TRUE(is_marked(benchmark.items[2], 0, 10));
  EXPECT_FALSE(is_marked(benchmark.items[2], 1, 10));
  BenchmarkItem beyond = first;
  beyond.mask_runs = {48 * 32 + 1, 1};
  EXPECT_THROW((void)mask_of(beyond, {48, 32}, store), Error);
}

TEST(BenchmarkLayouts, ImgEditBenchFindsItsPicturesWhereverTheyWereUnpacked) {
  const test::TemporaryFolder folder;
  test::write_text(
      folder / "basic_edit.json",
      R"({"1": {"id": "animal/cat.png", "prompt": "make it night", "edit_type": "adjust"},)"
      R"("2": {"id": "../../etc/passwd", "prompt": "p", "edit_type": "add"}, "3": {"id": "x"}})");
  test::write_picture(folder / "singleturn/animal/cat.png", 48, 32, 1);
  const Benchmark benchmark = read_benchmark("imgedit", folder.path());
  EXPECT_TRUE(benchmark.is_mean_of_groups);
  ASSERT_EQ(benchmark.items.size(), 2u);
  EXPECT_EQ(benchmark.items[0].source.file, folder / "singleturn/animal/cat.png");
  EXPECT_EQ(benchmark.items[0].output, "1.png");
  EXPECT_EQ(benchmark.items[1].source.file, folder / "etc/passwd") << "nothing leads out of the folder";
  ASSERT_EQ(benchmark.problems.size(), 1u);
  EXPECT_THAT(benchmark.problems[0].place, HasSubstr("basic_edit.json, 3"));
}

TEST(BenchmarkLayouts, ImgEditBenchFindsItsPicturesInTheirArchive) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "basic_edit.json",
                   R"({"1": {"id": "animal/cat.png", "prompt": "make it night", "edit_type": "adjust"}})");
  test::write_picture(folder / "in/Benchmark/singleturn/animal/cat.png", 48, 32, 1);
  const std::string command =
      "tar -C '" + (folder / "in").string() + "' -cf '" + (folder / "Benchmark.tar").string() + "' Benchmark";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const Benchmark benchmark = read_benchmark("imgedit", folder.path());
  ASSERT_EQ(benchmark.items.size(), 1u);
  EXPECT_EQ(benchmark.items[0].source.file, folder / "Benchmark.tar");
  PictureStore store;
  EXPECT_EQ(store.picture(benchmark.items[0].source).width(), 48);
}

TEST(BenchmarkLayouts, MagicBrushAloneAndInARow) {
  const test::TemporaryFolder folder;
  const Benchmark benchmark = read_benchmark("magicbrush", test::write_magic_brush(folder.path()));
  EXPECT_THAT(ids_of(benchmark),
              ElementsAre("7_1", "7_inde_2", "7_iter_2", "7_inde_3", "7_iter_3", "8_inde_2"));
  const BenchmarkItem& alone = benchmark.items[3];
  EXPECT_EQ(alone.follows, "");
  EXPECT_EQ(alone.group, "single turn");
  EXPECT_EQ(alone.source.file, folder / "images/7/7-output2.png");
  const BenchmarkItem& row = benchmark.items[4];
  EXPECT_EQ(row.follows, "7_iter_2");
  EXPECT_EQ(benchmark.items[2].follows, "7_1");
  EXPECT_EQ(row.group, "turn 3 in a row");
  EXPECT_EQ(row.target.file, folder / "images/7/7-output3.png");
  EXPECT_EQ(row.mask.file, folder / "images/7/7-mask3.png");
  EXPECT_EQ(row.output, "7/7_iter_3.png");
  ASSERT_EQ(benchmark.problems.size(), 1u);
}

TEST(BenchmarkLayouts, MagicBrushHasCaptionsBesideItsList) {
  const test::TemporaryFolder folder;
  test::write_magic_brush(folder.path());
  test::write_text(
      folder / "global_descriptions.json",
      R"({"7": {"7-input.png": "a lake", "7-output1.png": "a lake at night", "7-output2.png": 3}})");
  const Benchmark benchmark = read_benchmark("magicbrush", folder.path());
  EXPECT_EQ(benchmark.items[0].caption, "a lake");
  EXPECT_EQ(benchmark.items[0].target_caption, "a lake at night");
  EXPECT_EQ(benchmark.items[2].caption, "a lake at night");
  EXPECT_EQ(benchmark.items[2].target_caption, "");
  EXPECT_EQ(benchmark.items[5].caption, "") << "of picture 8 nothing is said";
}

TEST(BenchmarkLayouts, GEditBenchUnpacked) {
  const test::TemporaryFolder folder;
  const Benchmark all = read_benchmark("gedit", test::write_gedit(folder.path()));
  EXPECT_THAT(ids_of(all), ElementsAre("en/a1", "cn/a1", "en/b2"));
  EXPECT_EQ(all.items[1].output, "fullset/tone_transfer/cn/a1.png");
  EXPECT_EQ(all.items[0].source.file, folder / "p/a1.png");
  EXPECT_EQ(all.problems.size(), 2u);
  EXPECT_THAT(ids_of(read_benchmark("gedit", folder.path(), {.language = "cn"})), ElementsAre("cn/a1"));
}

TEST(BenchmarkLayouts, ItemsAreChosenByGroupAndNumber) {
  const test::TemporaryFolder folder;
  test::write_pie(folder.path());
  EXPECT_THAT(ids_of(read_benchmark("pie", folder.path(), {.groups = {"change style"}})),
              ElementsAre("000", "002"));
  EXPECT_THAT(ids_of(read_benchmark("pie", folder.path(), {.most_per_group = 1})), ElementsAre("000", "001"));
  EXPECT_THAT(message_of("pie", folder.path(), {.groups = {"hats"}}), HasSubstr("add object, change style"));
}

TEST(BenchmarkLayouts, WhatIsNoneIsSaid) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(message_of("coco", folder.path()), HasSubstr("gedit, imgedit, pie, magicbrush"));
  EXPECT_THAT(message_of("pie", folder / "nowhere"), HasSubstr("no such file or folder"));
  EXPECT_THAT(message_of("pie", folder.path()), HasSubstr("mapping_file.json"));
  EXPECT_THAT(message_of("imgedit", folder.path()), HasSubstr("basic_edit.json"));
  EXPECT_THAT(message_of("gedit", folder.path()), HasSubstr("metadata.jsonl"));
  test::write_text(folder / "mapping_file.json", "[]");
  EXPECT_THAT(message_of("pie", folder.path()), HasSubstr("must be an object"));
  test::write_text(folder / "mapping_file.json", R"({"000": {"image_path": "a.jpg"}})");
  EXPECT_THAT(message_of("pie", folder.path()), HasSubstr("mapping_file.json, 000: has no"));
}

}  // namespace
}  // namespace v4e
