// SPDX-License-Identifier: GPL-3.0-or-later
// A judge on this machine that answers well, badly, late or never.
#include "core/evaluation/benchmark/benchmark_judge.h"

#include <gmock/gmock.h>

#include <atomic>
#include <cmath>

#include "core/chat/chat_error.h"
#include "core/image/io/photo_io.h"
#include "tests/core/chat/fake_server.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/evaluation/benchmark/made_benchmarks.h"

namespace v4e {
namespace {

using std::chrono::milliseconds;
using test::FakeConnection;
using test::FakeRequest;
using test::FakeServer;
using testing::HasSubstr;

const char* const kGood = R"({"score": [9, 4], "reasoning": "r"})";  // 4 and 4: 4 in all

/// A run of GEdit-Bench in miniature: `count` items, edited.
class BenchmarkJudge : public testing::Test {
 protected:
  void make_run(int count) {
    benchmark_.name = "gedit";
    benchmark_.title = "GEdit-Bench";
    for (int i = 0; i < count; ++i) {
      BenchmarkItem item;
      item.id = "i" + std::to_string(i);
      item.group = "g";
      item.instruction = "make it night";
      item.source.file = folder_ / ("source" + std::to_string(i) + ".png");
      item.output = item.id + ".png";
      test::write_picture(item.source.file, 48, 32, i);
      test::write_picture(run_.edit_of(item, "raw"), 48, 32, i, 0.5);
      test::write_picture(run_.edit_of(item, "composited"), 48, 32, i, 0.7);
      ItemOutcome outcome;
      outcome.id = item.id;
      outcome.state = ItemOutcome::State::Done;
      for (const auto system : kSystems) outcome.measures[std::string(system)];
      benchmark_.items.push_back(std::move(item));
      outcomes_.push_back(std::move(outcome));
    }
  }

  [[nodiscard]] static BenchmarkJudgeOptions options_for(const FakeServer& server) {
    BenchmarkJudgeOptions options;
    options.chat.address = server.address();
    options.chat.model = "fake-7b";
    options.concurrency = 2;
    options.repeat_items = 0;
    options.patience = {.most_tries = 3, .first_wait = milliseconds(1), .longest_wait = milliseconds(5)};
    return options;
  }

  BenchmarkJudgement judge(const BenchmarkJudgeOptions& options, const RunContext& context = {}) {
    return judge_benchmark(benchmark_, outcomes_, run_, options, context);
  }

  [[nodiscard]] const Measures& measures(std::size_t item, const char* system) const {
    return outcomes_[item].measures.at(system);
  }

  test::TemporaryFolder folder_;
  BenchmarkFolder run_{folder_ / "run"};
  Benchmark benchmark_;
  std::vector<ItemOutcome> outcomes_;
};

TEST_F(BenchmarkJudge, JudgesBothSystemsAndKeepsTheAnswers) {
  make_run(2);
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return kGood; }));
  const BenchmarkJudgement first = judge(options_for(server));
  EXPECT_EQ(first.model, "fake-7b");
  EXPECT_EQ(first.wording.size(), 64u);
  EXPECT_EQ(first.calls, 4 * 2);
  EXPECT_EQ(first.counts.at("raw").judged, 2);
  EXPECT_EQ(first.counts.at("composited").judged, 2);
  EXPECT_EQ(first.kinds.size(), 3u) << "no tolerant columns where they say the same";
  EXPECT_EQ(measures(1, "raw").at("judge_overall"), 4);
  const BenchmarkJudgement again = judge(options_for(server));
  EXPECT_EQ(again.calls, 0);
  EXPECT_EQ(again.model, "fake-7b");
  BenchmarkJudgeOptions anew = options_for(server);
  anew.rejudge = true;
  EXPECT_EQ(judge(anew).calls, 8);
}

