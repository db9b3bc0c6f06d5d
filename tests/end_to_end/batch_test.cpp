// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: the queue through the real program.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstring>
#include <fstream>
#include <thread>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Batch : public EditProgram {
 protected:
  void SetUp() override { fs::create_directories(file("in/deep")); }

  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "batch");
    arguments.insert(arguments.end(), {"-o", file("out").string(), "--model", model().string(), "--device",
                                       "cpu", "--dtype", "fp32"});
    return arguments;
  }
  [[nodiscard]] RunResult batch(const std::vector<std::string>& arguments) const {
    return run_v4e(words(arguments), log_.path());
  }
  /// Results below the output folder, without the queue's own files.
  [[nodiscard]] std::vector<std::string> results() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(file("out"))) {
      if (entry.is_regular_file() && entry.path().extension() == ".png")
        names.push_back(fs::relative(entry.path(), file("out")).string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(file(name)) << text; }
};

TEST_F(Batch, AFolderKeepsItsTree) {
  (void)photo("in/a.png");
  (void)photo("in/deep/b.png", 90, 60);
  write("in/notes.txt", "no photo");
  const RunResult run = batch({file("in").string(), "-i", "make it night"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "2 done, 0 failed\n");
  EXPECT_THAT(run.err, HasSubstr("[2/2]"));
  EXPECT_THAT(results(), ElementsAre("in/a - make it night.png", "in/deep/b - make it night.png"));
  EXPECT_EQ(read_photo(file("out/in/deep/b - make it night.png")).image.width(), 90);
}

TEST_F(Batch, ListsHaveInstructionsOfTheirOwn) {
  (void)photo("in/a.png");
  (void)photo("in/b.png");
  write("list.csv", "photo,instruction,seed\nin/a.png,\"make it night\",3\nin/b.png,,\n");
  const RunResult csv = batch({file("list.csv").string(), "-i", "make it black and white"});
  ASSERT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_THAT(results(), ElementsAre("a - make it night.png", "b - make it black and white.png"));
  write("list.json", R"([{"photo": "in/b.png", "instruction": "make it night", "seed": 4}])");
  EXPECT_EQ(batch({file("list.json").string()}).out, "1 done, 0 failed\n");
  EXPECT_EQ(results().size(), 3u);
}

TEST_F(Batch, TheSameCommandGoesOnAndRepeatsNothing) {
  (void)photo("in/a.png");
  const std::vector<std::string> command{file("in").string(), "-i", "make it night"};
  ASSERT_EQ(batch(command).out, "1 done, 0 failed\n");
  const auto before = fs::last_write_time(file("out/in/a - make it night.png"));
  (void)photo("in/b.png");
  EXPECT_EQ(batch(command).out, "1 done, 0 failed\n") << "only the new one";
  EXPECT_EQ(batch(command).out, "0 done, 0 failed\n");
  EXPECT_EQ(fs::last_write_time(file("out/in/a - make it night.png")), before);
}

TEST_F(Batch, OneBadPhotoDoesNotStopTheOthers) {
  (void)photo("in/a.png");
  (void)photo("in/c.png");
  fs::copy_file(file("in/a.png"), file("in/b.png"));
  fs::resize_file(file("in/b.png"), fs::file_size(file("in/b.png")) / 2);
  const RunResult run = batch({file("in").string(), "-i", "make it night"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.out, "2 done, 1 failed\n");
  EXPECT_THAT(run.err, HasSubstr(file("in/b.png").string() + ": "));
  fs::copy_file(file("in/a.png"), file("in/b.png"), fs::copy_options::overwrite_existing);
  EXPECT_EQ(batch({file("in").string(), "-i", "make it night", "--retry"}).out, "1 done, 0 failed\n");
}

TEST_F(Batch, KilledItGoesOn) {
  for (const char* name : {"in/a.png", "in/b.png", "in/c.png"}) (void)photo(name, 300, 200);
  const std::vector<std::string> command{file("in").string(), "-i", "make it night"};
  {
    Program program(words(command), log_.path());
    while (!fs::exists(file("out/in/a - make it night.png")) && program.is_running())
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program.send(SIGKILL);
    (void)program.wait();
  }
  const RunResult run = batch(command);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(results(), ElementsAre("in/a - make it night.png", "in/b - make it night.png",
                                     "in/c - make it night.png"));
}

TEST_F(Batch, ResultsWithinTheInputAreNotEditedAgain) {
  (void)photo("in/a.png");
  for (const char* out : {"in/out", "in"}) {
    SCOPED_TRACE(out);
    const std::vector<std::string> command{
        "batch",   file("in").string(), "-i",       "make it night", "-o",      file(out).string(),
        "--model", model().string(),    "--device", "cpu",           "--dtype", "fp32"};
    EXPECT_EQ(run_v4e(command, log_.path()).out, "1 done, 0 failed\n");
    const RunResult again = run_v4e(command, log_.path());
    EXPECT_EQ(again.out, "0 done, 0 failed\n");
    EXPECT_EQ(again.exit_code, 0);
  }
  EXPECT_EQ(batch({file("in").string(), "-i", "make it night"}).out, "1 done, 0 failed\n")
      << "another output folder: the photo, and no result of the batches before";
}

TEST_F(Batch, OtherSettingsAreNewWork) {
  (void)photo("in/a.png");
  const std::vector<std::string> base{file("in/a.png").string(), "-i", "make it night"};
  ASSERT_EQ(batch(base).out, "1 done, 0 failed\n");
  for (const std::vector<std::string>& other :
       {std::vector<std::string>{"--seed", "5"}, {"--steps", "1"}, {"--format", "jpg"}}) {
    std::vector<std::string> command = base;
    command.insert(command.end(), other.begin(), other.end());
    EXPECT_EQ(batch(command).out, "1 done, 0 failed\n") << other.front();
    EXPECT_EQ(batch(command).out, "0 done, 0 failed\n") << other.front() << " again";
  }
  EXPECT_EQ(batch(base).out, "0 done, 0 failed\n");
}

TEST_F(Batch, LostOrOutdatedResultsAreMadeAgain) {
  (void)photo("in/a.png");
  const std::vector<std::string> command{file("in").string(), "-i", "make it night"};
  ASSERT_EQ(batch(command).out, "1 done, 0 failed\n");
  fs::remove(file("out/in/a - make it night.png"));
  EXPECT_EQ(batch(command).out, "1 done, 0 failed\n") << "the result is missing";
  fs::resize_file(file("out/in/a - make it night.png"), 100);
  EXPECT_EQ(batch(command).out, "1 done, 0 failed\n") << "the result was changed";
  EXPECT_EQ(fs::file_size(file("out/in/a - make it night.png")), 100u) << "and is kept";
  EXPECT_EQ(batch(command).out, "0 done, 0 failed\n");
  (void)photo("in/a.png", 90, 60);
  EXPECT_EQ(batch(command).out, "1 done, 0 failed\n") << "another photo under the same name";
}

TEST_F(Batch, RowsHaveSettingsOfTheirOwn) {
  (void)photo("in/a.png");
  write("list.csv",
        "photo,instruction,seed,steps,amount\nin/a.png,make it night,3,1,0.5\nin/a.png,make it night,4,,\n");
  ASSERT_EQ(batch({file("list.csv").string(), "--pattern", "{name} {seed}"}).out, "2 done, 0 failed\n");
  const auto one = edit({file("in/a.png").string(), "make it night", "--seed", "3", "--steps", "1",
                         "--amount", "0.5", "-o", file("one.png").string()});
  ASSERT_EQ(one.exit_code, 0) << one.err;
  const Image expected = read_photo(file("one.png")).image;
  const Image row = read_photo(file("out/a 3.png")).image;
  EXPECT_EQ(std::memcmp(expected.data(), row.data(), expected.size_bytes()), 0);
  write("bad.csv", "photo,instruction,steps\nin/a.png,make it night,many\n");
  const RunResult bad = batch({file("bad.csv").string()});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("steps"));
}

TEST_F(Batch, ReadsWhatSpreadsheetsWrite) {
  (void)photo("in/a.png");
  const auto utf16 = [](const std::string& text, bool big_endian) {
    std::string bytes = big_endian ? "\xFE\xFF" : "\xFF\xFE";
    for (const char c : text) bytes += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return bytes;
  };
  const std::string semicolons = "Photo;Instruction;Amount\r\nin/a.png;\"make it night\";0,5\r\n;;\r\n";
  const std::string tabs = "photo\tINSTRUCTION\nin/a.png\tmake it night\n";
  int seed = 0;
  for (const std::string& text :
       {semicolons, "\xEF\xBB\xBF" + semicolons, "sep=;\r\n" + semicolons, tabs, utf16(tabs, false),
        utf16(semicolons, true), std::string("photo,instruction\rin/a.png,make it night\r")}) {
    SCOPED_TRACE(text);
    write("list.CSV", text);
    const RunResult run = batch({file("list.CSV").string(), "--seed", std::to_string(++seed)});
    EXPECT_EQ(run.out, "1 done, 0 failed\n") << run.err;
  }
  write("list.csv", "photo|instruction\nin/a.png|make it night\n");
  const RunResult run = batch({file("list.csv").string()});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("semicolons"));
}

