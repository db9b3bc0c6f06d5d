// SPDX-License-Identifier: GPL-3.0-or-later
// v4e benchmark through the real program.
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "tests/core/chat/fake_server.h"
#include "tests/core/evaluation/benchmark/made_benchmarks.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class BenchmarkProgram : public EditProgram {
 protected:
  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "benchmark");
    arguments.insert(arguments.end(), {"-o", file("out").string(), "--model", model().string(), "--steps",
                                       "1", "--device", "cpu", "--dtype", "fp32"});
    return arguments;
  }
  [[nodiscard]] RunResult benchmark(std::vector<std::string> arguments) const {
    return run_v4e(words(std::move(arguments)), log_.path());
  }
  [[nodiscard]] nlohmann::json report() const {
    return nlohmann::json::parse(std::ifstream(file("out/report.json")));
  }
};

TEST_F(BenchmarkProgram, WritesAReportOfEveryItem) {
  const RunResult made = benchmark({"pie", write_pie(file("pie")).string()});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("3 items, 2 edited, 1 not offered, 0 failed"));
  EXPECT_THAT(made.out, HasSubstr("dragon"));
  EXPECT_THAT(names_in(file("out")), ElementsAre("composited", "items", "pictures", "raw", "report.csv",
                                                 "report.html", "report.json", "weights.json"));
  const nlohmann::json written = report();
  EXPECT_EQ(written.at("settings").at("steps"), 1);
  EXPECT_EQ(written.at("settings").at("merge"), "auto");
  EXPECT_GE(written.at("model").at("weights").size(), 3u);
  EXPECT_EQ(written.at("program").at("sha256").get<std::string>().size(), 64u);
  EXPECT_TRUE(written.at("all").at("composited").contains("outside_psnr"));
  for (const auto& item : written.at("items")) {
    if (!item.contains("pictures")) continue;
    for (const auto& picture : item["pictures"])
      EXPECT_TRUE(fs::exists(file("out") / picture.get<std::string>())) << picture;
  }
}

std::string tower() {
  return (fs::path(V4E_SOURCE_DIR) / "tests/goldens/clip/hf").string();
}

TEST_F(BenchmarkProgram, MeasuresWithTheNetworksThatItIsGiven) {
  const std::vector<std::string> command{"pie", write_pie(file("pie")).string(), "--image-encoder", tower()};
  const RunResult made = benchmark(command);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("measured 2"));
  EXPECT_THAT(made.out, HasSubstr("CLIP-32/14 image similarity"));
  EXPECT_THAT(made.out, HasSubstr("not measured: LPIPS"));
  const nlohmann::json written = report();
  EXPECT_EQ(written.at("networks").size(), 1u);
  EXPECT_EQ(written.at("all").at("raw").at("clip_32_14_structure").at("items"), 2);
  // Without them what they measured is no part of the report.
  ASSERT_EQ(benchmark({"pie", file("pie").string()}).exit_code, 0);
  EXPECT_FALSE(report().at("all").at("raw").contains("clip_32_14_structure"));
  EXPECT_THAT(benchmark({"pie", file("pie").string(), "--lpips", tower() + "/model.safetensors"}).err,
              HasSubstr("AlexNet"));
}

TEST_F(BenchmarkProgram, AJudgeCanBeLimitedInDollars) {
  const FakeServer server([](const FakeRequest& request, const FakeConnection& connection) {
    const bool lists = request.line.starts_with("GET /v1/models ");
    connection.send(http_answer(lists ? R"({"object": "list", "data": [{"id": "fake-7b"}]})"
                                      : R"({"choices": [{"message": {"content": "{\"score\": [6, 9]}"}}],)"
                                        R"( "usage": {"prompt_tokens": 1000, "completion_tokens": 100}})"));
  });
  const std::vector<std::string> command{"gedit",
                                         write_gedit(file("gedit")).string(),
                                         "--language",
                                         "en",
                                         "--judge",
                                         server.address(),
                                         "--judge-repeats",
                                         "0",
                                         "--judge-concurrency",
                                         "1",
                                         "--usd-per-million",
                                         "1,10",
                                         "--max-usd",
                                         "0.005"};
  const RunResult made = benchmark(command);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("the budget is used up"));
  EXPECT_EQ(report().at("judge").at("calls"), 2);
  EXPECT_EQ(report().at("judge").at("usd"), 0.004);
  const auto help =
      benchmark({"gedit", file("gedit").string(), "--judge", server.address(), "--max-usd", "1"});
  EXPECT_EQ(help.exit_code, 2) << "without a price";
}

