// SPDX-License-Identifier: GPL-3.0-or-later
// v4e batch: the queue through the real program.
#include <gmock/gmock.h>
#include <signal.h>

#include <cstring>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <set>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/edit/edit_provenance.h"
#include "core/edit/look.h"
#include "core/image/geometry.h"
#include "core/image/io/photo_io.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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
      // A program that is killed leaves a hidden one, which its own share takes away when it goes on.
      const bool is_hidden = entry.path().filename().string().starts_with(".");
      if (entry.is_regular_file() && entry.path().extension() == ".png" && !is_hidden)
        names.push_back(fs::relative(entry.path(), file("out")).string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  static bool same_pixels(const Image& a, const Image& b) {
    return size_of(a) == size_of(b) && a.size_bytes() == b.size_bytes() &&
           std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
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

TEST_F(Batch, SharesMakeEachPhotoOnceThoughTheyAreKilled) {
  constexpr int kPhotos = 8;
  for (int i = 0; i < kPhotos; ++i) (void)photo("in/" + std::to_string(i) + ".png", 120, 80);
  const std::vector<std::string> command{file("in").string(), "-i", "make it night"};
  const auto share = [&](const std::string& shard) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--shard", shard});
    return words(arguments);
  };
  std::vector<std::string> missing = command;
  missing.push_back("--missing");
  const TemporaryFolder logs[3];
  fs::create_directories(file("out"));
  std::mt19937 random(5);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::unique_ptr<Program>> programs;
    for (int i = 0; i < 3; ++i)
      programs.push_back(std::make_unique<Program>(share(std::to_string(i) + "/3"), logs[i].path()));
    // As soon as one of them gets something done, at a moment that is different each time.
    const std::size_t before = results().size();
    const auto works = [](const auto& program) { return program->is_running(); };
    while (results().size() == before && std::ranges::any_of(programs, works))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
    for (const auto& program : programs) program->send(SIGKILL);
    for (const auto& program : programs) (void)program->wait();
  }
  const RunResult between = batch(missing);
  EXPECT_EQ(between.exit_code, results().size() == kPhotos ? 0 : 1) << between.err;
  // Fewer of them go on with what the others left.
  for (const char* shard : {"0/2", "1/2"}) {
    const RunResult run = run_v4e(share(shard), logs[0].path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
  }
  EXPECT_THAT(results(), SizeIs(kPhotos)) << "nothing lost, nothing twice";
  const RunResult all = batch(missing);
  EXPECT_EQ(all.out, "8 done, 0 failed, 0 not done yet\n");
  EXPECT_EQ(all.exit_code, 0);
  (void)photo("in/new.png");
  const RunResult more = batch(missing);
  EXPECT_EQ(more.out, "8 done, 0 failed, 1 not done yet\n");
  EXPECT_EQ(more.exit_code, 1);
  EXPECT_THAT(more.err, HasSubstr("new.png: not done yet"));
}

TEST_F(Batch, ASharesNumberIsCheckedAndComesFromTheCluster) {
  (void)photo("in/a.png");
  for (const char* wrong : {"4/4", "a/b", "auto"}) {
    const RunResult run = batch({file("in").string(), "-i", "make it night", "--shard", wrong});
    EXPECT_EQ(run.exit_code, 2) << wrong;
    EXPECT_THAT(run.err, HasSubstr("--shard")) << wrong;
  }
  std::set<int> done;
  for (int i = 0; i < 3; ++i) {
    ::setenv("JOB_COMPLETION_INDEX", std::to_string(i).c_str(), 1);
    ::setenv("JOB_COMPLETIONS", "3", 1);
    const RunResult run = batch({file("in").string(), "-i", "make it night", "--shard", "auto"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    if (run.out == "1 done, 0 failed\n") done.insert(i);
  }
  ::unsetenv("JOB_COMPLETION_INDEX");
  ::unsetenv("JOB_COMPLETIONS");
  EXPECT_EQ(done.size(), 1u) << "one share has the photo";
}

/// With a scontrol that writes down what it is asked.
TEST_F(Batch, TheSlurmScriptStopsWhenToldAndQueuesItselfAgain) {
  for (int i = 0; i < 6; ++i) (void)photo("in/" + std::to_string(i) + ".png", 300, 200);
  write("scontrol", "#!/bin/sh\necho \"$@\" >> " + file("asked").string() + "\n");
  fs::permissions(file("scontrol"), fs::perms::owner_all);
  const std::vector<std::string> words{
      "env", "PATH=" + file("").string() + ":" + std::getenv("PATH"), "V4E=" V4E_BIN_DIR "/v4e",
      "SLURM_JOB_ID=8", "SLURM_ARRAY_JOB_ID=7", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_COUNT=1",
      "SLURM_ARRAY_TASK_MIN=3", "bash", V4E_SOURCE_DIR "/packaging/cluster/batch.sbatch",
      file("in").string(), file("out").string(), "--instruction", "make it night", "--model",
      model().string(), "--device", "cpu", "--dtype", "fp32"};
  {
    Program script(Program::Command{words}, log_.path());
    ASSERT_TRUE(script.wait_for_stderr("[1/6]"));
    script.send(SIGTERM);
    EXPECT_EQ(script.wait().exit_code, 130);
  }
  EXPECT_EQ(read_file(file("asked"), 1000), "requeue 7_3\n");
  const RunResult again = run_command(words, log_.path());
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(results().size(), 6u);
  EXPECT_EQ(read_file(file("asked"), 1000), "requeue 7_3\n") << "what is done is not queued again";
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

TEST_F(Batch, SeveralInstructionsAndLooksAreDoneAsByEdit) {
  const std::string source = photo("in/a.png");
  Look evening;
  for (const char* instruction : {"make it night", "make it a pencil sketch", "make it black and white"})
    evening.steps.emplace_back().settings.instruction = instruction;
  evening.steps[0].settings.strength = 0.5;
  evening.steps[1].on = false;
  write_look(file("Evening.v4elook"), evening);
  const std::string look = file("Evening.v4elook").string();
  const auto expect_same = [&](std::vector<std::string> how, const std::string& result) {
    SCOPED_TRACE(how.front());
    std::vector<std::string> command{source};
    command.insert(command.end(), how.begin(), how.end());
    const RunResult all = batch(command);
    EXPECT_EQ(all.out, "1 done, 0 failed\n") << all.err;
    EXPECT_EQ(batch(command).out, "0 done, 0 failed\n") << "the same work";
    command.insert(command.end(), {"-o", file("one.png").string(), "--overwrite"});
    ASSERT_EQ(edit(command).exit_code, 0);
    const Photo made = read_photo(file("out/" + result));
    EXPECT_TRUE(same_pixels(made.image, read_photo(file("one.png")).image));
    EXPECT_EQ(steps_of(*provenance_of(made)).size(), 2U);
    EXPECT_EQ(steps_of(*provenance_of(made))[0].strength, 0.5);
  };
  expect_same({"--look", look}, "a - Evening.png");
  expect_same(
      {"-i", "make it night", "-i", "make it a pencil sketch", "--strength", "0.5", "--strength", "1"},
      "a - make it night, make it a pencil sketch.png");
}

TEST_F(Batch, RowsNameLooks) {
  (void)photo("in/a.png");
  Look evening;
  evening.steps.emplace_back().settings.instruction = "make it night";
  evening.steps.emplace_back().settings.instruction = "make it black and white";
  fs::create_directories(file("looks"));
  write_look(file("looks/Evening.v4elook"), evening);
  write("list.csv",
        "photo,instruction,look,seed,strength\nin/a.png,,looks/Evening.v4elook,3,\"0,5\"\n"
        "in/a.png,,,,\nin/a.png,make it night,,,\n");
  const RunResult run =
      batch({file("list.csv").string(), "-i", "make it black and white", "--pattern", "{counter}"});
  ASSERT_EQ(run.out, "3 done, 0 failed\n") << run.err;
  const auto steps = steps_of(*provenance_of(read_photo(file("out/1.png"))));
  ASSERT_EQ(steps.size(), 2U);
  for (const EditSettings& step : steps) {
    EXPECT_EQ(step.seed, 3U);
    EXPECT_EQ(step.strength, 0.5);
  }
  EXPECT_EQ(steps_of(*provenance_of(read_photo(file("out/2.png"))))[0].instruction,
            "make it black and white");
  write("list.json", R"([{"photo": "in/a.png", "look": "looks/Evening.v4elook", "seed": 4}])");
  EXPECT_EQ(batch({file("list.json").string()}).out, "1 done, 0 failed\n");
}

TEST_F(Batch, WhatARowCannotDoNamesTheRow) {
  (void)photo("in/a.png");
  write("no.v4elook", "no look");
  Look two;
  for (const char* model : {"one", "another"}) {
    two.steps.emplace_back().settings.instruction = "make it night";
    two.steps.back().settings.model = model;
  }
  write_look(file("two.v4elook"), two);
  const auto refused = [&](const std::string& fields) {
    write("list.csv", "photo,instruction,look,caption\nin/a.png,make it night,,\n" + fields + "\n");
    // Without --model, which would be for all steps.
    const RunResult run =
        run_v4e({"batch", file("list.csv").string(), "-o", file("out").string()}, log_.path());
    EXPECT_NE(run.exit_code, 0) << fields;
    EXPECT_THAT(run.err, HasSubstr("list.csv, entry 2")) << fields;
    EXPECT_TRUE(results().empty());
    return run.err;
  };
  EXPECT_THAT(refused("in/a.png,add fog,no.v4elook,"), HasSubstr("a look and an instruction"));
  EXPECT_THAT(refused("in/a.png,,no.v4elook,"), HasSubstr("no.v4elook"));
  EXPECT_THAT(refused("in/a.png,,gone.v4elook,"), HasSubstr("gone.v4elook"));
  EXPECT_THAT(refused("in/a.png,,two.v4elook,"), HasSubstr("different models"));
  EXPECT_THAT(refused("in/a.png,,,"), HasSubstr("no instruction"));
}

TEST_F(Batch, PhotosAreTurnedAndCroppedFirst) {
  (void)photo("in/wide.png", 120, 60);
  (void)photo("in/upright.png", 60, 120);
  const std::vector<std::string> command{
      file("in").string(), "-i", "make it night", "--flip", "h", "--crop", "3:2", "--pattern", "{name}"};
  EXPECT_EQ(batch(command).out, "2 done, 0 failed\n");
  const Image wide = read_photo(file("out/in/wide.png")).image;
  EXPECT_EQ(wide.width(), 90);
  EXPECT_EQ(wide.height(), 60);
  const Image upright = read_photo(file("out/in/upright.png")).image;
  EXPECT_EQ(upright.width(), 60);
  EXPECT_EQ(upright.height(), 90);
  const auto one = edit({file("in/wide.png").string(), "make it night", "--flip", "h", "--crop", "15,0,90,60",
                         "-o", file("one.png").string()});
  ASSERT_EQ(one.exit_code, 0) << one.err;
  EXPECT_TRUE(same_pixels(wide, read_photo(file("one.png")).image));
  EXPECT_EQ(batch(command).out, "0 done, 0 failed\n");
  const RunResult turned = batch({file("in/wide.png").string(), "-i", "make it night", "--rotate", "90"});
  EXPECT_EQ(turned.out, "1 done, 0 failed\n") << "another shape is other work";
  EXPECT_EQ(read_photo(file("out/wide - make it night.png")).image.width(), 60);
  // Too large for one of them.
  const RunResult pixels = batch({file("in").string(), "-i", "make it night", "--crop", "0,0,100,50"});
  EXPECT_EQ(pixels.out, "1 done, 1 failed\n");
  EXPECT_THAT(pixels.err, HasSubstr("does not lie in the picture"));
  EXPECT_EQ(batch({file("in").string(), "-i", "make it night", "--crop", "3:0"}).exit_code, 2);
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
