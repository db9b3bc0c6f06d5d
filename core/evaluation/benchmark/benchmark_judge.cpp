// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_judge.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "core/base/content_hash.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/chat/chat_error.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/shown_photo.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kJudgings = 3;          // of an edit that is judged repeatedly
constexpr int kMostFailedInARow = 5;  // then the server is taken for gone
constexpr std::size_t kMostProblems = 5;
constexpr std::string_view kTolerant = "_tolerant";

/// One edit to be judged, for the first time or again.
struct Task {
  std::size_t item = 0;
  std::string system;
  int repetition = 0;
};

/// What came of it.
struct Judged {
  bool is_over = false;  ///< the budget was used up before
  std::string problem = {};
  std::optional<Measures> strict = {};
  std::optional<Measures> tolerant = {};
};

std::string hash_of(const std::string& text) {
  Sha256 hash;
  hash.update(text.data(), text.size());
  return hash.finish();
}

std::vector<Task> tasks_of(const std::vector<ItemOutcome>& outcomes, int repeat_items) {
  std::vector<Task> tasks;
  std::vector<std::size_t> done;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].state != ItemOutcome::State::Done) continue;
    done.push_back(i);
    for (const std::string_view system : kSystems) tasks.push_back({i, std::string(system)});
  }
  // Spread over all groups: every so many-th item.
  const std::size_t count = std::min<std::size_t>(static_cast<std::size_t>(repeat_items), done.size());
  for (std::size_t k = 0; k < count; ++k) {
    for (int repetition = 1; repetition < kJudgings; ++repetition)
      tasks.push_back({done[k * done.size() / count], std::string(kSystems[1]), repetition});
  }
  return tasks;
}

BudgetLimits limits_of(const BenchmarkJudgeOptions& options) {
  BudgetLimits limits{.usd = options.most_usd, .price = options.price};
  if (options.most_calls > 0) limits.calls = options.most_calls;
  return limits;
}

/// What the threads of one judging share.
class Bench {
 public:
  Bench(const Benchmark& benchmark, const BenchmarkFolder& folder, const BenchmarkJudgeOptions& options,
        const JudgeProtocol& protocol, const RunContext& context)
      : benchmark_(benchmark),
        folder_(folder),
        options_(options),
        protocol_(protocol),
        client_(options.chat),
        cache_(folder.path() / "judgements", {.files = 1'000'000, .bytes = std::size_t{1} << 30}),
        budget_(limits_of(options)),
        model_(client_.model(context)) {}

  [[nodiscard]] Judged judge(const Task& task, const RunContext& context) {
    const BenchmarkItem& item = benchmark_.items[task.item];
    const std::vector<ChatQuestion> questions =
        protocol_.questions(item.group, item.instruction, pictures_of(item, task.system, context));
    std::vector<std::vector<double>> strict;
    std::vector<std::vector<double>> tolerant;
    Judged judged;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const std::optional<std::string> answer = answer_to(questions[i], task.repetition, context);
      if (!answer) return {.is_over = true};
      const JudgeMarks marks = protocol_.marks_in(i, *answer);
      if (marks.strict) strict.push_back(*marks.strict);
      if (marks.tolerant) tolerant.push_back(*marks.tolerant);
    }
    if (strict.size() == questions.size()) judged.strict = protocol_.scores(strict);
    if (tolerant.size() == questions.size()) judged.tolerant = protocol_.scores(tolerant);
    return judged;
  }

  [[nodiscard]] std::string models() const {
    std::string text;
    for (const auto& name : answered_by_) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? model_ : text;
  }
  [[nodiscard]] const CallBudget& budget() const { return budget_; }

 private:
  [[nodiscard]] JudgedPictures pictures_of(const BenchmarkItem& item, const std::string& system,
                                           const RunContext& context) {
    Photo photo;
    {
      const std::scoped_lock lock(mutex_);
      photo.image = with_samples(store_.picture(item.source, context), SampleType::U8);
    }
    const int side = std::max(photo.image.width(), photo.image.height());
    const Photo edited = read_photo(folder_.edit_of(item, system), {}, context);
    return {shown_jpeg(photo, side, context), shown_jpeg(edited, side, context)};
  }

  /// Nothing where the budget is used up.
  [[nodiscard]] std::optional<std::string> answer_to(const ChatQuestion& question, int repetition,
                                                     const RunContext& context) {
    const std::string key = client_.address().base + '\n' + std::to_string(repetition) + '\n' +
                            ChatClient::request_text(question, model_);
    if (const auto kept = options_.rejudge ? std::nullopt : cache_.find(key)) {
      const auto json = nlohmann::json::parse(*kept, nullptr, false);
      if (json.is_object() && json.contains("model") && json.contains("text")) {
        note_model(json["model"].get<std::string>());
        return json["text"].get<std::string>();
      }
    }
    const auto answer = ask_patiently(client_, question, model_, options_.patience, budget_, context);
    if (!answer) return std::nullopt;
    note_model(answer->model);
    const std::scoped_lock lock(mutex_);
    cache_.keep(key, json_text({{"model", answer->model}, {"text", answer->text}}, -1));
    return answer->text;
  }

  void note_model(const std::string& model) {
    const std::scoped_lock lock(mutex_);
    answered_by_.insert(readable(model));
  }

  const Benchmark& benchmark_;
  const BenchmarkFolder& folder_;
  const BenchmarkJudgeOptions& options_;
  const JudgeProtocol& protocol_;
  const ChatClient client_;
  const AnswerCache cache_;
  CallBudget budget_;
  const std::string model_;
  std::mutex mutex_;  ///< guards what follows, and the cache's room
  PictureStore store_;
  std::set<std::string> answered_by_;
};

