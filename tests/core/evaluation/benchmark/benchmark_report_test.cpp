// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_report.h"

#include <gmock/gmock.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e {
namespace {

using testing::HasSubstr;
using testing::Not;
using State = ItemOutcome::State;

BenchmarkItem item(const std::string& id, const std::string& group) {
  return {.id = id, .group = group, .instruction = "make it <night>, \"now\"", .output = id + ".png"};
}

ItemOutcome done(const std::string& id, double raw, double composited) {
  return {.id = id,
          .state = State::Done,
          .seconds = 2,
          .measures = {{"raw", {{"psnr", raw}}}, {"composited", {{"psnr", composited}}}}};
}

/// Two groups: three edits with 10, 20, 30 raw and 2 more composited, and one with 50 and 52; two without.
struct Fixture {
  Benchmark benchmark{.name = "pie",
                      .title = "PIE-Bench",
                      .is_mean_of_groups = true,
                      .items = {item("a", "one"), item("b", "one"), item("c", "one"), item("d", "two"),
                                item("e", "two"), item("f", "two")},
                      .problems = {}};
  std::vector<ItemOutcome> outcomes{
      done("a", 10, 12),
      done("b", 20, 22),
      done("c", 30, 32),
      done("d", 50, 52),
      {.id = "e", .state = State::NotOffered, .reason = "has not learnt \"hats\""},
      {.id = "f", .state = State::Failed, .reason = "no such file"}};
  ReportFacts facts{.date = "2026-11-30",
                    .program = {{"name", "v4e"}},
                    .model = {{"name", "tiny & small"}},
                    .settings = {{"steps", 4}}};

