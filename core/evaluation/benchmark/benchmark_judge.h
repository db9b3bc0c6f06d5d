// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/chat/answer_cache.h"
#include "core/chat/patient_chat.h"
#include "core/evaluation/benchmark/benchmark_folder.h"
#include "core/evaluation/benchmark/judge_protocol.h"

namespace v4e {

struct BenchmarkJudgeOptions {
  ChatOptions chat = {};
  int concurrency = 8;    ///< questions at a time, 1..64
  int most_calls = 0;     ///< questions that are sent at most; 0: as many as it takes
  std::optional<double> most_usd = {};  ///< that is spent at most; nothing: as much as it takes
  TokenPrice price = {};                ///< the server's
  bool rejudge = false;   ///< answers from before do not count
  int repeat_items = 60;  ///< composited edits that are judged three times, for the judge's own deviation
  Patience patience = {};

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// What became of a system's edits before the judge.
struct JudgeCounts {
  int judged = 0;      ///< read strictly
  int rescued = 0;     ///< read only tolerantly
  int unparsable = 0;  ///< no way to read a mark
  int failed = 0;      ///< no answer came
  int not_asked = 0;   ///< the budget was used up
};

struct BenchmarkJudgement {
  std::string model;                               ///< as the server calls it; several are joined
  std::string wording;                             ///< SHA-256 of the protocol's words
  std::map<std::string, JudgeCounts> counts = {};  ///< by system
  int calls = 0;                                   ///< that were sent now
  TokenUsage tokens = {};                          ///< of these, as the server counts them
  double usd = 0;                                  ///< that these cost by the price that was given
  Measures deviations = {};                ///< by kind: root of the mean variance of repeated judgings
  int repeated = 0;                        ///< items that these are of
  std::vector<MeasureKind> kinds = {};     ///< with those read tolerantly, where they differ
  std::vector<std::string> problems = {};  ///< of answers that did not come, some of them

  /// With how pictures were sent.
  [[nodiscard]] nlohmann::json to_json() const;
};

/// Has the edits in `folder` judged by the benchmark's protocol, and puts the scores into the outcomes'
/// measures: strict ones, and under KIND_tolerant those of all answers that can be read, where these are
/// more. Answers are kept in the folder, by all that was sent. `on_judged` hears of each edit, of one thread
/// at a time. Throws Error(InvalidArgument) where the benchmark has no protocol, ChatError where the server
/// refuses for good or five edits in a row get no answer, Cancelled.
[[nodiscard]] BenchmarkJudgement judge_benchmark(
    const Benchmark& benchmark, std::vector<ItemOutcome>& outcomes, const BenchmarkFolder& folder,
    const BenchmarkJudgeOptions& options, const RunContext& context = {},
    const std::function<void(int done, int all)>& on_judged = {});

}  // namespace v4e