/// Whether asking about other edits would be refused as well.
bool is_refused_for_good(const ChatError& error) {
  const bool may_pass = error.status() == 408 || error.status() == 429 || error.status() >= 500;
  return error.failure() == ChatFailure::Redirected || (error.failure() == ChatFailure::Refused && !may_pass);
}

/// Does tasks on several threads until all are done or one finds that none can be.
class Court {
 public:
  Court(Bench& bench, const std::vector<Task>& tasks, const RunContext& context,
        const std::function<void(int, int)>& on_judged)
      : bench_(bench), tasks_(tasks), on_judged_(on_judged), judged_(tasks.size()) {
    outer_stop_ = context.stop;
  }

  std::vector<Judged> run(int threads) {
    const std::stop_callback pass_on(outer_stop_, [this] { stop_.request_stop(); });
    {
      std::vector<std::jthread> workers;
      for (int i = 0; i < threads; ++i) workers.emplace_back([this] { work(); });
    }
    if (failure_) std::rethrow_exception(failure_);
    if (outer_stop_.stop_requested()) throw Cancelled();
    return std::move(judged_);
  }

 private:
  void work() {
    const RunContext context{stop_.get_token(), {}};
    for (std::size_t place = next_++; place < tasks_.size(); place = next_++) {
      try {
        judged_[place] = bench_.judge(tasks_[place], context);
        take(false);
      } catch (const Cancelled&) {
        return;
      } catch (const ChatError& error) {
        judged_[place].problem = error.what();
        if (is_refused_for_good(error) || take(true)) return give_up(std::current_exception());
      } catch (const std::exception&) {
        return give_up(std::current_exception());
      }
    }
  }

  /// True where too many came to nothing, one after the other.
  bool take(bool failed) {
    const std::scoped_lock lock(mutex_);
    failed_in_a_row_ = failed ? failed_in_a_row_ + 1 : 0;
    if (on_judged_) on_judged_(++done_, static_cast<int>(tasks_.size()));
    return failed_in_a_row_ >= kMostFailedInARow;
  }

  void give_up(const std::exception_ptr& failure) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = failure;
    stop_.request_stop();
  }

  Bench& bench_;
  const std::vector<Task>& tasks_;
  const std::function<void(int, int)>& on_judged_;
  std::stop_token outer_stop_;
  std::stop_source stop_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  ///< guards what follows
  int done_ = 0;
  int failed_in_a_row_ = 0;
  std::exception_ptr failure_;
  std::vector<Judged> judged_;  ///< each place by one thread
};

void count(const Judged& judged, JudgeCounts& counts) {
  if (judged.is_over)
    ++counts.not_asked;
  else if (!judged.problem.empty())
    ++counts.failed;
  else if (judged.strict)
    ++counts.judged;
  else if (judged.tolerant)
    ++counts.rescued;
  else
    ++counts.unparsable;
}

/// By kind the root of the mean variance of an edit's judgings.
Measures deviations_of(const std::vector<Task>& tasks, const std::vector<Judged>& judged, int& items) {
  std::map<std::size_t, std::vector<const Measures*>> repeated;
  std::set<std::size_t> asked_again;
  for (const Task& task : tasks)
    if (task.repetition > 0) asked_again.insert(task.item);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].system == kSystems[1] && asked_again.contains(tasks[i].item) && judged[i].tolerant)
      repeated[tasks[i].item].push_back(&*judged[i].tolerant);
  }
  std::erase_if(repeated, [](const auto& one) { return one.second.size() < kJudgings; });
  items = static_cast<int>(repeated.size());
  Measures deviations;
  for (const auto& [item, judgings] : repeated) {
    for (const auto& [key, first] : *judgings.front()) {
      double mean = 0;
      for (const Measures* one : judgings) mean += one->at(key) / kJudgings;
      for (const Measures* one : judgings)
        deviations[key] += std::pow(one->at(key) - mean, 2) / (kJudgings - 1) / items;
    }
  }
  for (auto& [key, variance] : deviations) variance = std::sqrt(variance);
  return deviations;
}

