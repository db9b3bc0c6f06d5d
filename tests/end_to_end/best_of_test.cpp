// SPDX-License-Identifier: GPL-3.0-or-later
// Best of several tries: edit and batch through the real program, the judge being the test.
#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "tests/core/chat/fake_server.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class BestOf : public EditProgram {
 protected:
  void SetUp() override {
    ::setenv("XDG_CACHE_HOME", file("cache").c_str(), 1);
    write_tiny_model(file("seeded"), {.listens = true});
  }
  void TearDown() override { ::unsetenv("XDG_CACHE_HOME"); }

  [[nodiscard]] RunResult run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(),
                     {"--model", file("seeded").string(), "--device", "cpu", "--dtype", "fp32"});
    return run_v4e(arguments, log_.path());
  }
  [[nodiscard]] std::string pixels(const std::string& name) const {
    const Image image = read_photo(file(name)).image;
    return {reinterpret_cast<const char*>(image.data()), image.size_bytes()};
  }
};

TEST_F(BestOf, KeepsOneOfItsTriesAndTellsOfAll) {
  const RunResult made = run({"edit", photo("a.png"), "make it night", "-o", file("best.png"), "--best-of",
                              "3", "--seed", "5", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  const auto& tries = report.at("best_of").at("tries");
  ASSERT_EQ(tries.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(tries[i].at("seed"), 5 + i);
  const std::size_t chosen = report.at("best_of").at("chosen");
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_GE(tries[chosen].at("score").get<double>(), tries[i].at("score").get<double>());
  EXPECT_EQ(report.at("seed"), tries[chosen].at("seed"));
  // What is kept is what that seed gives alone.
  const RunResult alone = run({"edit", file("a.png"), "make it night", "-o", file("alone.png"), "--seed",
                               std::to_string(tries[chosen].at("seed").get<int>())});
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  EXPECT_EQ(pixels("best.png"), pixels("alone.png"));
}

TEST_F(BestOf, AJudgeDecides) {
  std::atomic<int> judged = 0;
  const FakeServer server(model_that_writes([&judged](const FakeRequest&) {
    return nlohmann::json{{"done", ++judged == 2 ? 9 : 4}, {"kept", 8}, {"reason", "it is"}}.dump();
  }));
  const RunResult made = run({"edit", photo("a.png"), "make it night", "-o", file("best.png"), "--best-of",
                              "3", "--judge", server.address(), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out).at("best_of");
  EXPECT_EQ(report.at("chosen"), 1);
  EXPECT_EQ(report.at("tries")[1].at("judged"), 8);
  EXPECT_EQ(report.at("tries")[1].at("judge").at("done"), 9);
  EXPECT_EQ(report.at("tries")[0].at("judge").at("model"), "fake-7b");
}

TEST_F(BestOf, WithoutItsJudgeWhatIsMeasuredDecides) {
  const RunResult made = run({"edit", photo("a.png"), "make it night", "-o", file("best.png"), "--best-of",
                              "2", "--judge", dead_address(), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  EXPECT_THAT(report.at("notes").dump(), HasSubstr("without the judge"));
  EXPECT_FALSE(report.at("best_of").at("tries")[0].contains("judged"));
}

TEST_F(BestOf, ABatchKeepsTheMarks) {
  fs::create_directories(file("in"));
  (void)photo("in/a.png", 60, 40);
  const std::vector<std::string> command{"batch", file("in"),  "-i",        "make it night",
                                         "-o",    file("out"), "--best-of", "2"};
  const RunResult made = run(command);
  ASSERT_EQ(made.out, "1 done, 0 failed\n") << made.err;
  std::ifstream lines(file("out/v4e-batch.marks.jsonl"));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto marks = nlohmann::json::parse(line);
  EXPECT_EQ(marks.at("photo"), file("in/a.png").string());
  EXPECT_EQ(marks.at("tries").size(), 2u);
  EXPECT_FALSE(std::getline(lines, line));
  EXPECT_THAT(run(command).err, HasSubstr("1 are done already"));
}

TEST_F(BestOf, RefusesWhatMakesNoSense) {
  for (const std::vector<std::string>& options :
       std::vector<std::vector<std::string>>{{"--best-of", "1"},
                                             {"--best-of", "17"},
                                             {"--judge", "localhost:1"},
                                             {"--best-of", "2", "--judge", "x"}}) {
    std::vector<std::string> words{"edit", photo("a.png"), "make it night", "-o", file("best.png")};
    words.insert(words.end(), options.begin(), options.end());
    EXPECT_EQ(run(words).exit_code, 2) << options.front();
  }
}

}  // namespace
}  // namespace v4e::test
