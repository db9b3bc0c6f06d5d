// SPDX-License-Identifier: GPL-3.0-or-later
// Places that take no files, or not all of them.
#include <gmock/gmock.h>

#include "tests/end_to_end/bad_input_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Runs `v4e` in a mount name space of its own, where `folder` is a file system in memory with these mount
/// options; what it holds at the end is copied into `kept`. Nothing is left mounted, whatever happens.
class BadTarget : public BadInput {
 protected:
  void SetUp() override {
    fs::create_directories(file("small"));
    fs::create_directories(log_.path() / "kept");
    if (run_command({"unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", file("small").string()}, log_.path())
            .exit_code != 0)
      GTEST_SKIP() << "file systems can be mounted by root only";
  }

  [[nodiscard]] RunResult edit_into(const std::string& options, const std::string& prepare,
                                    const std::vector<std::string>& arguments) const {
    const std::string script =
        "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && { eval \"$4\"; kept=$3; shift 4; \"$@\"; code=$?; "
        "cp -a " +
        file("small").string() + "/. \"$kept\"; exit $code; }";
    std::vector<std::string> words{"unshare",
                                   "-m",
                                   "sh",
                                   "-c",
                                   script,
                                   "sh",
                                   options,
                                   file("small").string(),
                                   (log_.path() / "kept").string(),
                                   prepare,
                                   V4E_BIN_DIR "/v4e",
                                   "edit"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    words.insert(words.end(), {"--model", model().string(), "--device", "cpu", "--dtype", "fp32"});
    return run_command(words, log_.path());
  }
  [[nodiscard]] std::vector<std::string> kept() const { return names_in(log_.path() / "kept"); }
  [[nodiscard]] std::string target(const char* name) const { return file("small") / name; }
};

TEST_F(BadTarget, FullDiskLeavesNothing) {
  const std::string source = photo("p.png", 400, 300);
  for (const char* name : {"r.png", "r.tif", "r.webp", "r.jpg"}) {
    SCOPED_TRACE(name);
    const RunResult run =
        edit_into("size=8k", "", {source, "make it night", "--quality", "100", "-o", target(name)});
    expect_refusal(run, 4, {target(name), "the disk is full"});
    EXPECT_THAT(kept(), IsEmpty());
  }
}

TEST_F(BadTarget, FullDiskKeepsThePictureThatWasThere) {
  const std::string source = photo("p.png", 400, 300);
  const RunResult run = edit_into("size=16k", "echo old > " + target("r.png"),
                                  {source, "make it night", "--overwrite", "-o", target("r.png")});
  expect_refusal(run, 4, {target("r.png"), "the disk is full"});
  EXPECT_THAT(kept(), ElementsAre("r.png"));
  EXPECT_EQ(bytes_of(log_.path() / "kept" / "r.png"), "old\n");
}

TEST_F(BadTarget, FullDiskForTheSideOutputs) {
  const std::string source = photo("p.png", 400, 300);
  struct Case {
    const char* option;
    const char* name;
  };
  for (const Case& side :
       {Case{"--frames-dir", "frames"}, Case{"--video", "v.mp4"}, Case{"--mask-out", "m.tif"}}) {
    SCOPED_TRACE(side.option);
    const RunResult run =
        edit_into("size=4k", "head -c 4096 /dev/zero > " + target("full"),
                  {source, "make it night", "-o", file("r.png").string(), side.option, target(side.name)});
    expect_refusal(run, 4, {target(side.name), "the disk is full"});
    EXPECT_THAT(kept(), ElementsAre("full"));
    EXPECT_FALSE(fs::exists(file("r.png")));
  }
}

TEST_F(BadTarget, ReadOnlyFileSystem) {
  const std::string source = photo("p.png");
  const RunResult run = edit_into("ro", "", {source, "make it night", "-o", target("r.png")});
  expect_refusal(run, 4, {file("small").string(), "is not writable"});
  const RunResult folder = edit_into("ro", "", {source, "make it night", "-o", target("new/")});
  expect_refusal(folder, 4, {target("new/")});
}

TEST_F(BadInput, FoldersThatAreNotThere) {
  const RunResult run = edit({photo("p.png"), "make it night", "-o", file("absent/r.png").string()});
  expect_refusal(run, 4, {file("absent").string(), "does not exist"});
  write_bytes(file("file"), "x");
  expect_refusal(edit({photo("p.png"), "make it night", "-o", file("file/r.png").string()}), 4,
                 {file("file").string()});
}

TEST_F(BadInput, ReadOnlyResultIsNotReplaced) {
  write_bytes(file("r.png"), "mine");
  fs::permissions(file("r.png"), fs::perms::owner_read);
  const RunResult run = edit({photo("p.png"), "make it night", "--overwrite", "-o", file("r.png").string()});
  expect_refusal(run, 4, {file("r.png").string(), "read-only"});
  EXPECT_EQ(bytes_of(file("r.png")), "mine");
}

TEST_F(BadInput, FileSizeLimitIsAFullDisk) {
  const std::string source = photo("p.png", 400, 300);
  // The signal would end the program; ignored, the write fails.
  const RunResult run = run_command(
      {"sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh", V4E_BIN_DIR "/v4e", "edit", source,
       "make it night", "-o", file("r.png").string(), "--model", model().string(), "--device", "cpu"},
      log_.path());
  expect_refusal(run, 4, {file("r.png").string()});
  EXPECT_THAT(names_in(work_.path()), ElementsAre("p.png"));
}

TEST_F(BadInput, ReportsThatCannotBePrinted) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  const std::vector<std::vector<std::string>> commands = {
      {"caption", "make it night"}, {"devices", "--json"}, {"inspect", model().string()}};
  for (const auto& command : commands) {
    std::vector<std::string> words{"sh", "-c", "exec \"$@\" >/dev/full", "sh", V4E_BIN_DIR "/v4e"};
    words.insert(words.end(), command.begin(), command.end());
    SCOPED_TRACE(command.front());
    expect_refusal(run_command(words, log_.path()), 4, {"standard output", "disk full"});
  }
}

}  // namespace
}  // namespace v4e::test