nlohmann::json counts_json(const JudgeCounts& counts) {
  return {{"judged", counts.judged},
          {"rescued", counts.rescued},
          {"unparsable", counts.unparsable},
          {"failed", counts.failed},
          {"not_asked", counts.not_asked}};
}

std::vector<MeasureKind> tolerant_kinds(std::vector<MeasureKind> kinds) {
  for (MeasureKind& kind : kinds) {
    kind.key += kTolerant;
    kind.title += " (tolerant)";
    kind.meaning = "the same, with answers that were not in the form that was asked for";
  }
  return kinds;
}

}  // namespace

void BenchmarkJudgeOptions::validate() const {
  if (concurrency < 1 || concurrency > 64)
    throw Error(ErrorCode::InvalidArgument, "a judge can be asked 1 to 64 questions at a time");
  if (most_calls < 0 || repeat_items < 0)
    throw Error(ErrorCode::InvalidArgument, "numbers of calls and of edits judged again are 0 or more");
  if (!(price.in >= 0) || !(price.out >= 0))
    throw Error(ErrorCode::InvalidArgument, "prices of tokens are 0 or more");
  if (most_usd && (!(*most_usd > 0) || price.in + price.out <= 0))
    throw Error(ErrorCode::InvalidArgument,
                "a limit in dollars is above 0, and needs what a million tokens cost");
}

nlohmann::json BenchmarkJudgement::to_json() const {
  nlohmann::json by_system = nlohmann::json::object();
  for (const auto& [system, one] : counts) by_system[system] = counts_json(one);
  return {
      {"model", model},
      {"wording_sha256", wording},
      {"wording", "our own words in the structure of the benchmark's protocol"},
      {"pictures", "JPEG, quality " + std::to_string(kShownQuality) + ", photo and edit at the photo's size"},
      {"temperature", 0},
      {"counts", std::move(by_system)},
      {"calls", calls},
      {"tokens_in", tokens.in},
      {"tokens_out", tokens.out},
      {"usd", usd},
      {"repeated_items", repeated},
      {"problems", problems}};
}

BenchmarkJudgement judge_benchmark(const Benchmark& benchmark, std::vector<ItemOutcome>& outcomes,
                                   const BenchmarkFolder& folder, const BenchmarkJudgeOptions& options,
                                   const RunContext& context,
                                   const std::function<void(int, int)>& on_judged) {
  options.validate();
  const JudgeProtocol* protocol = judge_protocol_of(benchmark.name);
  if (!protocol)
    throw Error(ErrorCode::InvalidArgument,
                benchmark.title + " is not judged by a language model; GEdit-Bench and ImgEdit-Bench are");
  Bench bench(benchmark, folder, options, *protocol, context);
  const std::vector<Task> tasks = tasks_of(outcomes, options.repeat_items);
  const std::vector<Judged> judged = Court(bench, tasks, context, on_judged).run(options.concurrency);
  BenchmarkJudgement judgement;
  judgement.wording = hash_of(protocol->wording());
  judgement.kinds = protocol->kinds();
  bool differs = false;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (!judged[i].problem.empty() && judgement.problems.size() < kMostProblems)
      judgement.problems.push_back(readable(judged[i].problem));
    if (tasks[i].repetition > 0) continue;
    count(judged[i], judgement.counts[tasks[i].system]);
    differs = differs || (judged[i].tolerant && !judged[i].strict);
    Measures& measures = outcomes[tasks[i].item].measures[tasks[i].system];
    if (judged[i].strict) measures.insert(judged[i].strict->begin(), judged[i].strict->end());
    if (!judged[i].tolerant) continue;
    for (const auto& [key, value] : *judged[i].tolerant) measures[key + std::string(kTolerant)] = value;
  }
  if (differs) {
    const auto tolerant = tolerant_kinds(judgement.kinds);
    judgement.kinds.insert(judgement.kinds.end(), tolerant.begin(), tolerant.end());
  }
  judgement.model = bench.models();
  judgement.calls = bench.budget().spent();
  judgement.tokens = bench.budget().tokens();
  judgement.usd = bench.budget().usd();
  judgement.deviations = deviations_of(tasks, judged, judgement.repeated);
  return judgement;
}

}  // namespace v4e
