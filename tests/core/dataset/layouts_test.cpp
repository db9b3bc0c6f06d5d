// SPDX-License-Identifier: GPL-3.0-or-later
// Each layout as its makers publish it, in miniature.
#include <gmock/gmock.h>

#include <cstdlib>
#include <opencv2/videoio.hpp>

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "core/dataset/picture_store.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

std::string message_of(const fs::path& path, const DatasetOptions& options = {}) {
  try {
    static_cast<void>(read_dataset(path, options));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(DatasetLayouts, BeforeAndAfterByName) {
  const test::TemporaryFolder folder;
  test::write_before_after(folder.path(), 2);
  test::write_picture(folder / "mask/p1.png", 8, 8, 0);
  test::write_picture(folder / "before/alone.png", 8, 8, 0);
  test::write_picture(folder / "after/stray.jpg", 8, 8, 0);
  test::write_text(folder / "before/notes.txt", "no picture");
  const Dataset dataset = read_dataset(folder.path(), {.roles = {}, .instruction = "our look"});
  ASSERT_EQ(dataset.pairs.size(), 2u);
  EXPECT_EQ(dataset.pairs[1].id, "p1");
  EXPECT_EQ(dataset.pairs[1].source.file, folder / "before/p1.png");
  EXPECT_EQ(dataset.pairs[1].target.file, folder / "after/p1.png");
  EXPECT_EQ(dataset.pairs[1].mask.file, folder / "mask/p1.png");
  EXPECT_TRUE(dataset.pairs[0].mask.empty());
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("our look"));
  ASSERT_EQ(dataset.problems.size(), 2u);
  EXPECT_THAT(dataset.problems[0].place, HasSubstr("alone.png"));
  EXPECT_THAT(dataset.problems[1].place, HasSubstr("stray.jpg"));
}

TEST(DatasetLayouts, PairsWithoutWordsAreNamed) {
  const test::TemporaryFolder folder;
  test::write_before_after(folder.path(), 1);
  EXPECT_THAT(message_of(folder.path()), HasSubstr("has no instruction"));
}

TEST(DatasetLayouts, OurOwnList) {
  const test::TemporaryFolder folder;
  test::write_text(
      folder / "pairs.jsonl",
      R"({"id":"a","source":"a0.png","target":"x.tar!a1.png","instruction":["cool","colder"],)"
      R"("evolution":{"en":"it cools","zh":"变冷"},"kind":"colour","scores":{"o":4.5},"split":"test"})"
      "\n\n"
      R"({"id":"a","source":"/far/b0.png","target":"b1.png","mask":"b.png","instruction":"warm"})"
      "\n{broken\n[1]\n{\"source\":\"c.png\",\"instruction\":\"no target\"}\n");
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 2u);
  const PairRecord& first = dataset.pairs[0];
  EXPECT_EQ(first.source.file, folder / "a0.png");
  EXPECT_EQ(first.target.file, folder / "x.tar");
  EXPECT_EQ(first.target.member, "a1.png");
  EXPECT_THAT(first.instructions, ElementsAre("cool", "colder"));
  EXPECT_EQ(first.evolution, "it cools");
  EXPECT_EQ(first.scores.at("o"), 4.5);
  EXPECT_EQ(first.split, "test");
  EXPECT_EQ(dataset.pairs[1].id, "a-2") << "ids become unique";
  EXPECT_EQ(dataset.pairs[1].source.file, "/far/b0.png");
  std::vector<std::string> places;
  for (const auto& problem : dataset.problems) places.push_back(problem.place);
  EXPECT_THAT(places, ElementsAre(HasSubstr("line 4"), HasSubstr("line 5"), HasSubstr("line 6")));
}

TEST(DatasetLayouts, ARecordWrittenIsTheRecordRead) {
  const test::TemporaryFolder folder;
  PairRecord record{.id = "x", .instructions = {"a", "b"}, .evolution = "e", .kind = "k", .group = "g"};
  record.source = {.file = folder / "s.tar", .member = "in/s.png"};
  record.target = {.file = folder / "t.mp4", .member = {}, .frame = PicturePlace::Frame::Last};
  record.mask = {.file = "/other/m.png"};
  record.scores = {{"q", 0.5}};
  record.licence = "CC0";
  record.origin = "o";
  record.split = "val";
  test::write_text(folder / "pairs.jsonl", to_json(record, folder.path()).dump() + "\n");
  EXPECT_EQ(read_dataset(folder.path()).pairs, std::vector{record});
}

