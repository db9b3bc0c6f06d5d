// SPDX-License-Identifier: GPL-3.0-or-later
// Archives that the system's tar made.
#include "core/dataset/tar_archive.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Too long for the plain name field, whose 100 bytes ustar stretches by a prefix.
const std::string kLong(90, 'n');

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// Two files, one of them deep and with a long name, packed in that format.
fs::path packed(const test::TemporaryFolder& folder, const std::string& format) {
  test::write_text(folder / "in/a.txt", "first");
  test::write_text(folder.path() / "in/deep" / kLong / "b.bin", std::string(3000, 'x') + "end");
  const fs::path archive = folder / (format + ".tar");
  const std::string command = "tar --format=" + format + " -C '" + (folder / "in").string() + "' -cf '" +
                              archive.string() + "' a.txt deep";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return archive;
}

class TarFormat : public testing::TestWithParam<const char*> {};

TEST_P(TarFormat, MembersAreWhatWasPacked) {
  const test::TemporaryFolder folder;
  const TarArchive archive(packed(folder, GetParam()));
  const std::string deep = "deep/" + kLong + "/b.bin";
  EXPECT_THAT(archive.names(), testing::UnorderedElementsAre("a.txt", deep));
  EXPECT_EQ(archive.read("a.txt", 100), "first");
  EXPECT_EQ(archive.read(deep, 10000), std::string(3000, 'x') + "end");
  EXPECT_FALSE(archive.contains("c"));
}

TEST_P(TarFormat, PartsAreReadAsOne) {
  const test::TemporaryFolder folder;
  const std::string bytes = read_file(packed(folder, GetParam()), 1u << 20);
  const std::size_t cut = 1500;  // within a member's header or contents
  test::write_text(folder / "x.tar.000", bytes.substr(0, cut));
  test::write_text(folder / "x.tar.001", bytes.substr(cut, 900));
  test::write_text(folder / "x.tar.002", bytes.substr(cut + 900));
  const TarArchive archive(folder / "x.tar.000");
  EXPECT_EQ(archive.read("deep/" + kLong + "/b.bin", 10000), std::string(3000, 'x') + "end");
}

INSTANTIATE_TEST_SUITE_P(Formats, TarFormat, testing::Values("gnu", "pax", "ustar"),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(TarArchive, OneThatIsCutOffSaysSo) {
  const test::TemporaryFolder folder;
  const std::string bytes = read_file(packed(folder, "gnu"), 1u << 20);
  test::write_text(folder / "cut.tar", bytes.substr(0, 3000));
  EXPECT_THAT(message_of([&] { TarArchive{folder / "cut.tar"}; }), HasSubstr("with all its parts"));
}

TEST(TarArchive, OtherFilesAreRefusedByWhatTheyAre) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "text.tar", std::string(2000, 'a'));
  test::write_text(
      folder / "pointer.tar",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n" + std::string(600, ' '));
  EXPECT_THAT(message_of([&] { TarArchive{folder / "text.tar"}; }), HasSubstr("not a tar archive"));
  EXPECT_THAT(message_of([&] { TarArchive{folder / "pointer.tar"}; }), HasSubstr("git lfs pull"));
  EXPECT_THAT(message_of([&] { TarArchive{folder / "none.tar"}; }), HasSubstr("cannot read"));
}

TEST(TarArchive, ADamagedHeaderIsNoticed) {
  const test::TemporaryFolder folder;
  std::string bytes = read_file(packed(folder, "gnu"), 1u << 20);
  bytes[1030] ^= 1;  // the second member's name
  test::write_text(folder / "odd.tar", bytes);
  EXPECT_THAT(message_of([&] { TarArchive{folder / "odd.tar"}; }), HasSubstr("damaged"));
}

}  // namespace
}  // namespace v4e
