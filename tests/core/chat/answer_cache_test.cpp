// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/chat/answer_cache.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

namespace v4e {
namespace {

namespace fs = std::filesystem;

class Answers : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "v4e-answers-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// As if no answer had been used since.
  void age_all(std::chrono::hours age) const {
    for (const auto& entry : fs::directory_iterator(folder_ / "kept"))
      fs::last_write_time(entry.path(), entry.last_write_time() - age);
  }

  fs::path folder_;
};

TEST_F(Answers, AreFoundByWhatWasAsked) {
  const AnswerCache cache(folder_ / "kept");
  EXPECT_FALSE(cache.find("one"));
  cache.keep("one", "first");
  cache.keep("two", "second");
  cache.keep("two", "third");
  EXPECT_EQ(cache.find("one"), "first");
  EXPECT_EQ(cache.find("two"), "third");
  EXPECT_EQ(AnswerCache(folder_ / "kept").find("one"), "first");
}

TEST_F(Answers, ThoseNotUsedForLongGoFirst) {
  const AnswerCache cache(folder_ / "kept", {.files = 2, .bytes = 1000});
  cache.keep("one", "first");
  age_all(std::chrono::hours(2));
  cache.keep("two", "second");
  age_all(std::chrono::hours(1));
  EXPECT_TRUE(cache.find("one"));  // used now
  cache.keep("three", "third");
  EXPECT_TRUE(cache.find("one"));
  EXPECT_FALSE(cache.find("two"));
  EXPECT_TRUE(cache.find("three"));
}

TEST_F(Answers, TakeNoMoreThanTheirRoom) {
  const AnswerCache cache(folder_ / "kept", {.files = 100, .bytes = 50});
  for (int i = 0; i < 20; ++i) cache.keep("question " + std::to_string(i), std::string(20, 'a'));
  std::size_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "kept")) bytes += entry.file_size();
  EXPECT_LE(bytes, 50u);
  EXPECT_GT(bytes, 0u);
}

TEST_F(Answers, AFolderThatCannotBeIsAsGoodAsEmpty) {
  std::ofstream(folder_ / "file") << "in the way";
  const AnswerCache cache(folder_ / "file" / "kept");
  cache.keep("one", "first");
  EXPECT_FALSE(cache.find("one"));
  const AnswerCache none;
  none.keep("one", "first");
  EXPECT_FALSE(none.find("one"));
}

}  // namespace
}  // namespace v4e
