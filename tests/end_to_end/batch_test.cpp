// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: the queue through the real program.
#include <gmock/gmock.h>
#include <signal.h>

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
