// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/choice_gate.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <numeric>
#include <random>

#include "core/base/error.h"
#include "core/evaluation/best_edit.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/question.h"
#include "core/training/seeds.h"

namespace v4e {
namespace {

constexpr int kDraws = 10'000;

double mean_of(const std::vector<double>& values) {
  return values.empty()
             ? 0
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// 1 for the smallest; equal values share the mean of their ranks.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<double> ranks;
  for (const double value : values) {
    const auto smaller = std::ranges::count_if(values, [value](double other) { return other < value; });
    const auto equal = std::ranges::count(values, value);
    ranks.push_back(static_cast<double>(smaller) + (static_cast<double>(equal) + 1) / 2);
  }
  return ranks;
}

bool is_of(const ChoiceExample& example, const std::string& effect) {
  return effect.empty() || example.effect == effect;
}

std::vector<std::string> effects_of(const ChoiceReport& report) {
  std::vector<std::string> effects;
  for (const ChoiceExample& example : report.examples) {
    if (std::ranges::find(effects, example.effect) == effects.end()) effects.push_back(example.effect);
  }
  return effects;
}

/// Nothing where the editor says no.
std::optional<ChoiceExample> try_example(Editor& editor, const std::string& effect, Question question,
                                         int tries, const RunContext& context) {
  ChoiceExample example{.effect = effect, .marks = {}, .errors = {}};
  std::vector<Image> last_frames;
  for (int i = 0; i < tries; ++i, ++question.seed) {
    const Answer made = answer(editor, question, question.seen, false, context);
    if (!made.problem.empty()) return std::nullopt;
    example.marks.push_back(measure_edit(made.result));
    example.errors.push_back(mean_squared_error(made.result.edited.image, question.target));
    last_frames.push_back(made.result.frames.back());
  }
  rate(example.marks, last_frames);
  return example;
}

std::string two_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

}  // namespace

void ChoiceOptions::validate() const {
  gate.validate();
  if (tries < 2 || tries > kMostTries)
    throw Error(ErrorCode::InvalidArgument,
                "the best can be chosen of 2 to " + std::to_string(kMostTries) + " tries");
}

double ChoiceExample::mean_error() const {
  return mean_of(errors);
}

double ChoiceExample::least_error() const {
  return *std::ranges::min_element(errors);
}

double ChoiceExample::rank_correlation() const {
  std::vector<double> scores;
  std::vector<double> truth;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    scores.push_back(marks[i].score);
    truth.push_back(-errors[i]);
  }
  return rank_correlation_of(scores, truth);
}

double ChoiceReport::rank_correlation(const std::string& effect) const {
  std::vector<double> values;
  for (const ChoiceExample& example : examples) {
    if (is_of(example, effect)) values.push_back(example.rank_correlation());
  }
  return mean_of(values);
}

std::pair<double, double> ChoiceReport::rank_interval() const {
  if (examples.empty()) return {0, 0};
  std::vector<double> values;
  for (const ChoiceExample& example : examples) values.push_back(example.rank_correlation());
  std::mt19937_64 random(options.gate.seed);
  std::vector<double> means;
  for (int draw = 0; draw < kDraws; ++draw) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[random() % values.size()];
    means.push_back(sum / static_cast<double>(values.size()));
  }
  std::ranges::sort(means);
  return {means[kDraws / 40], means[kDraws - kDraws / 40 - 1]};
}

double ChoiceReport::share_of_gain(const std::string& effect) const {
  double gained = 0;
  double possible = 0;
  for (const ChoiceExample& example : examples) {
    if (!is_of(example, effect)) continue;
    gained += example.mean_error() - example.chosen_error();
    possible += example.mean_error() - example.least_error();
  }
  return possible > 0 ? gained / possible : 0;
}

double ChoiceReport::hits() const {
  const auto hit = [](const ChoiceExample& one) { return one.chosen_error() <= one.least_error(); };
  return examples.empty() ? 0
                          : static_cast<double>(std::ranges::count_if(examples, hit)) /
                                static_cast<double>(examples.size());
}