TEST(DatasetLayouts, ColumnsOfOtherNames) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "list.csv", "nr;links;rechts;text\n1;a.png;b.png;make it blue\n");
  const DatasetOptions options{.roles = {{"source", "links"}, {"target", "rechts"}, {"id", "nr"}},
                               .instruction = {}};
  const Dataset dataset = read_dataset(folder / "list.csv", options);
  ASSERT_EQ(dataset.pairs.size(), 1u);
  EXPECT_EQ(dataset.pairs[0].source.file, folder / "a.png");
  EXPECT_EQ(dataset.pairs[0].id, "1");
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("make it blue"));
  EXPECT_THAT(message_of(folder / "list.csv"), HasSubstr("must name the columns"));
  EXPECT_THAT(
      message_of(folder / "list.csv",
                 {.roles = {{"source", "links"}, {"target", "rechts"}, {"mask", "m"}}, .instruction = {}}),
      HasSubstr("no row has a field \"m\""));
}

/// Films of two frames, as ChronoEdit's scripts pack pairs.
TEST(DatasetLayouts, ChronoEditsTable) {
  const test::TemporaryFolder folder;
  fs::create_directories(folder / "videos");
  cv::VideoWriter writer((folder / "videos/0001.mp4").string(), cv::VideoWriter::fourcc('m', 'p', '4', 'v'),
                         1, cv::Size(64, 48));
  ASSERT_TRUE(writer.isOpened());
  writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar(20, 20, 200)));
  writer.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar(200, 20, 20)));
  writer.release();
  test::write_text(folder / "metadata.csv",
                   "key,video,prompt\n0001,0001.mp4,\"The user wants to turn red, into blue.\"\n");
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 1u);
  EXPECT_EQ(dataset.pairs[0].id, "0001");
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("The user wants to turn red, into blue."));
  PictureStore store;
  const Image red = store.picture(dataset.pairs[0].source);
  const Image blue = store.picture(dataset.pairs[0].target);
  EXPECT_EQ(red.width(), 64);
  EXPECT_GT(red.row<float>(24)[3 * 32], 0.6F);
  EXPECT_LT(red.row<float>(24)[3 * 32 + 2], 0.3F);
  EXPECT_GT(blue.row<float>(24)[3 * 32 + 2], 0.6F);
}

TEST(DatasetLayouts, InstructPix2PixsRelease) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "seeds.json", R"([["0000003", ["17", 42]], ["0000004", ["1"]], ["x"]])");
  test::write_text(folder / "0000003/prompt.json",
                   R"({"input": "a cat", "edit": "make it a dog", "output": "a dog"})");
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 2u);
  EXPECT_EQ(dataset.pairs[1].id, "0000003/42");
  EXPECT_EQ(dataset.pairs[1].group, "0000003");
  EXPECT_EQ(dataset.pairs[1].source.file, folder / "0000003/42_0.jpg");
  EXPECT_EQ(dataset.pairs[1].target.file, folder / "0000003/42_1.jpg");
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("make it a dog"));
  EXPECT_EQ(dataset.problems.size(), 2u) << "a folder without its prompt, and an entry without seeds";
}

