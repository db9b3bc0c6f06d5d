// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pair_finder.h"

#include <gmock/gmock.h>

#include "core/dataset/prepared_pair.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Why = LooseFile::Why;

class PairFinderTest : public testing::Test {
 protected:
  /// Files of these names, empty.
  std::vector<fs::path> files(const std::vector<std::string>& names) {
    std::vector<fs::path> paths;
    for (const auto& name : names) {
      test::write_text(folder_ / name, "");
      paths.push_back(folder_ / name);
    }
    return paths;
  }
  [[nodiscard]] FilePair pair(const std::string& before, const std::string& after) const {
    return {folder_ / before, folder_ / after};
  }

  test::TemporaryFolder folder_;
};

TEST_F(PairFinderTest, AWordInTheNameSaysWhichIsTheEdit) {
  const auto found =
      find_pairs(files({"cat_after.jpg", "cat.jpg", "Sea (Edited).png", "sea.PNG", "dog-before.jpg",
                        "dog-after.jpg", "hut.tif", "nachher hut.jpg", "fox.jpg", "fox_修后.jpg"}));
  EXPECT_THAT(found.loose, IsEmpty());
  EXPECT_THAT(found.pairs,
              UnorderedElementsAre(pair("cat.jpg", "cat_after.jpg"), pair("sea.PNG", "Sea (Edited).png"),
                                   pair("dog-before.jpg", "dog-after.jpg"),
                                   pair("hut.tif", "nachher hut.jpg"), pair("fox.jpg", "fox_修后.jpg")));
}

TEST_F(PairFinderTest, OneNameInTwoFolders) {
  files({"a/1.jpg", "a/2.jpg", "b/1.png", "b/2.jpg"});
  // Nothing says which is which: the folder that was dropped first has the photos.
  EXPECT_THAT(find_pairs({folder_ / "b", folder_ / "a"}).pairs,
              UnorderedElementsAre(pair("b/1.png", "a/1.jpg"), pair("b/2.jpg", "a/2.jpg")));
  files({"after/1.jpg", "after/2.jpg"});
  EXPECT_THAT(find_pairs({folder_ / "after", folder_ / "a"}).pairs,
              UnorderedElementsAre(pair("a/1.jpg", "after/1.jpg"), pair("a/2.jpg", "after/2.jpg")));
}

TEST_F(PairFinderTest, AFolderOfBeforeAndAfter) {
  files({"set/before/x.jpg", "set/after/x_after.jpg", "set/before/y.jpg", "set/after/y.png",
         "set/before/.hidden.jpg", "set/before/notes.txt"});
  const auto found = find_pairs({folder_ / "set"});
  EXPECT_THAT(found.pairs, UnorderedElementsAre(pair("set/before/x.jpg", "set/after/x_after.jpg"),
                                                pair("set/before/y.jpg", "set/after/y.png")));
  EXPECT_THAT(found.loose, IsEmpty()) << "a folder may hold what is no picture";
}

TEST_F(PairFinderTest, RawIsThePhoto) {
  EXPECT_THAT(find_pairs(files({"d1.jpg", "d1.NEF"})).pairs, ElementsAre(pair("d1.NEF", "d1.jpg")));
}

TEST_F(PairFinderTest, TwoThatAreLeftBelongTogetherInTheirOrder) {
  EXPECT_THAT(find_pairs(files({"zebra.jpg", "apple.jpg"})).pairs,
              ElementsAre(pair("zebra.jpg", "apple.jpg")));
  const auto three = find_pairs(files({"one.jpg", "two.jpg", "three.jpg"}));
  EXPECT_THAT(three.pairs, IsEmpty());
  ASSERT_EQ(three.loose.size(), 3u);
  EXPECT_EQ(three.loose[0].why, Why::NoPartner);
}

TEST_F(PairFinderTest, WhatIsNoPairIsNamed) {
  auto dropped = files({"a/x.jpg", "b/x.jpg", "c/x.jpg", "notes.txt"});
  dropped.push_back(folder_ / "gone.jpg");
  const auto found = find_pairs(dropped);
  EXPECT_THAT(found.pairs, IsEmpty());
  EXPECT_THAT(found.loose, UnorderedElementsAre(LooseFile{folder_ / "a/x.jpg", Why::SeveralPartners},
                                                LooseFile{folder_ / "b/x.jpg", Why::SeveralPartners},
                                                LooseFile{folder_ / "c/x.jpg", Why::SeveralPartners},
                                                LooseFile{folder_ / "notes.txt", Why::NoPicture},
                                                LooseFile{folder_ / "gone.jpg", Why::Unreadable}));
}

TEST_F(PairFinderTest, OneFileTwiceIsNoPair) {
  auto dropped = files({"x.jpg"});
  dropped.push_back(dropped.front());
  const auto found = find_pairs(dropped);
  EXPECT_THAT(found.pairs, IsEmpty());
  EXPECT_THAT(found.loose, ElementsAre(LooseFile{folder_ / "x.jpg", Why::NoPartner}));
}

TEST_F(PairFinderTest, ALookTellsTheFault) {
  test::write_picture(folder_ / "photo.png", 96, 64, 1);
  test::write_picture(folder_ / "edit.png", 96, 64, 1, 0.5);
  test::write_picture(folder_ / "upright.png", 64, 96, 1, 0.5);
  test::write_text(folder_ / "pointer.png",
                   "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  test::write_text(folder_ / "broken.png", "not a picture");
  PictureStore store;
  const auto look = [&](const char* edit) {
    PairRecord record;
    record.source.file = folder_ / "photo.png";
    record.target.file = folder_ / edit;
    return look_at_pair(record, store, 48);
  };
  const PairLook good = look("edit.png");
  EXPECT_EQ(good.fault, PairFault::None);
  EXPECT_EQ(good.source.width(), 48);
  EXPECT_EQ(good.source.height(), 32);
  EXPECT_EQ(good.target.height(), 32);
  EXPECT_NEAR(good.target.row<std::uint8_t>(16)[1], 0.5 * good.source.row<std::uint8_t>(16)[1], 2);
  EXPECT_EQ(look("photo.png").fault, PairFault::NothingChanged);
  EXPECT_EQ(look("upright.png").fault, PairFault::OtherAspect);
  EXPECT_EQ(look("pointer.png").fault, PairFault::LfsPointer);
  EXPECT_EQ(look("broken.png").fault, PairFault::Unreadable);
  EXPECT_EQ(look("gone.png").fault, PairFault::Unreadable);
  EXPECT_THAT(look("gone.png").detail, testing::HasSubstr("gone.png"));
  const PairLook upright = look("upright.png");
  EXPECT_EQ(upright.source.width(), 48) << "what can be seen is shown";
  EXPECT_EQ(upright.target.height(), 48);
  EXPECT_EQ(look("broken.png").source.width(), 48);
  EXPECT_TRUE(look("broken.png").target.empty());
}

}  // namespace
}  // namespace v4e
