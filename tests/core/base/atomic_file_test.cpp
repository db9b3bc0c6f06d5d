// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/base/error.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("v4e_atomic_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), {}));
  }
  fs::path folder_;
};

TEST_F(AtomicFileTest, CommitPutsTheWholeFileInPlace) {
  AtomicFile file(folder_ / "a.txt");
  file.write("one ");
  file.write("two");
  EXPECT_FALSE(fs::exists(folder_ / "a.txt"));
  file.commit();
  EXPECT_EQ(read_file(folder_ / "a.txt", 100), "one two");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFileTest, WithoutCommitTheOldFileStays) {
  std::ofstream(folder_ / "a.txt") << "old";
  {
    AtomicFile file(folder_ / "a.txt");
    file.write("new");
  }
  EXPECT_EQ(read_file(folder_ / "a.txt", 100), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFileTest, MissingFolderIsNamed) {
  try {
    AtomicFile file(folder_ / "none" / "a.txt");
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileUnwritable);
    EXPECT_NE(std::string(error.what()).find("folder does not exist"), std::string::npos);
  }
}

TEST_F(AtomicFileTest, ReadingRefusesTooLargeFilesAndFolders) {
  std::ofstream(folder_ / "big") << std::string(1000, 'x');
  EXPECT_THROW(static_cast<void>(read_file(folder_ / "big", 999)), Error);
  EXPECT_THROW(static_cast<void>(read_file(folder_, 999)), Error);
}

TEST(AtomicFile, TakesTheLongestName) {
  const auto folder = std::filesystem::temp_directory_path() / ("v4e-long-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const auto target = folder / (std::string(251, 'x') + ".txt");
  {
    AtomicFile file(target);
    file.write("all");
    file.commit();
  }
  EXPECT_EQ(read_file(target, 10), "all");
  try {
    AtomicFile(folder / (std::string(300, 'x') + ".txt")).commit();
    ADD_FAILURE() << "a name of 304 bytes was taken";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("shorter"), std::string::npos) << error.what();
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace v4e