nlohmann::json ChoiceReport::to_json() const {
  const auto [low, high] = rank_interval();
  nlohmann::json list = nlohmann::json::array();
  for (const ChoiceExample& example : examples) {
    nlohmann::json tries = nlohmann::json::array();
    for (std::size_t i = 0; i < example.marks.size(); ++i) {
      tries.push_back(v4e::to_json(example.marks[i]));
      tries.back()["error"] = example.errors[i];
    }
    list.push_back({{"effect", example.effect},
                    {"rank_correlation", example.rank_correlation()},
                    {"tries", std::move(tries)}});
  }
  return {{"model", model_name},
          {"tries", options.tries},
          {"size_px", options.gate.size_px},
          {"seed", options.gate.seed},
          {"training_pictures", options.training_pictures},
          {"rank_correlation", rank_correlation()},
          {"rank_correlation_95", {low, high}},
          {"share_of_gain", share_of_gain()},
          {"hits", hits()},
          {"examples", std::move(list)}};
}

ChoiceReport run_choice_gate(Editor& editor, const training::TripletMaker& examples,
                             const ChoiceOptions& options, const RunContext& context,
                             const std::function<void(const ChoiceExample&)>& done) {
  options.validate();
  ChoiceReport report{.model_name = editor.model().name, .options = options, .examples = {}};
  training::TripletOptions triplets;
  triplets.size_px = options.gate.size_px;
  triplets.heldout = !options.training_pictures;
  for (const std::string& id : training::effect_ids()) {
    const auto variants = training::variants_of(id);
    if (training::effects()[variants.front()].local || id == "snow") continue;
    for (int i = 0; i < options.gate.examples; ++i) {
      const auto variant = variants[static_cast<std::size_t>(i) % variants.size()];
      const auto seed = training::mixed_seed(options.gate.seed + variant, static_cast<std::uint64_t>(i)) >> 1;
      auto example = try_example(editor, id, ask(editor.model(), examples, variant, triplets, seed),
                                 options.tries, context);
      if (!example) break;
      report.examples.push_back(*std::move(example));
      if (done) done(report.examples.back());
    }
  }
  return report;
}

std::string choice_table(const ChoiceReport& report, const CaptionRewriter& rewriter) {
  const auto [low, high] = report.rank_interval();
  std::string text = "| edit | rank correlation | of the possible gain |\n|---|---|---|\n";
  for (const std::string& effect : effects_of(report))
    text += "| " + rewriter.effect_title(effect) + " | " + two_digits(report.rank_correlation(effect)) +
            " | " + two_digits(report.share_of_gain(effect)) + " |\n";
  text += "| all | " + two_digits(report.rank_correlation()) + " | " + two_digits(report.share_of_gain()) +
          " |\n";
  return text + "\nOf " + std::to_string(report.options.tries) + " tries at each of " +
         std::to_string(report.examples.size()) + " examples (" +
         std::to_string(report.options.gate.size_px) + " x " + std::to_string(report.options.gate.size_px) +
         " pixels, " +
         (report.options.training_pictures ? "pictures that training saw"
                                           : "pictures that training never saw") +
         "). Rank correlation: Spearman's, between score and error, 0 by chance; 95 % interval of the mean " +
         two_digits(low) + " to " + two_digits(high) +
         ". Gain: 0 as a try by chance, 1 as the best try in truth. "
         "The best try was chosen in " +
         two_digits(report.hits()) + " of the examples; by chance " + two_digits(1.0 / report.options.tries) +
         ".\n";
}

double rank_correlation_of(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size() || a.empty())
    throw Error(ErrorCode::InvalidArgument, "rows of different lengths cannot be compared");
  const std::vector<double> x = ranks_of(a);
  const std::vector<double> y = ranks_of(b);
  const double mean = (static_cast<double>(a.size()) + 1) / 2;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

}  // namespace v4e