TEST_F(BenchmarkProgram, GoesOnAfterItWasKilled) {
  const std::vector<std::string> command{"magicbrush", write_magic_brush(file("brush")).string()};
  {
    Program program(words(command), log_.path());
    ASSERT_TRUE(program.wait_for_stderr("2 of 6"));
    program.send(SIGKILL);
    (void)program.wait();
  }
  const auto time_of_first = fs::last_write_time(file("out/items/7_1.json"));
  const RunResult made = benchmark(command);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, Not(HasSubstr("1 of 6")));
  EXPECT_EQ(fs::last_write_time(file("out/items/7_1.json")), time_of_first);
  EXPECT_EQ(report().at("counts").at("done"), 6);
}

TEST_F(BenchmarkProgram, IsStoppedAtOnce) {
  Program program(words({"magicbrush", write_magic_brush(file("brush")).string()}), log_.path());
  ASSERT_TRUE(program.wait_for_stderr("1 of 6"));
  program.send(SIGINT);
  const RunResult stopped = program.wait();
  EXPECT_EQ(stopped.exit_code, 130) << stopped.err;
  EXPECT_FALSE(fs::exists(file("out/report.json")));
  EXPECT_TRUE(fs::exists(file("out/items/7_1.json")));
}

TEST_F(BenchmarkProgram, IsComparedWithAnEarlierRun) {
  const std::string pie = write_pie(file("pie")).string();
  ASSERT_EQ(benchmark({"pie", pie}).exit_code, 0);
  fs::rename(file("out"), file("before"));
  const RunResult made = benchmark({"pie", pie, "--seed", "3", "--against", file("before").string()});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(report().at("against").at("differences").at("psnr").at("pairs"), 2);
}

TEST_F(BenchmarkProgram, HasGEditBenchJudged) {
  const FakeServer server(
      model_that_writes([](const FakeRequest&) { return R"({"score": [6, 9], "reasoning": ""})"; }));
  const std::vector<std::string> command{"gedit",      write_gedit(file("gedit")).string(),
                                         "--language", "en",
                                         "--judge",    server.address(),
                                         "--json",     "--judge-repeats",
                                         "1"};
  const RunResult made = benchmark(command);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto printed = nlohmann::json::parse(made.out);
  EXPECT_EQ(printed.at("judge").at("model"), "fake-7b");
  EXPECT_EQ(printed.at("judge").at("counts").at("raw").at("judged"), 2);
  EXPECT_EQ(printed.at("all").at("composited").at("judge_overall").at("mean"), 6);
  EXPECT_EQ(printed.at("judge_deviations").at("judge_overall"), 0);
  const std::size_t asked = server.requests().size();
  EXPECT_EQ(benchmark(command).exit_code, 0);
  // Only the list of models is asked for again, before the edits and after them.
  EXPECT_EQ(server.requests().size(), asked + 2);
}

TEST_F(BenchmarkProgram, AJudgeThatIsNotThereIsFoundBeforeTheEdits) {
  const RunResult made = benchmark({"gedit", write_gedit(file("gedit")).string(), "--judge", dead_address()});
  EXPECT_EQ(made.exit_code, 3) << made.err;
  EXPECT_THAT(made.err, HasSubstr("is the server running"));
  EXPECT_FALSE(fs::exists(file("out/items")));
}

TEST_F(BenchmarkProgram, SaysWhatCannotBe) {
  const std::string pie = write_pie(file("pie")).string();
  EXPECT_EQ(benchmark({"coco", pie}).exit_code, 2);
  EXPECT_THAT(benchmark({"pie", file("nowhere").string()}).err, HasSubstr("no such file or folder"));
  EXPECT_THAT(benchmark({"pie", pie, "--judge", "localhost:1"}).err,
              HasSubstr("not judged by a language model"));
  EXPECT_THAT(benchmark({"pie", pie, "--group", "hats"}).err, HasSubstr("add object"));
  const RunResult none = benchmark({"pie", pie, "--group", "add object"});
  EXPECT_EQ(none.exit_code, 1) << "nothing was edited";
}

}  // namespace
}  // namespace v4e::test