TEST_F(BenchmarkJudge, CountsWhatCannotBeReadAndAveragesNothingOverIt) {
  make_run(4);
  // By item: as asked, fenced, prose, empty.
  std::vector<std::string> answers{kGood, "```json\n" + std::string(kGood) + "\n```", "It looks nice.", ""};
  FakeServer server([&](const FakeRequest& request, const FakeConnection& connection) {
    // The pictures of an item differ, and so does the request's length or content; its text names the item.
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (request.body.find("wish " + std::to_string(i)) != std::string::npos)
        return void(connection.send(test::chat_answer(answers[i])));
    }
    connection.send(test::chat_answer(kGood));
  });
  for (std::size_t i = 0; i < benchmark_.items.size(); ++i)
    benchmark_.items[i].instruction = "wish " + std::to_string(i);
  const BenchmarkJudgement judgement = judge(options_for(server));
  const JudgeCounts& counts = judgement.counts.at("composited");
  EXPECT_EQ(counts.judged, 1);
  EXPECT_EQ(counts.rescued, 1);
  EXPECT_EQ(counts.unparsable, 2);
  EXPECT_EQ(judgement.kinds.size(), 6u);
  EXPECT_TRUE(measures(0, "raw").contains("judge_overall"));
  EXPECT_FALSE(measures(1, "raw").contains("judge_overall"));
  EXPECT_EQ(measures(1, "raw").at("judge_overall_tolerant"), 4);
  EXPECT_FALSE(measures(2, "raw").contains("judge_overall_tolerant"));
}

TEST_F(BenchmarkJudge, AsksAgainWhereThatMayHelp) {
  make_run(1);
  std::atomic<int> asked = 0;
  FakeServer server([&](const FakeRequest&, const FakeConnection& connection) {
    switch (asked++) {
      case 0:
        return void(connection.send(test::http_answer("{}", "429 Too Many Requests", "Retry-After: 1\r\n")));
      case 1:
        return void(connection.send(test::http_answer("{}", "500 Internal Server Error")));
      case 2:
        return void(connection.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"cho"));  // cut off
      default:
        connection.send(test::chat_answer(kGood));
    }
  });
  BenchmarkJudgeOptions options = options_for(server);
  options.concurrency = 1;
  options.patience.most_tries = 4;
  const BenchmarkJudgement judgement = judge(options);
  EXPECT_EQ(judgement.counts.at("raw").judged, 1);
  EXPECT_EQ(judgement.calls, 4 + 3);
}

TEST_F(BenchmarkJudge, AnEditWithoutAnAnswerIsCounted) {
  make_run(2);
  FakeServer server([&](const FakeRequest& request, const FakeConnection& connection) {
    const bool fails = request.body.find("never") != std::string::npos;
    connection.send(fails ? test::http_answer("{}", "503 Service Unavailable") : test::chat_answer(kGood));
  });
  benchmark_.items[0].instruction = "never";
  const BenchmarkJudgement judgement = judge(options_for(server));
  EXPECT_EQ(judgement.counts.at("raw").failed, 1);
  EXPECT_EQ(judgement.counts.at("raw").judged, 1);
  ASSERT_FALSE(judgement.problems.empty());
  EXPECT_THAT(judgement.problems[0], HasSubstr("503"));
}

TEST_F(BenchmarkJudge, AServerThatRefusesForGoodEndsIt) {
  make_run(3);
  FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    connection.send(test::http_answer("{}", "401 Unauthorized"));
  });
  EXPECT_THROW((void)judge(options_for(server)), ChatError);
  EXPECT_LE(server.requests().size(), 2u) << "one of each thread";
}

TEST_F(BenchmarkJudge, AServerThatIsGoneEndsIt) {
  make_run(8);
  BenchmarkJudgeOptions options;
  options.chat = {.address = test::dead_address(), .model = "fake-7b"};
  options.concurrency = 1;
  options.repeat_items = 0;
  options.patience = {.most_tries = 2, .first_wait = milliseconds(1), .longest_wait = milliseconds(1)};
  EXPECT_THROW((void)judge(options), ChatError);
}

TEST_F(BenchmarkJudge, NoMoreCallsAreMadeThanAreAllowed) {
  make_run(3);
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return kGood; }));
  BenchmarkJudgeOptions options = options_for(server);
  options.most_calls = 5;
  const BenchmarkJudgement judgement = judge(options);
  EXPECT_EQ(judgement.calls, 5);
  EXPECT_EQ(server.requests().size(), 5u);
  const int judged = judgement.counts.at("raw").judged + judgement.counts.at("composited").judged;
  const int not_asked = judgement.counts.at("raw").not_asked + judgement.counts.at("composited").not_asked;
  EXPECT_EQ(judged + not_asked, 6);
  EXPECT_GE(judged, 1);
  // What was answered counts in the next run.
  EXPECT_EQ(judge(options_for(server)).calls, 12 - 5);
}

