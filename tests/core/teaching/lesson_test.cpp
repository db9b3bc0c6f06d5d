// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/teaching/lesson.h"

#include <gmock/gmock.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

class LessonTest : public testing::Test {
 protected:
  [[nodiscard]] static Lesson lesson() {
    Lesson lesson;
    lesson.words = "unser Atelier-Ton";
    lesson.model = "/models/nano";
    lesson.model_name = "nano";
    lesson.pairs = {{"/a/1.jpg", "/b/1.jpg"}, {"/a/caf\xe9.jpg", "/b/猫.jpg"}};
    return lesson;
  }
  [[nodiscard]] LessonResult result(int round) const {
    LessonResult result;
    result.round = round;
    result.lora = folder_.round(round) / "lora.safetensors";
    result.taught_pairs = 1;
    result.held_out = {
        {"1", folder_.folder() / "b.png", folder_.folder() / "a.png", folder_.folder() / "m.png", 20, 30},
        {"2", folder_.folder() / "b.png", folder_.folder() / "a.png", folder_.folder() / "m.png", 24, 36}};
    result.left_out = {"3: broken"};
    return result;
  }

  test::TemporaryFolder temporary_;
  LessonFolder folder_{temporary_ / "lesson"};
};

TEST_F(LessonTest, IsReadAsItWasWritten) {
  EXPECT_FALSE(folder_.lesson());
  EXPECT_FALSE(folder_.is_unfinished());
  folder_.begin(lesson());
  EXPECT_EQ(folder_.lesson(), lesson()) << "with a name that is no UTF-8";
  EXPECT_TRUE(folder_.is_unfinished());
  folder_.write_result(result(1));
  EXPECT_EQ(folder_.result(), result(1));
  EXPECT_DOUBLE_EQ(folder_.result()->untouched_db(), 22);
  EXPECT_DOUBLE_EQ(folder_.result()->made_db(), 33);
  EXPECT_FALSE(folder_.is_unfinished());
  // Wherever the program's data are moved to.
  fs::rename(folder_.folder(), temporary_ / "moved");
  const LessonFolder moved(temporary_ / "moved");
  EXPECT_EQ(moved.result()->held_out[0].made, temporary_ / "moved" / "m.png");
}

TEST_F(LessonTest, AnotherRoundIsAskedForAndTakenBack) {
  folder_.begin(lesson());
  EXPECT_THROW(folder_.train_longer(), Error) << "the first is not over";
  folder_.write_result(result(1));
  folder_.train_longer();
  EXPECT_EQ(folder_.lesson()->rounds, 2);
  EXPECT_TRUE(folder_.is_unfinished());
  folder_.stop_training();
  EXPECT_FALSE(folder_.is_unfinished());
  EXPECT_EQ(folder_.result(), result(1));
}

TEST_F(LessonTest, ANewOneTakesThePlaceOfAllThatIsThere) {
  folder_.begin(lesson());
  folder_.write_result(result(1));
  test::write_text(folder_.set() / "set.json", "{}");
  folder_.begin(lesson());
  EXPECT_FALSE(folder_.result());
  EXPECT_FALSE(fs::exists(folder_.set()));
  folder_.remove();
  EXPECT_FALSE(fs::exists(folder_.folder()));
}

TEST_F(LessonTest, WordsMustBeSome) {
  Lesson bad = lesson();
  for (const std::string& words : {std::string("  "), std::string(201, 'a'), std::string("\xff")}) {
    bad.words = words;
    EXPECT_THROW(folder_.begin(bad), Error) << words;
  }
  EXPECT_FALSE(folder_.lesson());
}

TEST_F(LessonTest, BrokenFilesAreNoLesson) {
  folder_.begin(lesson());
  folder_.write_result(result(1));
  for (const char* text :
       {"", "{", "[]", "{\"format\": 1}", "{\"format\": 99}", "{\"format\": 1, \"words\": 3}"}) {
    test::write_text(folder_.folder() / "result.json", text);
    EXPECT_FALSE(folder_.result()) << text;
    EXPECT_TRUE(folder_.is_unfinished()) << text;
  }
  for (const char* text : {"", "{", "{\"format\": 1}"}) {
    test::write_text(folder_.folder() / "lesson.json", text);
    EXPECT_FALSE(folder_.lesson()) << text;
  }
}

}  // namespace
}  // namespace v4e