TEST_F(Batch, MissingInputsAreErrors) {
  (void)photo("in/a.png");
  fs::create_directories(file("empty"));
  const RunResult missing = batch({file("in").string(), file("nosuch").string(), "-i", "make it night"});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("there is no file or folder " + file("nosuch").string()));
  EXPECT_FALSE(fs::exists(file("out")));
  const RunResult empty = batch({file("empty").string(), "-i", "make it night"});
  EXPECT_EQ(empty.exit_code, 3);
  EXPECT_THAT(empty.err, HasSubstr("there is no photo to edit in " + file("empty").string()));
}

TEST_F(Batch, MistakesAreFoundBeforeTheFirstPhoto) {
  (void)photo("in/a.png");
  EXPECT_EQ(batch({file("in").string()}).exit_code, 2);
  EXPECT_EQ(batch({file("in").string(), "-i", "make it night", "--pattern", "{nmae}"}).exit_code, 2);
  EXPECT_EQ(batch({file("in").string(), "-i", "put a red hat on the dog"}).exit_code, 6);
  write("list.csv", "file\nin/a.png\n");
  EXPECT_EQ(batch({file("list.csv").string(), "-i", "make it night"}).exit_code, 3);
  EXPECT_TRUE(results().empty());
}

}  // namespace
}  // namespace v4e::test