  [[nodiscard]] nlohmann::json report() const { return benchmark_report(benchmark, outcomes, facts); }
};

TEST(BenchmarkReport, CountsEveryItem) {
  const nlohmann::json report = Fixture().report();
  EXPECT_EQ(report["counts"], nlohmann::json({{"items", 6}, {"done", 4}, {"not_offered", 1}, {"failed", 1}}));
  EXPECT_EQ(report["groups"][1]["counts"]["not_offered"], 1);
  ASSERT_EQ(report["reasons"].size(), 2u);
  EXPECT_EQ(report["items"].size(), 6u);
  EXPECT_EQ(report["items"][4]["reason"], "has not learnt \"hats\"");
}

TEST(BenchmarkReport, TakesTheMeanThatTheBenchmarkTakes) {
  Fixture fixture;
  EXPECT_EQ(fixture.report()["all"]["raw"]["psnr"]["mean"], (20 + 50) / 2.0);
  EXPECT_EQ(fixture.report()["all"]["raw"]["psnr"]["items"], 4);
  fixture.benchmark.is_mean_of_groups = false;
  EXPECT_EQ(fixture.report()["all"]["raw"]["psnr"]["mean"], 110 / 4.0);
  EXPECT_EQ(fixture.report()["groups"][0]["means"]["composited"]["psnr"]["mean"], 22);
}

TEST(BenchmarkReport, TellsTheSystemsDifference) {
  const nlohmann::json difference = Fixture().report()["differences"]["psnr"];
  EXPECT_EQ(difference["mean"], 2);
  EXPECT_EQ(difference["low"], 2);
  EXPECT_EQ(difference["pairs"], 4);
  EXPECT_EQ(difference["clear"], true);
}

TEST(BenchmarkReport, ADifferenceBelowTheJudgesOwnSpreadIsNotClear) {
  Fixture fixture;
  fixture.facts.scores = {{"judge_overall", "Judge", MeasureKind::Better::Higher, 2, ""}};
  for (auto& outcome : fixture.outcomes) {
    if (outcome.state != State::Done) continue;
    outcome.measures["raw"]["judge_overall"] = 4;
    outcome.measures["composited"]["judge_overall"] = 5;
  }
  fixture.facts.score_deviations = {{"judge_overall", 0.4}};
  EXPECT_EQ(fixture.report()["differences"]["judge_overall"]["clear"], true);
  fixture.facts.score_deviations = {{"judge_overall", 0.6}};
  EXPECT_EQ(fixture.report()["differences"]["judge_overall"]["clear"], false);
  EXPECT_EQ(fixture.report()["kinds"][0]["key"], "judge_overall") << "what is judged comes first";
}

TEST(BenchmarkReport, NetworksHaveColumnsAndWhatIsNotMeasuredIsSaid) {
  Fixture fixture;
  fixture.facts.network_kinds = {{"clip_h_14_image", "CLIP-H/14", MeasureKind::Better::Neither, 4, ""}};
  fixture.facts.networks = {{"clip_vision/clip_vision_h.safetensors", "abc"}};
  fixture.facts.not_measured = {"LPIPS: no weights were named"};
  for (auto& outcome : fixture.outcomes) {
    if (outcome.state == State::Done) outcome.measures["raw"]["clip_h_14_image"] = 0.75;
  }
  const nlohmann::json report = fixture.report();
  EXPECT_EQ(report["kinds"].back()["key"], "clip_h_14_image");
  EXPECT_EQ(report["all"]["raw"]["clip_h_14_image"]["mean"], 0.75);
  const std::string html = report_html(report);
  EXPECT_THAT(html, HasSubstr("LPIPS: no weights were named"));
  EXPECT_THAT(html, HasSubstr("networks: clip_vision/clip_vision_h.safetensors"));
}

TEST(BenchmarkReport, IsComparedWithAnEarlierRun) {
  Fixture now;
  Fixture before;
  for (auto& outcome : before.outcomes) {
    if (outcome.state == State::Done) outcome.measures["composited"]["psnr"] -= 3;
  }
  nlohmann::json report = now.report();
  compare_with(report, before.report(), "before/");
  EXPECT_EQ(report["against"]["differences"]["psnr"]["mean"], 3);
  EXPECT_EQ(report["against"]["run"], "before/");
  nlohmann::json other = before.report();
  other["benchmark"] = "gedit";
  EXPECT_THROW(compare_with(report, other, "before/"), Error);
  EXPECT_THROW(compare_with(report, nlohmann::json::array(), "before/"), Error);
}

TEST(BenchmarkReport, HtmlEscapesWhatItIsTold) {
  const std::string html = report_html(Fixture().report());
  EXPECT_THAT(html, HasSubstr("make it &lt;night&gt;, &quot;now&quot;"));
  EXPECT_THAT(html, Not(HasSubstr("<night>")));
  EXPECT_THAT(html, HasSubstr("tiny &amp; small"));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(html, HasSubstr("src=\"pictures/a-raw.jpg\""));
  EXPECT_THAT(html, HasSubstr("has not learnt &quot;hats&quot;"));
}

TEST(BenchmarkReport, CsvHasARowForEachItemAndSystem) {
  const std::string csv = report_csv(Fixture().report());
  EXPECT_EQ(std::ranges::count(csv, '\n'), 1 + 2 * 4 + 2);
  EXPECT_THAT(csv, HasSubstr("id,group,instruction,state,reason,system,seconds,psnr\n"));
  EXPECT_THAT(csv, HasSubstr("a,one,\"make it <night>, \"\"now\"\"\",done,,composited,2.000,12\n"));
  EXPECT_THAT(csv, HasSubstr("f,two,\"make it <night>, \"\"now\"\"\",failed,no such file,,,\n"));
}

TEST(BenchmarkReport, CsvIsNoFormula) {
  Fixture fixture;
  fixture.benchmark.items[0].instruction = "=HYPERLINK(1)";
  EXPECT_THAT(report_csv(fixture.report()), HasSubstr("a,one,'=HYPERLINK(1),done"));
}

TEST(BenchmarkReport, LiesInItsFolder) {
  const test::TemporaryFolder folder;
  const nlohmann::json report = Fixture().report();
  write_benchmark_report(folder.path(), report);
  EXPECT_EQ(read_json_file(folder / "report.json"), report);
  EXPECT_TRUE(std::filesystem::exists(folder / "report.html"));
  EXPECT_TRUE(std::filesystem::exists(folder / "report.csv"));
}

}  // namespace
}  // namespace v4e
