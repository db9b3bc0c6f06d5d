// SPDX-License-Identifier: GPL-3.0-or-later
// What every operating system's file behind core/base/os has to do alike. Portable, so that it also runs for Windows.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/os/file.h"
#include "core/base/os/folders.h"
#include "core/base/os/interrupt.h"
#include "core/base/os/library.h"
#include "core/base/os/machine.h"
#include "core/base/os/process.h"
#include "core/base/os/thread_clock.h"

namespace v4e::os {
namespace {

namespace fs = std::filesystem;

class OsFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("v4e_os_" + std::to_string(process_id()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path put(const char* name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  static std::string text_of(const fs::path& path) { return read_file(path, 1 << 20); }

  fs::path folder_;
  std::error_code error_;
};

TEST_F(OsFileTest, NewFilesReplaceNone) {
  const fs::path path = folder_ / "new";
  {
    File file(path, OpenMode::CreateNew, error_);
    ASSERT_FALSE(error_) << error_.message();
    EXPECT_EQ(file.write("abc", 3).bytes, 3U);
    EXPECT_FALSE(file.flush());
  }
  const File again(path, OpenMode::CreateNew, error_);
  EXPECT_TRUE(error_);
  EXPECT_FALSE(again.is_open());
  EXPECT_EQ(text_of(path), "abc");
}

TEST_F(OsFileTest, SaysWhatIsWrong) {
  const File missing(folder_ / "none" / "a", OpenMode::CreateNew, error_);
  EXPECT_EQ(trouble_of(error_), Trouble::NoFolder);
  EXPECT_FALSE(error_.message().empty());
  EXPECT_EQ(trouble_of(flush_file(folder_ / "none")), Trouble::NoFolder);
  EXPECT_EQ(trouble_of(replace_file(folder_ / "none", folder_ / "a")), Trouble::NoFolder);
}

TEST_F(OsFileTest, ReadsAnywhereAndTellsTheEnd) {
  const File file(put("text", "0123456789"), OpenMode::Read, error_);
  ASSERT_TRUE(file.is_open());
  EXPECT_EQ(file.size(), 10U);
  std::array<char, 8> bytes{};
  EXPECT_EQ(file.read_at(4, bytes.data(), 3).bytes, 3U);
  EXPECT_EQ(std::string(bytes.data()), "456");
  const Transfer cut = file.read_at(7, bytes.data(), 8);
  EXPECT_EQ(cut.bytes, 3U);
  EXPECT_FALSE(cut.error) << cut.error.message();
}

TEST_F(OsFileTest, CutsAndGoesOnBehind) {
  const fs::path path = put("part", "0123456789");
  File file(path, OpenMode::ReadWrite, error_);
  ASSERT_TRUE(file.is_open());
  ASSERT_FALSE(file.resize(4));
  EXPECT_EQ(file.write("ab", 2).bytes, 2U);
  EXPECT_FALSE(file.flush_data());
  file.close();
  EXPECT_EQ(text_of(path), "0123ab");
}

TEST_F(OsFileTest, MapsPrivatelyFromAnyPlace) {
  std::string text(200'000, '.');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>('a' + i % 26);
  const fs::path path = put("map", text);
  std::shared_ptr<void> bytes;
  {
    const File file(path, OpenMode::Read, error_);
    bytes = file.map(70'001, 100'000, error_);
  }
  ASSERT_TRUE(bytes) << error_.message();
  auto* const mapped = static_cast<char*>(bytes.get());
  EXPECT_EQ(std::memcmp(mapped, text.data() + 70'001, 100'000), 0);
  mapped[5] = '!';
  EXPECT_EQ(text_of(path), text);
}

TEST_F(OsFileTest, ReplacesInOneStepWhileItIsOpen) {
  const fs::path target = put("target", "old");
  File file(folder_ / "part", OpenMode::CreateNew, error_);
  ASSERT_EQ(file.write("new", 3).bytes, 3U);
  EXPECT_FALSE(flush_file(folder_ / "part"));
  EXPECT_FALSE(replace_file(folder_ / "part", target));
  file.close();
  EXPECT_EQ(text_of(target), "new");
  EXPECT_FALSE(fs::exists(folder_ / "part"));
}

TEST_F(OsFileTest, MovesOnlyWhereNothingIs) {
  const fs::path from = put("from", "mine");
  const fs::path taken = put("taken", "yours");
  EXPECT_FALSE(move_without_replacing(from, taken, error_));
  EXPECT_FALSE(error_) << error_.message();
  EXPECT_EQ(text_of(taken), "yours");
  EXPECT_TRUE(move_without_replacing(from, folder_ / "free", error_));
  EXPECT_EQ(text_of(folder_ / "free"), "mine");
  EXPECT_FALSE(fs::exists(from));
  EXPECT_FALSE(move_without_replacing(from, folder_ / "other", error_));
  EXPECT_TRUE(error_);
}

TEST_F(OsFileTest, OneAtATimeHasTheLock) {
  File first(folder_ / "lock", OpenMode::ReadWrite, error_);
  File second(folder_ / "lock", OpenMode::ReadWrite, error_);
  EXPECT_TRUE(first.try_lock());
  EXPECT_FALSE(second.try_lock());
  first.close();
  EXPECT_TRUE(second.try_lock());
}

TEST_F(OsFileTest, TwoNamesOfOneFileAreToldFromTwoFiles) {
  const fs::path path = put("one", "text");
  const fs::path other = put("other", "text");
  fs::create_hard_link(path, folder_ / "link", error_);
  ASSERT_FALSE(error_) << error_.message();
  ASSERT_TRUE(status_of(path));
  EXPECT_EQ(status_of(path)->size_bytes, 4);
  EXPECT_EQ(status_of(path)->identity, status_of(folder_ / "link")->identity);
  EXPECT_NE(status_of(path)->identity, status_of(other)->identity);
  EXPECT_FALSE(status_of(folder_ / "none"));
}

TEST_F(OsFileTest, TimeOfAChangeIsThatOfTheStandardLibrary) {
  const fs::path path = put("dated", "text");
  const auto earlier = fs::last_write_time(path) - std::chrono::hours(1);
  const std::int64_t now = status_of(path)->modified_ns;
  fs::last_write_time(path, earlier);
  // Some standard libraries set whole seconds only.
  EXPECT_NEAR(static_cast<double>(now - status_of(path)->modified_ns), 3.6e12, 1e9);
  EXPECT_GT(now, 1'700'000'000'000'000'000);  // after 2023
}

TEST_F(OsFileTest, TellsWhatCanBeWritten) {
  const fs::path path = put("file", "text");
  EXPECT_TRUE(is_writable(path));
  EXPECT_TRUE(is_writable(folder_));
  EXPECT_FALSE(is_writable(folder_ / "none"));
}

TEST(OsProcess, KnowsItself) {
  EXPECT_GT(process_id(), 0);
  EXPECT_TRUE(fs::is_regular_file(program_file())) << program_file();
  EXPECT_GT(milliseconds_since_start(), 0);
  EXPECT_GT(resident_bytes(), 100'000);
  EXPECT_TRUE(local_time(0));
}

TEST(OsProcess, KnowsTheMachine) {
  EXPECT_GT(machine_memory().total_bytes, 1 << 20);
  EXPECT_LE(machine_memory().free_bytes, machine_memory().total_bytes);
  EXPECT_FALSE(cpu_name().empty());
}

TEST(OsProcess, FoldersAreThePrograms) {
  EXPECT_NE(data_folder("some-program").string().find("some-program"), std::string::npos);
  EXPECT_NE(cache_folder("some-program"), data_folder("some-program"));
}

TEST(OsProcess, FindsNoFunctionOfWhatIsNotLoaded) {
  constexpr std::array kLibraries{"no-such-library.so", "no-such-library.dll"};
  EXPECT_EQ(loaded_function(kLibraries, "anything"), nullptr);
}

TEST(OsThreadClock, CountsTheOwnThreadsWork) {
  const ThreadClock clock;
  const double before = clock.milliseconds();
  volatile unsigned work = 0;
  while (clock.milliseconds() <= before) work = work + 1;
  double seen_by_another = 0;
  std::thread([&] { seen_by_another = clock.milliseconds(); }).join();
  EXPECT_GT(seen_by_another, before);
}

TEST(OsInterrupt, WaitsAndWakes) {
  InterruptSignals signals;
  EXPECT_FALSE(signals.wait(std::chrono::milliseconds(1)));
  bool woken = false;
  std::thread waiting([&] { woken = signals.wait(std::chrono::minutes(5)); });
  signals.wake(waiting);
  waiting.join();
  EXPECT_TRUE(woken);
}

}  // namespace
}  // namespace v4e::os