TEST(DatasetLayouts, MagicBrushsRelease) {
  const test::TemporaryFolder folder;
  const std::string turn1 =
      R"({"input":"7-input.png","mask":"7-mask1.png","output":"7-output1.png","instruction":"add a hat"})";
  const std::string turn2 =
      R"({"input":"7-output1.png","mask":"7-mask2.png","output":"7-output2.png","instruction":"make it red"})";
  test::write_text(folder / "turns/edit_turns.json", "[" + turn1 + "," + turn2 + ",{\"input\":\"8\"}]");
  test::write_text(folder / "sessions/edit_sessions.json", "{\"7\":[" + turn1 + "," + turn2 + "]}");
  for (const char* form : {"turns", "sessions"}) {
    const Dataset dataset = read_dataset(folder / form);
    ASSERT_EQ(dataset.pairs.size(), 2u) << form;
    const PairRecord& second = dataset.pairs[1];
    EXPECT_EQ(second.id, "7-output2");
    EXPECT_EQ(second.group, "7");
    EXPECT_EQ(second.source.file, folder / form / "images/7/7-output1.png");
    EXPECT_EQ(second.mask.file, folder / form / "images/7/7-mask2.png");
    EXPECT_THAT(second.instructions, ElementsAre("make it red"));
    EXPECT_EQ(dataset.problems.size(), form == std::string("turns") ? 1u : 0u);
  }
}

void pack(const fs::path& folder, const std::string& archive, const std::string& names) {
  const std::string command =
      "tar -C '" + folder.string() + "' -cf '" + (folder / archive).string() + "' " + names;
  ASSERT_EQ(std::system(command.c_str()), 0);
}

TEST(DatasetLayouts, ImgEditsConversationsBesideAnArchive) {
  const test::TemporaryFolder folder;
  test::write_picture(folder / "add/1/original.png", 32, 32, 1);
  test::write_picture(folder / "add/1/result.png", 32, 32, 2);
  pack(folder.path(), "add.tar", "add");
  fs::remove_all(folder / "add");
  test::write_text(
      folder / "add.json",
      R"([{"image":["add/1/original.png","add/1/result.png"],)"
      R"("conversations":[{"from":"human","value":"<image>\nAdd a tree."},{"value":"<image>"}]}])");
  const Dataset dataset = read_dataset(folder / "add.json");
  ASSERT_EQ(dataset.pairs.size(), 1u);
  EXPECT_EQ(dataset.pairs[0].source.file, folder / "add.tar");
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("Add a tree."));
  PictureStore store;
  EXPECT_EQ(store.picture(dataset.pairs[0].target).width(), 32);
}

TEST(DatasetLayouts, TarShards) {
  const test::TemporaryFolder folder;
  const fs::path in = folder / "in";
  for (const char* key : {"000", "001", "002"})
    test::write_picture(in / (std::string(key) + ".source.png"), 8, 8, 1);
  test::write_picture(in / "000.target.png", 8, 8, 2);
  test::write_picture(in / "001.target.jpg", 8, 8, 2);
  test::write_text(in / "000.txt", "make it blue\n");
  test::write_text(in / "001.json", R"({"instruction":"make it red","task":"colour"})");
  pack(in, "../shard-0.tar", ".");
  fs::remove_all(in);
  test::write_text(folder / "shard-1.tar",
                   "version https://git-lfs.github.com/spec/v1\n" + std::string(600, ' '));
  const Dataset dataset = read_dataset(folder.path());
  ASSERT_EQ(dataset.pairs.size(), 2u);
  EXPECT_THAT(dataset.pairs[0].instructions, ElementsAre("make it blue"));
  EXPECT_THAT(dataset.pairs[1].instructions, ElementsAre("make it red"));
  EXPECT_EQ(dataset.pairs[1].kind, "colour");
  EXPECT_EQ(dataset.pairs[1].target.member, "./001.target.jpg");
  ASSERT_EQ(dataset.problems.size(), 2u);
  EXPECT_THAT(dataset.problems[0].what, HasSubstr("no source and target"));
  EXPECT_THAT(dataset.problems[1].what, HasSubstr("Git LFS"));
}

TEST(DatasetLayouts, WhatIsNoneSaysWhatThereIs) {
  const test::TemporaryFolder folder;
  EXPECT_THAT(message_of(folder.path()), HasSubstr("before/ and after/"));
  test::write_text(folder / "train.parquet", "PAR1");
  EXPECT_THAT(message_of(folder.path()), HasSubstr("train.parquet: "));
  EXPECT_THAT(message_of(folder / "nowhere"), HasSubstr("no such"));
  test::write_text(folder / "pointer.jsonl", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
  EXPECT_THAT(message_of(folder / "pointer.jsonl"), HasSubstr("git lfs pull"));
}

}  // namespace
}  // namespace v4e