TEST_F(BenchmarkJudge, NoMoreMoneyIsSpentThanIsAllowedAndTheNextRunGoesOn) {
  make_run(3);
  FakeServer server([](const FakeRequest&, const FakeConnection& connection) {
    const nlohmann::json answer{{"model", "fake-7b"},
                                {"choices", {{{"message", {{"content", kGood}}}, {"finish_reason", "stop"}}}},
                                {"usage", {{"prompt_tokens", 1000}, {"completion_tokens", 100}}}};
    connection.send(test::http_answer(answer.dump()));
  });
  BenchmarkJudgeOptions options = options_for(server);
  options.concurrency = 1;
  options.price = {.in = 1, .out = 10};  // 0.002 an answer
  options.most_usd = 0.011;
  const BenchmarkJudgement judgement = judge(options);
  EXPECT_EQ(judgement.calls, 5);
  EXPECT_NEAR(judgement.usd, 0.010, 1e-12);
  EXPECT_EQ(judgement.tokens.in, 5000);
  EXPECT_EQ(judgement.to_json().at("tokens_out"), 500);
  EXPECT_EQ(judgement.counts.at("raw").not_asked + judgement.counts.at("composited").not_asked, 4);
  EXPECT_EQ(judge(options).calls, 5) << "what was answered is not paid for twice";
  EXPECT_EQ(judge(options).calls, 2);
  options.price = {};
  EXPECT_THROW((void)judge(options), Error) << "a limit needs a price";
}

TEST_F(BenchmarkJudge, KnowsHowFarTheJudgeAgreesWithItself) {
  make_run(1);
  // Each judging of an edit is two questions: overall 3, 4 and 5 in turn.
  std::atomic<int> asked = 0;
  FakeServer server([&](const FakeRequest&, const FakeConnection& connection) {
    const int question = asked++;
    const int mark = question < 4 ? 3 : question < 6 ? 4 : 5;  // raw and the first judging; second; third
    connection.send(test::chat_answer("{\"score\": [" + std::to_string(mark) + ", 10]}"));
  });
  BenchmarkJudgeOptions options = options_for(server);
  options.concurrency = 1;
  options.repeat_items = 1;
  const BenchmarkJudgement judgement = judge(options);
  EXPECT_EQ(judgement.repeated, 1);
  EXPECT_NEAR(judgement.deviations.at("judge_overall"), 1, 1e-9);
  EXPECT_EQ(measures(0, "composited").at("judge_overall"), 3) << "the first judging is the one that counts";
}

TEST_F(BenchmarkJudge, StopsWhileItWaits) {
  make_run(2);
  std::stop_source stop;
  FakeServer server([&](const FakeRequest&, const FakeConnection& connection) {
    stop.request_stop();
    connection.hang();
  });
  EXPECT_THROW((void)judge(options_for(server), {stop.get_token(), {}}), Cancelled);
}

TEST_F(BenchmarkJudge, OtherBenchmarksAreNotJudged) {
  make_run(1);
  benchmark_.name = "pie";
  benchmark_.title = "PIE-Bench";
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return kGood; }));
  EXPECT_THROW((void)judge(options_for(server)), Error);
}

TEST_F(BenchmarkJudge, IsShownTheEditAtThePhotosSize) {
  make_run(1);
  FakeServer server(test::model_that_writes([](const FakeRequest&) { return kGood; }));
  static_cast<void>(judge(options_for(server)));
  const auto body = nlohmann::json::parse(server.requests().front().body);
  const auto& content = body.at("messages").at(0).at("content");
  ASSERT_EQ(content.size(), 3u);
  EXPECT_THAT(content.at(1).at("image_url").at("url").get<std::string>(),
              HasSubstr("data:image/jpeg;base64,"));
  EXPECT_EQ(body.at("temperature"), 0);
}

}  // namespace
}  // namespace v4e
